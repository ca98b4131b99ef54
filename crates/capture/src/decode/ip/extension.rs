//! Headers between IP and what it carries: IPv6 extension headers (RFC 8200, section 4) and AH (RFC 4302).

use crate::Protocol;
use crate::bytes::{index, len32};
use crate::packet::Fragment;
use crate::undecoded::{Layer, Reason, Undecoded};

/// Extension headers of one packet; sound ones have four at most.
const MAX_EXTENSIONS: usize = 16;

/// What is left of an IP packet, while its headers are gone through.
pub(in crate::decode) struct Chain<'a> {
    /// What `payload` starts with.
    pub(in crate::decode) protocol: Protocol,
    /// As captured.
    pub(in crate::decode) payload: &'a [u8],
    /// By the headers.
    pub(in crate::decode) payload_len: u32,
    pub(in crate::decode) header_len: u32,
    pub(in crate::decode) fragment: Option<Fragment>,
    pub(in crate::decode) issue: Option<Undecoded>,
}

impl Chain<'_> {
    pub(in crate::decode) fn is_later_fragment(&self) -> bool {
        self.fragment.is_some_and(|fragment| fragment.offset > 0)
    }

    pub(super) fn walk_v4(&mut self) {
        if self.protocol == Protocol::AH {
            self.walk(|protocol| protocol == Protocol::AH);
        }
    }

    pub(super) fn walk_v6(&mut self) {
        self.walk(|protocol| {
            matches!(
                protocol,
                Protocol::HOP_BY_HOP | Protocol::ROUTING | Protocol::DESTINATION | Protocol::FRAGMENT | Protocol::AH
            )
        });
    }

    /// As long as `is_extension`; a header that is cut or too long stays, and becomes the issue.
    fn walk(&mut self, is_extension: impl Fn(Protocol) -> bool) {
        for _ in 0..MAX_EXTENSIONS {
            if self.is_later_fragment() || !is_extension(self.protocol) {
                return;
            }
            if let Err(issue) = self.pass() {
                self.issue = Some(issue);
                return;
            }
        }
        if is_extension(self.protocol) {
            self.issue = Some(Undecoded::new(Layer::Ipv6Extension, Reason::TooDeep));
        }
    }

    fn pass(&mut self) -> Result<(), Undecoded> {
        let layer = match self.protocol {
            Protocol::AH => Layer::Ah,
            _ => Layer::Ipv6Extension,
        };
        let Some(&[next, length, ..]) = self.payload.first_chunk::<2>() else {
            return Err(self.cut(layer));
        };
        let length = match self.protocol {
            Protocol::FRAGMENT => 8,
            Protocol::AH => (usize::from(length) + 2) * 4,
            _ => (usize::from(length) + 1) * 8,
        };
        let Some((header, rest)) = self.payload.split_at_checked(length) else {
            return Err(self.cut(layer));
        };
        if self.protocol == Protocol::FRAGMENT {
            self.fragment = self.fragment.or(fragment(header));
        }
        self.protocol = Protocol(next);
        self.payload = rest;
        let length = len32(header);
        self.payload_len = self.payload_len.saturating_sub(length);
        self.header_len = self.header_len.saturating_add(length);
        Ok(())
    }

    /// What to say of a header that needs more than `payload`: cut by the capture, or too short by its own lengths.
    pub(in crate::decode) fn cut(&self, layer: Layer) -> Undecoded {
        let is_whole = self.payload.len() >= index(self.payload_len);
        let has_more = self.fragment.is_some_and(|fragment| fragment.has_more);
        if is_whole && !has_more {
            return Undecoded::new(layer, Reason::BadLength);
        }
        Undecoded::truncated(layer)
    }
}

/// `None` for the only part of a packet (an "atomic fragment", RFC 6946).
fn fragment(header: &[u8]) -> Option<Fragment> {
    let &[_, _, o0, o1, i0, i1, i2, i3] = header.first_chunk()?;
    let bits = u16::from_be_bytes([o0, o1]);
    let fragment = Fragment {
        id: u32::from_be_bytes([i0, i1, i2, i3]),
        // The lower three bits are flags, and the offset is in units of 8 bytes.
        offset: u32::from(bits & !7),
        has_more: bits & 1 != 0,
    };
    (fragment.has_more || fragment.offset > 0).then_some(fragment)
}
