//! Databases.

use crate::hint::reader::Reader;

/// The server's greeting: length, number 0, protocol 10, a version in digits.
pub(super) fn is_mysql(payload: &[u8]) -> bool {
    let &[a, b, 0, 0, 10, b'1'..=b'9', b'0'..=b'9' | b'.', ref rest @ ..] = payload else {
        return false;
    };
    let len = usize::from(u16::from_le_bytes([a, b]));
    (len == payload.len() - 4 || len > rest.len()) && rest.iter().take(40).any(|byte| *byte == 0)
}

/// The client's first message: a length, then version 3 with parameters, or the wish for encryption.
pub(super) fn is_postgresql(payload: &[u8]) -> bool {
    let mut reader = Reader::new(payload);
    let (Some(len), Some(code)) = (reader.u32(), reader.u32()) else {
        return false;
    };
    let is_whole = usize::try_from(len).is_ok_and(|len| len == payload.len());
    match code {
        0x04d2_162f | 0x04d2_1630 => len == 8,
        0x0003_0000 | 0x0003_0002 => is_whole && reader.rest().starts_with(b"user\0"),
        _ => false,
    }
}

/// A message before login: type, status, length, the first option at the usual place.
pub(super) fn is_tds(payload: &[u8]) -> bool {
    let &[0x12, 0 | 1, high, low, 0, 0, _, _, 0, 0, _, ..] = payload else {
        return false;
    };
    usize::from(u16::from_be_bytes([high, low])) >= payload.len()
}

/// A message by its length, in the byte order of Intel, and a known operation.
pub(super) fn is_mongodb(payload: &[u8]) -> bool {
    let Some((&[a, b, c, d, _, _, _, _, reply, _, _, _, e, f, 0, 0], _)) = payload.split_first_chunk() else {
        return false;
    };
    let len = u32::from_le_bytes([a, b, c, d]);
    let operation = u16::from_le_bytes([e, f]);
    // Queries, replies, compressed messages, messages.
    let is_operation = matches!(operation, 2004 | 2012 | 2013) || operation == 1 && reply != 0;
    is_operation && usize::try_from(len).is_ok_and(|len| len == payload.len())
}
