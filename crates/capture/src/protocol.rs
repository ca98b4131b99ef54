//! Protocols above IP.

use std::fmt;

/// The protocol that an IP packet carries: a number of the IANA registry "Protocol Numbers".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Protocol(pub u8);

macro_rules! protocols {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        impl Protocol {
            $(#[doc = concat!("`", $text, "`.")] pub const $name: Self = Self($number);)*

            /// Lower-case name, for those protocols that have a constant here.
            pub fn name(self) -> Option<&'static str> {
                match self { $(Self::$name => Some($text),)* _ => None }
            }
        }
    };
}

protocols! {
    HOP_BY_HOP = 0, "hopopt";
    ICMP = 1, "icmp";
    IGMP = 2, "igmp";
    IPV4 = 4, "ipv4";
    TCP = 6, "tcp";
    UDP = 17, "udp";
    DCCP = 33, "dccp";
    IPV6 = 41, "ipv6";
    ROUTING = 43, "ipv6-route";
    FRAGMENT = 44, "ipv6-frag";
    GRE = 47, "gre";
    ESP = 50, "esp";
    AH = 51, "ah";
    ICMPV6 = 58, "icmpv6";
    NO_NEXT = 59, "ipv6-nonxt";
    DESTINATION = 60, "ipv6-opts";
    EIGRP = 88, "eigrp";
    OSPF = 89, "ospf";
    ETHER_IP = 97, "etherip";
    PIM = 103, "pim";
    VRRP = 112, "vrrp";
    L2TP = 115, "l2tp";
    SCTP = 132, "sctp";
    MOBILITY = 135, "mobility-header";
    UDP_LITE = 136, "udplite";
    MPLS_IN_IP = 137, "mpls-in-ip";
    HIP = 139, "hip";
    SHIM6 = 140, "shim6";
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.0),
        }
    }
}
