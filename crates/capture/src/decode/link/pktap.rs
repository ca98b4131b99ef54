//! Apple's PKTAP: a length and the link type of what follows, in the order of the machine that captured.

use super::Next;
use crate::LinkType;
use crate::bytes::{ByteOrder, index};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Header length, kind of record, link type; names and processes follow.
const MIN_HEADER_BYTES: usize = 12;
const PACKET: u32 = 1;

pub(super) fn parse(frame: &[u8], order: ByteOrder) -> Result<Next<'_>, Undecoded> {
    let Some(&[l0, l1, l2, l3, k0, k1, k2, k3, t0, t1, t2, t3]) = frame.first_chunk() else {
        return Err(Undecoded::truncated(Layer::Pktap));
    };
    if order.u32([k0, k1, k2, k3]) != PACKET {
        return Err(Undecoded::new(Layer::Pktap, Reason::NotIp));
    }
    let length = index(order.u32([l0, l1, l2, l3]));
    if length < MIN_HEADER_BYTES {
        return Err(Undecoded::new(Layer::Pktap, Reason::BadLength));
    }
    let rest = frame.get(length..).ok_or(Undecoded::truncated(Layer::Pktap))?;
    let link_type = u16::try_from(order.u32([t0, t1, t2, t3])).unwrap_or(u16::MAX);
    Ok(Next::Link(LinkType(link_type), rest))
}
