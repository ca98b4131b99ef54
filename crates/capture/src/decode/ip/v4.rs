//! IPv4 (RFC 791).

use std::net::{IpAddr, Ipv4Addr};

use super::Ip;
use super::extension::Chain;
use crate::Protocol;
use crate::bytes::{at_most, index, len32};
use crate::packet::Fragment;
use crate::undecoded::{Layer, Reason, Undecoded};

const MIN_HEADER_BYTES: u32 = 20;
const MORE_FRAGMENTS: u16 = 0x2000;
/// In units of 8 bytes.
const FRAGMENT_OFFSET: u16 = 0x1fff;

pub(super) fn parse(bytes: &[u8], n_missing: u32) -> Result<Ip<'_>, Undecoded> {
    let Some(header) = bytes.first_chunk::<20>() else {
        return Err(Undecoded::truncated(Layer::Ipv4));
    };
    let header_len = u32::from(header[0] & 0x0f) * 4;
    let claimed_len = match u16::from_be_bytes([header[2], header[3]]) {
        // Left to the network card (segmentation offload): all that is there.
        0 => len32(bytes),
        total_len => u32::from(total_len),
    };
    let total_len = claimed_len.min(len32(bytes).saturating_add(n_missing));
    if header_len < MIN_HEADER_BYTES || claimed_len < header_len {
        return Err(Undecoded::new(Layer::Ipv4, Reason::BadLength));
    }
    // Ethernet pads short packets.
    let Some(payload) = at_most(bytes, index(total_len)).get(index(header_len)..) else {
        return Err(Undecoded::truncated(Layer::Ipv4));
    };
    let mut chain = Chain {
        protocol: Protocol(header[9]),
        payload,
        payload_len: total_len.saturating_sub(header_len),
        header_len,
        fragment: fragment(header),
        issue: None,
    };
    chain.walk_v4();
    Ok(Ip {
        source: IpAddr::V4(Ipv4Addr::new(header[12], header[13], header[14], header[15])),
        destination: IpAddr::V4(Ipv4Addr::new(header[16], header[17], header[18], header[19])),
        ttl: header[8],
        total_len,
        is_overlong: total_len < claimed_len,
        chain,
    })
}

fn fragment(header: &[u8; 20]) -> Option<Fragment> {
    let bits = u16::from_be_bytes([header[6], header[7]]);
    let has_more = bits & MORE_FRAGMENTS != 0;
    let offset = u32::from(bits & FRAGMENT_OFFSET) * 8;
    (has_more || offset > 0).then(|| Fragment {
        id: u32::from(u16::from_be_bytes([header[4], header[5]])),
        offset,
        has_more,
    })
}
