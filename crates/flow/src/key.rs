//! The five-tuple, the same for both directions.

use std::net::IpAddr;

use wiresift_capture::{Icmp, IpPacket, Protocol, Transport};

use crate::{Endpoint, FlowProtocol};

/// Both endpoints and the protocol; the smaller endpoint first, so that both directions have the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    low: Address,
    high: Address,
    low_port: u16,
    high_port: u16,
    protocol: u16,
    is_ipv6: bool,
}

/// Two words, not one `u128`: that would need an alignment of 16.
type Address = [u64; 2];

/// Which end sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// The smaller one of the key.
    Low,
    /// The larger one.
    High,
}

impl From {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

const ARP: u16 = 256;

impl Key {
    /// The key of a packet, and which end sent it.
    #[inline]
    pub(crate) fn new(source: Endpoint, destination: Endpoint, protocol: FlowProtocol) -> (Self, From) {
        let (a, b) = (words(source.address), words(destination.address));
        let is_low = (a, source.port) <= (b, destination.port);
        let ((low, low_port), (high, high_port), from) = if is_low {
            ((a, source.port), (b, destination.port), From::Low)
        } else {
            ((b, destination.port), (a, source.port), From::High)
        };
        let key = Self {
            low,
            high,
            low_port,
            high_port,
            protocol: match protocol {
                FlowProtocol::Ip(Protocol(number)) => u16::from(number),
                FlowProtocol::Arp => ARP,
            },
            is_ipv6: source.address.is_ipv6(),
        };
        (key, from)
    }

    pub(crate) fn protocol(&self) -> FlowProtocol {
        u8::try_from(self.protocol).map_or(FlowProtocol::Arp, |number| FlowProtocol::Ip(Protocol(number)))
    }

    pub(crate) fn endpoint(&self, end: From) -> Endpoint {
        let (words, port) = match end {
            From::Low => (self.low, self.low_port),
            From::High => (self.high, self.high_port),
        };
        Endpoint {
            address: address(words, self.is_ipv6),
            port,
        }
    }
}

/// IPv4 in the high half of the last word, so that words compare as addresses do.
#[inline]
fn words(address: IpAddr) -> Address {
    match address {
        IpAddr::V4(address) => [0, u64::from(u32::from(address))],
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            #[expect(clippy::cast_possible_truncation, reason = "the low half is wanted")]
            let low = bits as u64;
            [(bits >> 64) as u64, low]
        }
    }
}

fn address([high, low]: Address, is_ipv6: bool) -> IpAddr {
    if is_ipv6 {
        return IpAddr::from((u128::from(high) << 64 | u128::from(low)).to_be_bytes());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was 32 bits")]
    IpAddr::from((low as u32).to_be_bytes())
}

/// Ports of a packet as a flow has them: those of its header; of ICMP, type and what answers it; 0 where there are none.
#[inline]
pub(crate) fn ports(ip: &IpPacket<'_>) -> (u16, u16) {
    match &ip.transport {
        Transport::Icmp(icmp) => icmp_ports(*icmp, icmp_answer),
        Transport::Icmpv6(icmp) => icmp_ports(*icmp, icmpv6_answer),
        _ => ip.ports().unwrap_or_default(),
    }
}

fn icmp_ports(icmp: Icmp, answer: impl Fn(u8) -> Option<u8>) -> (u16, u16) {
    (u16::from(icmp.kind), u16::from(answer(icmp.kind).unwrap_or(icmp.code)))
}

/// The type that answers a type, or that it answers (as Community ID pairs them).
pub(crate) fn icmp_answer(kind: u8) -> Option<u8> {
    Some(match kind {
        0 => 8,
        8 => 0,
        9 => 10,
        10 => 9,
        13 => 14,
        14 => 13,
        15 => 16,
        16 => 15,
        17 => 18,
        18 => 17,
        _ => return None,
    })
}

/// [`icmp_answer`] of `ICMPv6`.
pub(crate) fn icmpv6_answer(kind: u8) -> Option<u8> {
    Some(match kind {
        128 => 129,
        129 => 128,
        130 => 131,
        131 => 130,
        133 => 134,
        134 => 133,
        135 => 136,
        136 => 135,
        139 => 140,
        140 => 139,
        144 => 145,
        145 => 144,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(address: &str, port: u16) -> Endpoint {
        Endpoint {
            address: address.parse().unwrap_or(IpAddr::from([0; 4])),
            port,
        }
    }

    #[test]
    fn both_directions_have_one_key_and_it_gives_the_ends_back() {
        for (a, b) in [
            (end("10.0.0.1", 5000), end("10.0.0.2", 80)),
            (end("10.0.0.1", 80), end("10.0.0.1", 5000)),
            (end("2001:db8::1", 1), end("fe80::2", 2)),
        ] {
            let (forth, from) = Key::new(a, b, FlowProtocol::TCP);
            let (back, to) = Key::new(b, a, FlowProtocol::TCP);
            assert_eq!(forth, back);
            assert_eq!(from, to.other());
            assert_eq!((forth.endpoint(from), forth.endpoint(to)), (a, b));
            assert_eq!(forth.protocol(), FlowProtocol::TCP);
        }
    }

    #[test]
    fn ipv4_is_not_ipv6_with_the_same_bits() {
        let v4 = Key::new(end("0.0.0.1", 1), end("0.0.0.2", 1), FlowProtocol::UDP);
        let v6 = Key::new(end("::1", 1), end("::2", 1), FlowProtocol::UDP);
        assert_ne!(v4.0, v6.0);
        assert_eq!(
            Key::new(end("0.0.0.1", 0), end("0.0.0.2", 0), FlowProtocol::Arp)
                .0
                .protocol(),
            FlowProtocol::Arp
        );
    }

    #[test]
    fn answers_answer_each_other() {
        for kind in 0..=u8::MAX {
            for answer in [icmp_answer, icmpv6_answer] {
                assert!(answer(kind).is_none_or(|other| answer(other) == Some(kind)), "{kind}");
            }
        }
    }
}
