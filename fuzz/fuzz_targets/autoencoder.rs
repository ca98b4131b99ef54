//! Any bytes are a model or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_network::Autoencoder;

fuzz_target!(|bytes: &[u8]| {
    drop(Autoencoder::from_bytes(bytes));
});
