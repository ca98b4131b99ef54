//! Packets in packets. A tunnel over UDP is known by its port only, so its header must be right in every field that
//! has few values; where it is not, the datagram is taken for something else on that port.

mod geneve;
mod gre;
mod gtp;
mod l2tp;
mod teredo;
mod vxlan;

use super::Next;
use crate::Protocol;
use crate::packet::{IpPacket, Transport, Tunnel, Udp};

/// What is in a tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inside<'a> {
    pub(super) tunnel: Tunnel,
    /// What the tunnel calls itself.
    pub(super) id: u32,
    pub(super) next: Next<'a>,
}

const ETHER_IP_BYTES: usize = 2;
const ETHERNET: u16 = 0x6558;

/// `None` where `packet` is no tunnel.
pub(super) fn inside<'a>(packet: &IpPacket<'a>) -> Option<Inside<'a>> {
    match packet.transport {
        Transport::Udp(udp) => in_udp(udp, packet.payload),
        Transport::Other => in_ip(packet.protocol, packet.payload),
        _ => None,
    }
}

fn in_ip(protocol: Protocol, payload: &[u8]) -> Option<Inside<'_>> {
    let (tunnel, next) = match protocol {
        Protocol::IPV4 | Protocol::IPV6 => (Tunnel::IpInIp, Next::Ip(payload)),
        Protocol::GRE => return gre::parse(payload),
        Protocol::ETHER_IP => (
            Tunnel::EtherIp,
            Next::EtherType(ETHERNET, payload.get(ETHER_IP_BYTES..)?),
        ),
        Protocol::MPLS_IN_IP => (Tunnel::MplsInIp, Next::Mpls(payload)),
        _ => return None,
    };
    Some(Inside { tunnel, id: 0, next })
}

/// The source port of VXLAN and Geneve is any: it spreads the load.
fn in_udp(udp: Udp, payload: &[u8]) -> Option<Inside<'_>> {
    match udp.destination_port {
        // The second is what Linux used before the first was assigned.
        4789 | 8472 => return vxlan::parse(payload),
        6081 => return geneve::parse(payload),
        _ => {}
    }
    let both_ways = |port| match port {
        2152 => gtp::parse(payload),
        3544 => teredo::parse(payload),
        1701 => l2tp::parse(payload),
        _ => None,
    };
    both_ways(udp.destination_port).or_else(|| both_ways(udp.source_port))
}

/// A network identifier as a number.
fn be24(bytes: [u8; 3]) -> u32 {
    let [a, b, c] = bytes;
    u32::from_be_bytes([0, a, b, c])
}
