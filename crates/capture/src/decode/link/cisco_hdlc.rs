//! Cisco HDLC: address, control, `EtherType`.

use super::Next;
use crate::undecoded::{Layer, Reason, Undecoded};

const UNICAST: u8 = 0x0f;
const MULTICAST: u8 = 0x8f;
/// Keep-alives, under the number that RARP has elsewhere.
const SLARP: u16 = 0x8035;

pub(super) fn is_address(byte: u8) -> bool {
    matches!(byte, UNICAST | MULTICAST)
}

pub(super) fn parse(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[_, _, p0, p1], rest)) = frame.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::CiscoHdlc));
    };
    match u16::from_be_bytes([p0, p1]) {
        SLARP => Err(Undecoded::new(Layer::CiscoHdlc, Reason::NotIp)),
        ether_type => Ok(Next::EtherType(ether_type, rest)),
    }
}
