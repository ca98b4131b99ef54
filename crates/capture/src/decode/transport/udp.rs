//! UDP (RFC 768).

use super::{Segment, bad_length};
use crate::decode::ip::Chain;
use crate::packet::{Transport, Udp};
use crate::undecoded::{Layer, Undecoded};

const HEADER_BYTES: u32 = 8;

pub(super) fn parse<'a>(chain: &Chain<'a>) -> Result<Segment<'a>, Undecoded> {
    let Some(&[s0, s1, d0, d1, l0, l1, _, _]) = chain.payload.first_chunk() else {
        return Err(chain.cut(Layer::Udp));
    };
    let length = u16::from_be_bytes([l0, l1]);
    let total_len = match u32::from(length) {
        // A jumbogram (RFC 2675), or left to the network card.
        0 => chain.payload_len,
        short if short < HEADER_BYTES => return Err(bad_length(Layer::Udp)),
        // Longer than what IP holds: the first fragment of it, or wrong.
        length => length.min(chain.payload_len),
    };
    Ok(Segment {
        transport: Transport::Udp(Udp {
            source_port: u16::from_be_bytes([s0, s1]),
            destination_port: u16::from_be_bytes([d0, d1]),
            length,
        }),
        header_len: HEADER_BYTES,
        total_len,
    })
}
