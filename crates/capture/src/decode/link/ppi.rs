//! Per-packet information: a length and the link type of what follows.

use super::Next;
use crate::LinkType;
use crate::undecoded::{Layer, Reason, Undecoded};

/// Version, flags, length, link type.
pub(super) fn parse(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some(&[version, _, l0, l1, t0, t1, _, _]) = frame.first_chunk() else {
        return Err(Undecoded::truncated(Layer::Ppi));
    };
    if version != 0 {
        return Err(Undecoded::new(Layer::Ppi, Reason::BadVersion));
    }
    let length = usize::from(u16::from_le_bytes([l0, l1]));
    if length < 8 {
        return Err(Undecoded::new(Layer::Ppi, Reason::BadLength));
    }
    let rest = frame.get(length..).ok_or(Undecoded::truncated(Layer::Ppi))?;
    Ok(Next::Link(LinkType(u16::from_le_bytes([t0, t1])), rest))
}
