//! Every format, byte by byte, against files that were read before they were put here. `WIRESIFT_BLESS=1` writes them anew.

mod support;

use std::path::PathBuf;

use support::findings;
use wiresift_report::Format;

#[test]
fn every_format_is_as_it_was() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for format in Format::ALL {
        let written = String::from_utf8(findings("").write(format).unwrap()).unwrap();
        let path = folder.join(format.ending());
        if std::env::var_os("WIRESIFT_BLESS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written, known, "{}", format.name());
    }
}
