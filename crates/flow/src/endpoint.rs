//! Who talks, and over what.

use std::fmt;
use std::net::IpAddr;

use wiresift_capture::Protocol;

/// One end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Endpoint {
    /// Address.
    pub address: IpAddr,
    /// Port. Of ICMP, the originator's is the type and the responder's the type that answers it, or the code where
    /// nothing answers it. 0 for protocols without ports.
    pub port: u16,
}

/// What a flow is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum FlowProtocol {
    /// A protocol over IP.
    Ip(Protocol),
    /// ARP for IPv4: the originator asks for the responder's hardware address.
    Arp,
}

impl FlowProtocol {
    /// TCP.
    pub const TCP: Self = Self::Ip(Protocol::TCP);
    /// UDP.
    pub const UDP: Self = Self::Ip(Protocol::UDP);

    /// Whether this is ICMP or `ICMPv6`.
    pub fn is_icmp(self) -> bool {
        matches!(self, Self::Ip(Protocol::ICMP | Protocol::ICMPV6))
    }

    /// Whether its endpoints have ports.
    pub fn has_ports(self) -> bool {
        matches!(self, Self::Ip(Protocol::TCP | Protocol::UDP | Protocol::SCTP))
    }
}

impl fmt::Display for FlowProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arp => f.write_str("arp"),
            Self::Ip(protocol) => protocol.fmt(f),
        }
    }
}
