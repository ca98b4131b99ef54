//! 802.2 LLC with SNAP (RFC 1042).

use super::Next;
use crate::undecoded::{Layer, Reason, Undecoded};

const SNAP: u8 = 0xaa;
const UNNUMBERED_INFORMATION: u8 = 0x03;
/// Service access point that holds IP without SNAP.
const IP: u8 = 0x06;

pub(in crate::decode) fn parse(bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[destination, source, control], rest)) = bytes.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::Llc));
    };
    match (destination, source, control) {
        (SNAP, SNAP, UNNUMBERED_INFORMATION) => snap(rest),
        (IP, IP, UNNUMBERED_INFORMATION) => Ok(Next::Ip(rest)),
        _ => Err(Undecoded::new(Layer::Llc, Reason::NotIp)),
    }
}

/// Organisation 0 (and Apple's and bridges' 0x0000f8) means an `EtherType`; others number by themselves.
fn snap(bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[o0, o1, o2, t0, t1], rest)) = bytes.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::Llc));
    };
    match [o0, o1, o2] {
        [0, 0, 0 | 0xf8] => Ok(Next::EtherType(u16::from_be_bytes([t0, t1]), rest)),
        _ => Err(Undecoded::new(Layer::Llc, Reason::NotIp)),
    }
}
