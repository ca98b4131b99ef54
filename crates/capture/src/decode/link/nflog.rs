//! Linux netfilter log: attributes, of which one is the packet.

use super::Next;
use crate::bytes::ByteOrder;
use crate::undecoded::{Layer, Reason, Undecoded};

/// Family, version, resource.
const HEADER_BYTES: usize = 4;
/// Attributes looked at before the packet; there are 20 kinds.
const MAX_ATTRIBUTES: usize = 64;
const PAYLOAD: u16 = 9;
const TYPE: u16 = 0x3fff;

pub(super) fn parse(frame: &[u8], order: ByteOrder) -> Result<Next<'_>, Undecoded> {
    let mut bytes = frame.get(HEADER_BYTES..).ok_or(Undecoded::truncated(Layer::Nflog))?;
    for _ in 0..MAX_ATTRIBUTES {
        if bytes.is_empty() {
            return Err(Undecoded::new(Layer::Nflog, Reason::NoPayload));
        }
        let Some(&[l0, l1, t0, t1]) = bytes.first_chunk() else {
            return Err(Undecoded::truncated(Layer::Nflog));
        };
        let length = usize::from(order.u16([l0, l1]));
        if length < 4 {
            return Err(Undecoded::new(Layer::Nflog, Reason::BadLength));
        }
        if order.u16([t0, t1]) & TYPE == PAYLOAD {
            return Ok(Next::Ip(bytes.get(4..length.min(bytes.len())).unwrap_or_default()));
        }
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Err(Undecoded::new(Layer::Nflog, Reason::TooDeep))
}
