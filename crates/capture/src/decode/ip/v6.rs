//! IPv6 (RFC 8200).

use std::net::{IpAddr, Ipv6Addr};

use super::Ip;
use super::extension::Chain;
use crate::Protocol;
use crate::bytes::{at_most, index, len32};
use crate::undecoded::{Layer, Undecoded};

const HEADER_BYTES: u32 = 40;

pub(super) fn parse(bytes: &[u8], n_missing: u32) -> Result<Ip<'_>, Undecoded> {
    let Some((header, rest)) = bytes.split_first_chunk::<40>() else {
        return Err(Undecoded::truncated(Layer::Ipv6));
    };
    let protocol = Protocol(header[6]);
    let claimed_len = match u16::from_be_bytes([header[4], header[5]]) {
        // A jumbogram, or left to the network card: all that is there.
        0 if protocol != Protocol::NO_NEXT => len32(rest),
        payload_len => u32::from(payload_len),
    };
    let payload_len = claimed_len.min(len32(rest).saturating_add(n_missing));
    let mut chain = Chain {
        protocol,
        payload: at_most(rest, index(payload_len)),
        payload_len,
        header_len: HEADER_BYTES,
        fragment: None,
        issue: None,
    };
    chain.walk_v6();
    Ok(Ip {
        source: address(header.as_slice(), 8),
        destination: address(header.as_slice(), 24),
        ttl: header[7],
        total_len: HEADER_BYTES.saturating_add(payload_len),
        is_overlong: payload_len < claimed_len,
        chain,
    })
}

fn address(header: &[u8], at: usize) -> IpAddr {
    let bytes = header.get(at..).and_then(<[u8]>::first_chunk::<16>);
    IpAddr::V6(bytes.map_or(Ipv6Addr::UNSPECIFIED, |bytes| Ipv6Addr::from(*bytes)))
}
