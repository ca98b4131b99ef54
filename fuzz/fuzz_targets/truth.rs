//! Any bytes are rules that say which flows are attacks, or an error that says where they are none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_table::flows::TruthRules;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = TruthRules::parse(bytes) {
        assert!(error.to_string().len() < 1_000);
    }
});
