//! What IP carries: one header each.

mod icmp;
mod sctp;
mod tcp;
mod udp;

use super::ip::Ip;
use crate::Protocol;
use crate::bytes::{at_most, be16_at, index};
use crate::packet::{IpPacket, Parents, Transport};
use crate::undecoded::{Reason, Undecoded};

/// A header, its length, and the length of it with its payload; both in bytes by what the headers say.
struct Segment<'a> {
    transport: Transport<'a>,
    header_len: u32,
    total_len: u32,
}

/// The packet with the header of what it carries. A header that cannot be read becomes the packet's issue.
pub(super) fn packet<'a>(ip: &Ip<'a>, vlan: Option<u16>, parents: Parents) -> IpPacket<'a> {
    let chain = &ip.chain;
    let (segment, issue) = match segment(ip) {
        Ok(segment) => (segment, chain.issue),
        Err(issue) => (whole(cut(ip), chain.payload_len), Some(issue)),
    };
    let header_len = index(segment.header_len);
    IpPacket {
        source: ip.source,
        destination: ip.destination,
        protocol: chain.protocol,
        ttl: ip.ttl,
        total_len: ip.total_len,
        header_len: chain.header_len,
        fragment: ip.fragment(),
        transport: segment.transport,
        payload: at_most(chain.payload, index(segment.total_len))
            .get(header_len..)
            .unwrap_or_default(),
        payload_len: segment.total_len.saturating_sub(segment.header_len),
        vlan,
        parents,
        issue,
    }
}

fn segment<'a>(ip: &Ip<'a>) -> Result<Segment<'a>, Undecoded> {
    let chain = &ip.chain;
    if let Some(issue) = chain.issue {
        return Err(issue);
    }
    if chain.is_later_fragment() {
        return Ok(whole(Transport::LaterFragment, chain.payload_len));
    }
    match chain.protocol {
        Protocol::TCP => tcp::parse(chain),
        Protocol::UDP => udp::parse(chain),
        Protocol::ICMP => icmp::parse_v4(chain),
        Protocol::ICMPV6 => icmp::parse_v6(chain),
        Protocol::SCTP => sctp::parse(chain),
        _ => Ok(whole(Transport::Other, chain.payload_len)),
    }
}

/// All of the payload stays the payload.
fn whole(transport: Transport<'_>, payload_len: u32) -> Segment<'_> {
    Segment {
        transport,
        header_len: 0,
        total_len: payload_len,
    }
}

/// Ports come first, so a header that is cut may still have them.
fn cut<'a>(ip: &Ip<'a>) -> Transport<'a> {
    let has_ports = matches!(ip.chain.protocol, Protocol::TCP | Protocol::UDP | Protocol::SCTP);
    let ports = be16_at(ip.chain.payload, 0).zip(be16_at(ip.chain.payload, 2));
    Transport::Cut {
        ports: ports.filter(|_| has_ports),
    }
}

fn bad_length(layer: crate::Layer) -> Undecoded {
    Undecoded::new(layer, Reason::BadLength)
}
