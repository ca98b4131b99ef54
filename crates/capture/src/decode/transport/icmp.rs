//! ICMP (RFC 792) and `ICMPv6` (RFC 4443): the same eight bytes.

use super::Segment;
use crate::bytes::ByteOrder;
use crate::decode::ip::Chain;
use crate::packet::{Icmp, Transport};
use crate::undecoded::{Layer, Undecoded};

const HEADER_BYTES: u32 = 8;

pub(super) fn parse_v4<'a>(chain: &Chain<'a>) -> Result<Segment<'a>, Undecoded> {
    Ok(segment(chain, Transport::Icmp(parse(chain, Layer::Icmp)?)))
}

pub(super) fn parse_v6<'a>(chain: &Chain<'a>) -> Result<Segment<'a>, Undecoded> {
    Ok(segment(chain, Transport::Icmpv6(parse(chain, Layer::Icmpv6)?)))
}

/// Type, code and checksum are asked for; some old messages have no more.
fn parse(chain: &Chain<'_>, layer: Layer) -> Result<Icmp, Undecoded> {
    let Some(&[kind, code, _, _]) = chain.payload.first_chunk() else {
        return Err(chain.cut(layer));
    };
    Ok(Icmp {
        kind,
        code,
        rest: ByteOrder::Big.u32_at(chain.payload, 4).unwrap_or_default(),
    })
}

fn segment<'a>(chain: &Chain<'a>, transport: Transport<'a>) -> Segment<'a> {
    Segment {
        transport,
        header_len: HEADER_BYTES.min(chain.payload_len),
        total_len: chain.payload_len,
    }
}
