//! Community ID, version 1: one name for a flow in every tool.
//!
//! # Source
//! The specification by Corelight (community-id-spec). It knows no VLAN and no tunnels: neither changes the name.

use std::net::IpAddr;

use data_encoding::BASE64;
use sha1::{Digest, Sha1};
use wiresift_capture::Protocol;

use crate::key::{icmp_answer, icmpv6_answer};
use crate::{Endpoint, FlowProtocol};

/// The Community ID of a flow; `None` for what is not over IP.
pub fn community_id(a: Endpoint, b: Endpoint, protocol: FlowProtocol, seed: u16) -> Option<String> {
    let FlowProtocol::Ip(protocol) = protocol else {
        return None;
    };
    let is_one_way = match protocol {
        Protocol::ICMP => kind(a).and_then(icmp_answer).is_none(),
        Protocol::ICMPV6 => kind(a).and_then(icmpv6_answer).is_none(),
        _ => false,
    };
    let (a, b) = if is_one_way || a <= b { (a, b) } else { (b, a) };
    let mut hash = Sha1::new();
    hash.update(seed.to_be_bytes());
    for end in [a, b] {
        match end.address {
            IpAddr::V4(address) => hash.update(address.octets()),
            IpAddr::V6(address) => hash.update(address.octets()),
        }
    }
    hash.update([protocol.0, 0]);
    let has_ports = matches!(
        protocol,
        Protocol::TCP | Protocol::UDP | Protocol::SCTP | Protocol::ICMP | Protocol::ICMPV6
    );
    if has_ports {
        hash.update(a.port.to_be_bytes());
        hash.update(b.port.to_be_bytes());
    }
    Some(format!("1:{}", BASE64.encode(&hash.finalize())))
}

fn kind(end: Endpoint) -> Option<u8> {
    u8::try_from(end.port).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(a: (&str, u16), b: (&str, u16), protocol: Protocol, seed: u16) -> Option<String> {
        let end = |(address, port): (&str, u16)| {
            Some(Endpoint {
                address: address.parse().ok()?,
                port,
            })
        };
        community_id(end(a)?, end(b)?, FlowProtocol::Ip(protocol), seed)
    }

    /// The vectors of Zeek's own tests.
    #[test]
    fn published_vectors() {
        let v4 = (("1.2.3.4", 1122), ("5.6.7.8", 3344));
        let icmp = (("1.2.3.4", 8), ("5.6.7.8", 0));
        let icmpv6 = (
            ("fe80:1:203:405:607:809:a0b:c0d", 128),
            ("fe80:1011:1213:1415:1617:1819:1a1b:1c1d", 129),
        );
        for ((a, b), protocol, seed, expected) in [
            (v4, Protocol::TCP, 0, "1:wCb3OG7yAFWelaUydu0D+125CLM="),
            (v4, Protocol::UDP, 0, "1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg="),
            (v4, Protocol::TCP, 1, "1:HhA1B+6CoLbiKPEs5nhNYN4XWfk="),
            (icmp, Protocol::ICMP, 0, "1:crodRHL2FEsHjbv3UkRrfbs4bZ0="),
            (icmpv6, Protocol::ICMPV6, 0, "1:0bf7hyMJUwt3fMED7z8LIfRpBeo="),
            (
                (("192.168.1.52", 54585), ("8.8.8.8", 53)),
                Protocol::UDP,
                0,
                "1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
            ),
        ] {
            assert_eq!(id(a, b, protocol, seed).as_deref(), Some(expected));
            assert_eq!(
                id(b, a, protocol, seed).as_deref(),
                Some(expected),
                "the other way round"
            );
        }
    }

    #[test]
    fn a_message_that_nothing_answers_keeps_its_direction() {
        let unreachable = |a, b| id((a, 3), (b, 1), Protocol::ICMP, 0);
        assert_ne!(unreachable("1.2.3.4", "5.6.7.8"), unreachable("5.6.7.8", "1.2.3.4"));
        assert_eq!(
            community_id(
                Endpoint {
                    address: [1; 4].into(),
                    port: 0
                },
                Endpoint {
                    address: [2; 4].into(),
                    port: 0
                },
                FlowProtocol::Arp,
                0
            ),
            None
        );
    }
}
