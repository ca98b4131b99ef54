//! SCTP (RFC 9260).

use super::Segment;
use crate::decode::ip::Chain;
use crate::packet::{Sctp, Transport};
use crate::undecoded::{Layer, Undecoded};

const HEADER_BYTES: u32 = 12;

pub(super) fn parse<'a>(chain: &Chain<'a>) -> Result<Segment<'a>, Undecoded> {
    let Some(&[s0, s1, d0, d1, t0, t1, t2, t3, _, _, _, _]) = chain.payload.first_chunk() else {
        return Err(chain.cut(Layer::Sctp));
    };
    Ok(Segment {
        transport: Transport::Sctp(Sctp {
            source_port: u16::from_be_bytes([s0, s1]),
            destination_port: u16::from_be_bytes([d0, d1]),
            verification_tag: u32::from_be_bytes([t0, t1, t2, t3]),
        }),
        header_len: HEADER_BYTES,
        total_len: chain.payload_len,
    })
}
