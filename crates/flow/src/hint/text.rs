//! Text off the wire, made fit to be shown.

use std::fmt::Write;

/// Bytes of text that are kept.
pub(super) const MAX_LEN: usize = 255;

/// The text as UTF-8, cut at [`MAX_LEN`] bytes, with control characters written as `\xNN`. What is not UTF-8 becomes
/// U+FFFD.
pub(super) fn clean(bytes: &[u8]) -> Box<str> {
    let bytes = bytes.get(..MAX_LEN).unwrap_or(bytes);
    if bytes.iter().all(|byte| (0x20..0x7f).contains(byte)) {
        return String::from_utf8_lossy(bytes).into();
    }
    let mut text = String::with_capacity(bytes.len());
    for letter in String::from_utf8_lossy(bytes).chars() {
        if is_unfit(letter) {
            // Writing to a string cannot fail.
            write!(text, "\\x{:02x}", u32::from(letter)).unwrap_or_default();
        } else {
            text.push(letter);
        }
        if text.len() >= MAX_LEN {
            break;
        }
    }
    text.into()
}

/// Control characters, and those that change the direction of the text around them.
fn is_unfit(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without the white space around it; `None` if nothing is left.
pub(super) fn clean_some(bytes: &[u8]) -> Option<Box<str>> {
    let bytes = bytes.trim_ascii();
    (!bytes.is_empty()).then(|| clean(bytes))
}

/// The first line, without its end; all of the bytes where no line ends.
pub(super) fn first_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or(bytes);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines, without their ends.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Whether the text begins with `prefix`, in any case. `prefix` is lower-case.
pub(super) fn starts_with(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Whether `word` is somewhere in the text, in any case.
pub(super) fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_is_escaped() {
        assert_eq!(&*clean(b"a\x1b[2J\r\nb\0"), "a\\x1b[2J\\x0d\\x0ab\\x00");
        assert_eq!(&*clean("a\u{202e}b\u{e9}".as_bytes()), "a\\x202eb\u{e9}");
        assert_eq!(&*clean(b"a\xff"), "a\u{fffd}");
        assert_eq!(clean_some(b" \r\n"), None);
    }

    #[test]
    fn text_is_cut() {
        assert_eq!(clean(&[b'a'; 1000]).len(), MAX_LEN);
        assert!(clean(&[0; 1000]).len() < MAX_LEN + 4);
        assert!(clean(&[0xff; 1000]).len() < MAX_LEN + 4);
    }

    #[test]
    fn lines_end_with_or_without_a_return() {
        assert_eq!(lines(b"a\r\nb\nc").collect::<Vec<_>>(), [b"a", b"b", b"c"]);
        assert!(starts_with(b"Host: x", b"host:") && contains(b"a ESMTP b", b"smtp"));
    }
}
