//! Names what was dropped when it is no table, by its first bytes.

use crate::ReadError;

const FORMATS: &[(&[u8], &str)] = &[
    (b"\xd4\xc3\xb2\xa1", "a pcap capture"),
    (b"\xa1\xb2\xc3\xd4", "a pcap capture"),
    (b"\x4d\x3c\xb2\xa1", "a pcap capture"),
    (b"\xa1\xb2\x3c\x4d", "a pcap capture"),
    (b"\x34\xcd\xb2\xa1", "a pcap capture"),
    (b"\xa1\xb2\xcd\x34", "a pcap capture"),
    (b"\x0a\x0d\x0d\x0a", "a pcapng capture"),
    (b"PK\x03\x04", "a ZIP archive (or an Excel workbook)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\xfd7zXZ\0", "XZ data"),
    (b"BZh", "bzip2 data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "gzip data within gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"\0asm", "a WebAssembly module"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x89HDF", "an HDF5 file"),
];

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// Refuses what is surely no table of text; returns how many bytes to skip (a UTF-8 byte order mark).
///
/// `head` is the start of the inflated data, at least the first 32 bytes where there are that many.
pub(super) fn check(head: &[u8]) -> Result<usize, ReadError> {
    if let Some((_, found)) = FORMATS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(ReadError::Format { found });
    }
    let utf16 = match head {
        [0xff, 0xfe, ..] => Some("UTF-16 (little endian)"),
        [0xfe, 0xff, ..] => Some("UTF-16 (big endian)"),
        [0, _, 0, _, ..] | [_, 0, _, 0, ..] => Some("what looks like UTF-16 without a byte order mark"),
        _ => None,
    };
    if let Some(found) = utf16 {
        return Err(ReadError::Encoding { found });
    }
    if memchr::memchr(0, head).is_some() {
        return Err(ReadError::Format {
            found: "binary data (zero bytes)",
        });
    }
    let n_mark = if head.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
    refuse_other_text(head.get(n_mark..).unwrap_or_default())?;
    Ok(n_mark)
}

fn refuse_other_text(text: &[u8]) -> Result<(), ReadError> {
    let text = text.trim_ascii_start();
    if let Some(inner) = text.strip_prefix(b"[")
        && matches!(inner.trim_ascii_start().first(), Some(b'{' | b'"' | b'['))
    {
        return Err(ReadError::Format { found: "a JSON array" });
    }
    let is_markup = text.starts_with(b"<!") || text.starts_with(b"<html") || text.starts_with(b"<?xml");
    if is_markup {
        return Err(ReadError::Format { found: "HTML or XML" });
    }
    Ok(())
}
