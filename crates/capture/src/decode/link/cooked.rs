//! Linux cooked captures (`LINKTYPE_LINUX_SLL` and `LINKTYPE_LINUX_SLL2`).

use super::Next;
use crate::undecoded::{Layer, Reason, Undecoded};

/// Below this, protocols are Linux' own numbers for frames without a type.
const MIN_ETHER_TYPE: u16 = 0x0600;
const LLC: u16 = 0x0004;
/// Kind of device whose protocol is no `EtherType` but a netlink family.
const NETLINK: u16 = 824;

/// Packet type, device, address of 8 bytes and its length, protocol.
pub(super) fn parse_v1(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[_, _, d0, d1, .., p0, p1], rest)) = frame.split_first_chunk::<16>() else {
        return Err(Undecoded::truncated(Layer::Cooked));
    };
    payload(u16::from_be_bytes([d0, d1]), u16::from_be_bytes([p0, p1]), rest)
}

/// Protocol, reserved, interface, device, packet type, address and its length.
pub(super) fn parse_v2(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[p0, p1, _, _, _, _, _, _, d0, d1, ..], rest)) = frame.split_first_chunk::<20>() else {
        return Err(Undecoded::truncated(Layer::Cooked));
    };
    payload(u16::from_be_bytes([d0, d1]), u16::from_be_bytes([p0, p1]), rest)
}

fn payload(device: u16, protocol: u16, rest: &[u8]) -> Result<Next<'_>, Undecoded> {
    match protocol {
        _ if device == NETLINK => Err(Undecoded::new(Layer::Cooked, Reason::NotIp)),
        LLC => Ok(Next::Llc(rest)),
        MIN_ETHER_TYPE.. => Ok(Next::EtherType(protocol, rest)),
        _ => Err(Undecoded::new(Layer::Cooked, Reason::NotIp)),
    }
}
