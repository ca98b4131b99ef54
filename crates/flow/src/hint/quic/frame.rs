//! Frames of Initial packets (RFC 9000, sections 17.2.2 and 19).

use crate::hint::reader::Reader;

const PADDING: u8 = 0x00;
const PING: u8 = 0x01;
const ACK: u8 = 0x02;
const ACK_ECN: u8 = 0x03;
const CRYPTO: u8 = 0x06;
const CONNECTION_CLOSE: u8 = 0x1c;

/// Beyond this, no hello is.
const MAX_CRYPTO: u64 = 1 << 16;

/// A frame, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
enum Frame<'a> {
    Crypto(u64, &'a [u8]),
    Other,
}

/// Whether these are frames that Initial packets may have, up to the end; or, of a packet that is cut, up to there.
pub(super) fn are_frames(bytes: &[u8], is_cut: bool) -> bool {
    let mut reader = Reader::new(bytes);
    let mut n_whole = 0;
    while let Some(kind) = reader.u8() {
        if !matches!(kind, PADDING | PING | ACK | ACK_ECN | CRYPTO | CONNECTION_CLOSE) {
            return false;
        }
        match next(kind, &mut reader) {
            Some(Frame::Crypto(offset, bytes)) if offset > MAX_CRYPTO || bytes.is_empty() => return false,
            Some(_) => n_whole += 1,
            None => return is_cut && (n_whole > 0 || kind == CRYPTO),
        }
    }
    n_whole > 0
}

/// Offset and bytes of the CRYPTO frames.
pub(super) fn crypto(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(move || {
        loop {
            let kind = reader.u8()?;
            if let Frame::Crypto(offset, bytes) = next(kind, &mut reader)? {
                return Some((offset, bytes));
            }
        }
    })
}

/// What follows the type; `None` where it is cut, and for types that Initial packets must not have. Of a CRYPTO frame
/// that is cut, what is there.
fn next<'a>(kind: u8, reader: &mut Reader<'a>) -> Option<Frame<'a>> {
    match kind {
        PADDING | PING => {}
        CRYPTO => {
            let offset = reader.varint()?;
            let len = reader.varint()?;
            return Some(Frame::Crypto(offset, reader.take_at_most(usize::try_from(len).ok()?)));
        }
        ACK | ACK_ECN => {
            let (_largest, _delay) = (reader.varint()?, reader.varint()?);
            let n_ranges = reader.varint()?;
            let n_counts = if kind == ACK_ECN { 3 } else { 0 };
            for _ in 0..n_ranges.saturating_mul(2).saturating_add(1 + n_counts) {
                reader.varint()?;
            }
        }
        CONNECTION_CLOSE => {
            let (_error, _frame) = (reader.varint()?, reader.varint()?);
            let len = usize::try_from(reader.varint()?).ok()?;
            reader.take(len)?;
        }
        _ => return None,
    }
    Some(Frame::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_told_from_noise() {
        let frames = [0x02, 7, 0, 0, 3, 0x01, 0x06, 0x40, 0x10, 2, b'a', b'b', 0, 0];
        assert!(are_frames(&frames, false));
        assert_eq!(crypto(&frames).collect::<Vec<_>>(), [(16, &b"ab"[..])]);
        assert!(!are_frames(&[], true) && !are_frames(&[0, 0x1e], true));
        // A list of ranges without end does not take forever.
        let endless = [0, 0x02, 7, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert!(are_frames(&endless, true) && !are_frames(&endless, false));
    }
}
