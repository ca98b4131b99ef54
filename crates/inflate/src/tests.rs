use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Inflate, InflateError, Limits};

const LIMITS: Limits = Limits {
    max_bytes: 1 << 30,
    max_ratio: 2_000,
};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What comes out of a file that arrives in chunks of `chunk` bytes, whether it is complete, and its error.
fn inflate(file: &[u8], chunk: usize, limits: Limits) -> (Vec<u8>, bool, Option<InflateError>) {
    let mut inflate = Inflate::new(limits);
    let mut out = Vec::new();
    let mut push = |bytes: &[u8]| {
        inflate.push(bytes, |piece| {
            out.extend_from_slice(piece);
            Ok::<_, InflateError>(())
        })
    };
    let error = file.chunks(chunk).find_map(|bytes| push(bytes).err());
    (out, inflate.is_complete(), error)
}

fn noise(n: u32) -> Vec<u8> {
    (0..n).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

#[test]
fn any_chunks_give_the_same() {
    let text = [noise(100_000), vec![7; 1_000_000]].concat();
    let file = [gzip(&text), gzip(b""), gzip(b"end"), vec![0; 5]].concat();
    for chunk in [1, 7, 1_000, file.len()] {
        let (out, is_complete, error) = inflate(&file, chunk, LIMITS);
        assert!(out == [&text[..], b"end"].concat(), "{chunk}");
        assert!(is_complete && error.is_none());
    }
}

#[test]
fn a_cut_file_gives_what_is_there() {
    let text = noise(50_000);
    let file = gzip(&text);
    for cut in [1, 10, file.len() / 2, file.len() - 8, file.len() - 1] {
        let at_once = inflate(&file[..cut], cut, LIMITS);
        assert_eq!(at_once, inflate(&file[..cut], 1, LIMITS));
        assert!(text.starts_with(&at_once.0) && !at_once.1 && at_once.2.is_none());
    }
    assert_eq!(inflate(&file[..file.len() - 8], file.len(), LIMITS).0, text);
}

#[test]
fn damage_gives_what_comes_before_it_in_any_chunks() {
    let text = noise(200_000);
    let mut file = gzip(&text);
    let n = file.len();
    file[n - 6] ^= 1;
    for chunk in [1, 100, n] {
        let (out, is_complete, error) = inflate(&file, chunk, LIMITS);
        assert!(out == text && !is_complete, "{chunk}");
        assert!(matches!(error, Some(InflateError::Corrupt { .. })));
    }
    let mut file = gzip(&text);
    file[n / 2..n / 2 + 40].fill(0xff);
    let at_once = inflate(&file, n, LIMITS);
    assert!(matches!(at_once.2, Some(InflateError::Corrupt { .. })));
    assert!(!at_once.0.is_empty());
    assert_eq!(at_once.0.len(), inflate(&file, 1, LIMITS).0.len());
}

#[test]
fn what_comes_out_is_limited() {
    let file = gzip(&vec![0; 100 << 20]);
    let few = Limits {
        max_bytes: 1_000_000,
        ..LIMITS
    };
    let (out, _, error) = inflate(&file, file.len(), few);
    assert_eq!(error, Some(InflateError::TooLarge { max: 1_000_000 }));
    assert!(out.len() <= 1_000_000);
    let flat = Limits {
        max_ratio: 100,
        ..LIMITS
    };
    let error = inflate(&file, 1_000, flat).2;
    assert!(matches!(error, Some(InflateError::Ratio { max: 100, .. })));
}

#[test]
fn an_error_of_the_sink_is_handed_back() {
    #[derive(Debug, PartialEq)]
    struct Full;
    impl From<InflateError> for Full {
        fn from(_: InflateError) -> Self {
            unreachable!("the file is good")
        }
    }
    assert_eq!(Inflate::new(LIMITS).push(&gzip(b"x"), |_| Err(Full)), Err(Full));
}
