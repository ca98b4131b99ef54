//! Names (RFC 1035, sections 3.1 and 4.1.4).

/// Longest name on the wire.
const MAX_LEN: usize = 255;

/// Longest label.
pub(super) const MAX_LABEL_LEN: usize = 63;

/// A name in a message. Its labels may lie in several places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    message: &'a [u8],
    start: usize,
    longest_label: &'a [u8],
    hash: u32,
    len: u8,
}

impl<'a> Name<'a> {
    /// The name at `start`, and where it ends there. `None` where it is cut, too long, or points to itself.
    pub(super) fn parse(message: &'a [u8], start: usize) -> Option<(Self, usize)> {
        let mut name = Self {
            message,
            start,
            longest_label: &[],
            hash: FNV_OFFSET,
            len: 0,
        };
        let mut labels = Labels::new(message, start);
        let mut len = 0;
        loop {
            let label = labels.next_label()?;
            if label.is_empty() {
                break;
            }
            len += label.len() + 1;
            if len > MAX_LEN {
                return None;
            }
            if label.len() > name.longest_label.len() {
                name.longest_label = label;
            }
            name.hash = label
                .iter()
                .fold(fnv(name.hash, b'.'), |hash, byte| fnv(hash, byte.to_ascii_lowercase()));
        }
        name.len = u8::try_from(len).ok()?;
        Some((name, labels.end?))
    }

    pub(super) fn longest_label(&self) -> &'a [u8] {
        self.longest_label
    }

    /// Of the labels, in any case.
    pub(super) fn hash(&self) -> u32 {
        self.hash
    }

    /// Bytes on the wire, without the root.
    pub(super) fn len(&self) -> u8 {
        self.len
    }

    /// The labels with dots between them, dots in labels escaped; the root is a dot.
    pub(super) fn to_text(self) -> Vec<u8> {
        let mut text = Vec::with_capacity(usize::from(self.len));
        let mut labels = Labels::new(self.message, self.start);
        while let Some(label) = labels.next_label().filter(|label| !label.is_empty()) {
            if !text.is_empty() {
                text.push(b'.');
            }
            for &byte in label {
                if byte == b'.' {
                    text.push(b'\\');
                }
                text.push(byte);
            }
        }
        if text.is_empty() {
            text.push(b'.');
        }
        text
    }
}

const FNV_OFFSET: u32 = 0x811c_9dc5;

/// Fowler, Noll and Vo's hash, 1a.
fn fnv(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

#[derive(Debug)]
struct Labels<'a> {
    message: &'a [u8],
    at: usize,
    /// Pointers must point before this: names that point to themselves end.
    limit: usize,
    /// Where the name ends in the place where it began.
    end: Option<usize>,
}

impl<'a> Labels<'a> {
    fn new(message: &'a [u8], start: usize) -> Self {
        Self {
            message,
            at: start,
            limit: start,
            end: None,
        }
    }

    /// The next label; the root's, which is empty, is the last. `None` where the name is cut or malformed.
    fn next_label(&mut self) -> Option<&'a [u8]> {
        loop {
            let len = *self.message.get(self.at)?;
            match len {
                0 => {
                    self.end.get_or_insert(self.at + 1);
                    return Some(&[]);
                }
                1..=0x3f => {
                    let start = self.at + 1;
                    let end = start + usize::from(len);
                    self.at = end;
                    return self.message.get(start..end);
                }
                0xc0.. => {
                    let target = usize::from(len & 0x3f) << 8 | usize::from(*self.message.get(self.at + 1)?);
                    self.end.get_or_insert(self.at + 2);
                    if target >= self.limit {
                        return None;
                    }
                    (self.at, self.limit) = (target, target);
                }
                _ => return None,
            }
        }
    }
}
