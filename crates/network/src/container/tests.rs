use super::*;

const FORMAT: Format = Format {
    name: "test",
    version: 3,
};

fn tensors() -> Vec<(String, Tensor)> {
    let floats = Tensor::new(&[2, 2], &Values::F32(vec![1.0, -2.5, 0.0, 4.0]));
    let words = Tensor::new(&[3], &Values::U32(vec![7, 0, u32::MAX]));
    vec![("a".to_owned(), floats), ("b".to_owned(), words)]
}

fn file() -> Vec<u8> {
    write(FORMAT, &["described", "twice"], &tensors()).unwrap()
}

fn read(bytes: &[u8]) -> Result<Opened<'_, Vec<String>>, ModelError> {
    open(bytes, FORMAT)
}

/// The file with the first `from` in its header replaced, digest and lengths as they were.
fn edited(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = file();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes());
    bytes[at.unwrap()..][..to.len()].copy_from_slice(to.as_bytes());
    bytes
}

#[test]
fn what_was_written_is_read() {
    let bytes = file();
    let opened = read(&bytes).unwrap();
    assert_eq!(opened.description, ["described", "twice"]);
    assert_eq!(opened.floats("a", &[2, 2]).unwrap(), [1.0, -2.5, 0.0, 4.0]);
    assert_eq!(opened.words("b").unwrap(), [7, 0, u32::MAX]);
    assert_eq!((opened.n_tensors(), opened.sha256.len()), (2, 64));
    assert_eq!(file(), bytes);
}

#[test]
fn every_changed_byte_and_every_prefix_is_refused() {
    let bytes = file();
    for at in 0..bytes.len() {
        assert!(read(&bytes[..at]).is_err(), "{at} bytes");
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        // A space in the padding of the header is all that may differ.
        let is_padding = bytes[at] == b' ';
        assert!(read(&damaged).is_err() || is_padding, "byte {at}");
    }
}

#[test]
fn refusals_say_why() {
    let reason = |bytes: &[u8]| read(bytes).err().unwrap().to_string();
    assert!(reason(b"PK\x03\x04 not a model at all").contains("not a model file"));
    assert!(reason(&edited("test", "tent")).contains("tent"));
    assert!(reason(&edited(r#"version\":3"#, r#"version\":4"#)).contains("format version 4"));
    assert!(reason(&edited("twice", "thrice"[..5].as_ref())).contains("SHA-256"));
    let mut huge = file();
    huge[..8].copy_from_slice(&90_000_000_u64.to_le_bytes());
    assert!(reason(&huge).contains("not a model file"));
    huge[..8].copy_from_slice(&5_000_000_u64.to_le_bytes());
    huge.resize(6_000_000, b' ');
    assert!(reason(&huge).contains("at most"));
}

#[test]
fn tensors_of_another_kind_are_refused() {
    let bytes = file();
    let opened = read(&bytes).unwrap();
    assert!(matches!(opened.floats("b", &[3]), Err(ModelError::Weights { .. })));
    assert!(matches!(opened.floats("a", &[4]), Err(ModelError::Weights { .. })));
    assert!(matches!(opened.words("a"), Err(ModelError::Weights { .. })));
    assert!(matches!(opened.words("c"), Err(ModelError::Container(_))));
    let wild = Tensor::new(&[1], &Values::F32(vec![f32::INFINITY]));
    let bytes = write(FORMAT, &Vec::<String>::new(), &[("w".to_owned(), wild)]).unwrap();
    assert!(matches!(
        read(&bytes).unwrap().floats("w", &[1]),
        Err(ModelError::Weights { .. })
    ));
}
