//! Why a frame, or a part of it, could not be read.

macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $(#[doc = concat!($text, ".")] $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// For people to read.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// The header at which reading stopped.
    Layer {
        Link = "link type",
        Ethernet = "Ethernet",
        Vlan = "VLAN",
        Macsec = "MACsec",
        Llc = "802.2 LLC",
        Mpls = "MPLS",
        Ppp = "PPP",
        Pppoe = "PPPoE",
        CiscoHdlc = "Cisco HDLC",
        Loopback = "BSD loopback",
        Cooked = "Linux cooked",
        Wlan = "802.11",
        Radio = "802.11 radio header",
        Nflog = "NFLOG",
        Pktap = "PKTAP",
        Ppi = "PPI",
        Ip = "IP",
        Ipv4 = "IPv4",
        Ipv6 = "IPv6",
        Ipv6Extension = "IPv6 extension",
        Ah = "AH",
        Tcp = "TCP",
        Udp = "UDP",
        Icmp = "ICMP",
        Icmpv6 = "ICMPv6",
        Sctp = "SCTP",
        Tunnel = "tunnel",
    }
}

named_enum! {
    /// What was wrong with it.
    Reason {
        Truncated = "the bytes end inside the header",
        BadLength = "a length contradicts itself",
        BadVersion = "unknown version",
        NotIp = "carries no IP",
        Arp = "is ARP",
        NoPayload = "carries nothing",
        Management = "is a management or control frame",
        Encrypted = "is encrypted",
        Unsupported = "is not read here",
        TooDeep = "too many headers",
    }
}

impl Reason {
    /// The frame breaks a rule of its protocol; the other reasons are about sound frames that are cut or hold no IP.
    pub fn is_malformed(self) -> bool {
        matches!(self, Self::BadLength | Self::BadVersion | Self::TooDeep)
    }
}

/// Where reading of a frame stopped, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{layer} at byte {offset}: {reason}")]
pub struct Undecoded {
    /// The header.
    pub layer: Layer,
    /// What was wrong.
    pub reason: Reason,
    /// Where that header starts in the frame, in bytes.
    pub offset: u32,
}

// One is returned for every frame without IP.
const _: () = assert!(size_of::<Undecoded>() <= 8);

impl Undecoded {
    /// `offset` is set by whoever knows the frame.
    pub(crate) fn new(layer: Layer, reason: Reason) -> Self {
        Self {
            layer,
            reason,
            offset: 0,
        }
    }

    pub(crate) fn truncated(layer: Layer) -> Self {
        Self::new(layer, Reason::Truncated)
    }
}
