//! Compressed tables.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{cells, error_of, read, read_with};
use crate::{ReadError, ReadOptions, ReadWarning};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_may_have_members_and_trailing_bytes() {
    let mut bytes = gzip(b"a,b\n1,2\n3");
    bytes.extend(gzip(b",4\n"));
    let table = read_with(&bytes, ReadOptions::default()).unwrap();
    assert_eq!(
        (cells(&table), table.report.is_gzip),
        (vec!["1|2".to_owned(), "3|4".to_owned()], true)
    );
    bytes.extend([0; 20]);
    let table = read_with(&bytes, ReadOptions::default()).unwrap();
    assert_eq!(table.report.warnings, [ReadWarning::TrailingBytes]);
}

#[test]
fn truncated_gzip_keeps_whole_rows_and_says_so() {
    let mut text = "a,b\n".to_owned();
    for n in 0..5_000_u64 {
        writeln!(text, "{},{}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n).unwrap();
    }
    let whole = read(&text).unwrap();
    let bytes = gzip(text.as_bytes());
    for cut in [bytes.len() / 2, bytes.len() - 9, bytes.len() - 8, bytes.len() - 1] {
        let table = read_with(&bytes[..cut], ReadOptions::default()).unwrap();
        assert_eq!(table.report.warnings, [ReadWarning::TruncatedGzip], "{cut}");
        assert!(table.n_rows() > 1_000);
        assert_eq!(cells(&table)[..], cells(&whole)[..table.n_rows()]);
    }
    for cut in [2, 9, 12, 20] {
        let error = error_of(&bytes[..cut], ReadOptions::default());
        assert_eq!(error, ReadError::TruncatedGzip { n_bytes: cut as u64 });
    }
}

#[test]
fn corrupt_gzip_is_an_error() {
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    let end = bytes.len();
    bytes[end - 6] ^= 0xff;
    assert!(matches!(
        read_with(&bytes, ReadOptions::default()),
        Err(ReadError::CorruptGzip { .. })
    ));
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    bytes[3] = 0xff;
    bytes[10] = 0xff;
    assert!(read_with(&bytes, ReadOptions::default()).is_err());
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    bytes[10..].fill(0xff);
    assert!(matches!(
        read_with(&bytes, ReadOptions::default()),
        Err(ReadError::CorruptGzip { .. })
    ));
}

#[test]
fn gzip_bombs_are_stopped() {
    let mut text = b"1,2\n".repeat(20_000);
    text.resize(80 << 20, b'\n');
    let error = error_of(&gzip(&text), ReadOptions::default());
    assert!(matches!(error, ReadError::InflateRatio { max: 400, .. }), "{error}");
    let options = ReadOptions {
        max_inflated_bytes: 1_000,
        ..ReadOptions::default()
    };
    let text = "a,b\n".repeat(1_000);
    assert_eq!(
        error_of(&gzip(text.as_bytes()), options.clone()),
        ReadError::TooLarge { max: 1_000 }
    );
    assert_eq!(error_of(text.as_bytes(), options), ReadError::TooLarge { max: 1_000 });
}
