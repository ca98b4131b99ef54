//! MPLS label stacks (RFC 3032). What they hold is not named; it is told by its first four bits (RFC 4928).

use super::{Next, ethernet};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Labels of one stack: nobody uses more than a few.
const MAX_LABELS: usize = 16;
const BOTTOM_OF_STACK: u8 = 0x01;
/// Between the labels and the Ethernet frame of a pseudowire (RFC 4448).
const CONTROL_WORD_BYTES: usize = 4;

pub(in crate::decode) fn parse(mut bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    for _ in 0..MAX_LABELS {
        let Some((&[_, _, label, _], rest)) = bytes.split_first_chunk() else {
            return Err(Undecoded::truncated(Layer::Mpls));
        };
        if label & BOTTOM_OF_STACK != 0 {
            return payload(rest);
        }
        bytes = rest;
    }
    Err(Undecoded::new(Layer::Mpls, Reason::TooDeep))
}

fn payload(bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    match bytes.first().map(|byte| byte >> 4) {
        Some(4 | 6) => Ok(Next::Ip(bytes)),
        Some(0) => ethernet::parse(bytes.get(CONTROL_WORD_BYTES..).unwrap_or_default()),
        Some(_) => Err(Undecoded::new(Layer::Mpls, Reason::NotIp)),
        None => Err(Undecoded::new(Layer::Mpls, Reason::NoPayload)),
    }
}
