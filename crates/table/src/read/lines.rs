//! Line ends (`\n`, `\r\n`, `\r`, mixed at will) and fields on one line.

use memchr::{memchr_iter, memchr2};

use crate::report::Delimiter;

/// The first line of `bytes` without its end, and how many bytes line and end take.
/// `None` when the end of the line may still come.
pub(super) fn split_line(bytes: &[u8], is_last: bool) -> Option<(&[u8], usize)> {
    let Some(at) = memchr2(b'\n', b'\r', bytes) else {
        return (is_last && !bytes.is_empty()).then_some((bytes, bytes.len()));
    };
    let line = bytes.get(..at)?;
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some((line, at + 2)),
        (Some(b'\r'), None) if !is_last => None,
        _ => Some((line, at + 1)),
    }
}

/// Every line of `bytes`, the last one also without an end.
pub(super) fn lines(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (line, len) = split_line(bytes, true)?;
        bytes = bytes.get(len..).unwrap_or_default();
        Some(line)
    })
}

/// Line ends within a record.
pub(super) fn count_line_ends(mut bytes: &[u8]) -> u64 {
    let mut count = 0;
    while let Some((line, len)) = split_line(bytes, true) {
        if line.len() == len {
            break;
        }
        count += 1;
        bytes = bytes.get(len..).unwrap_or_default();
    }
    count
}

/// Fields of a line without quotes.
pub(super) fn count_fields(line: &[u8], delimiter: Delimiter) -> usize {
    match delimiter {
        Delimiter::Spaces => spaced(line).count(),
        _ => memchr_iter(delimiter.byte(), line).count() + 1,
    }
}

/// Fields between runs of spaces or tabs.
pub(super) fn spaced(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|field| !field.is_empty())
}
