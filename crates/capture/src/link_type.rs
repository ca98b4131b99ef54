//! Kinds of links.

use std::fmt;

/// What the frames of an interface start with: a number of <https://www.tcpdump.org/linktypes.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

macro_rules! link_types {
    ($($name:ident = $number:literal, $text:literal, $doc:literal;)*) => {
        impl LinkType {
            $(#[doc = $doc] pub const $name: Self = Self($number);)*

            /// The name that tcpdump and capinfos use; `None` for a number that is not read here.
            pub fn name(self) -> Option<&'static str> {
                match self { $(Self::$name => Some($text),)* _ => None }
            }
        }
    };
}

link_types! {
    NULL = 0, "NULL", "BSD loopback: an address family in the order of the machine that captured.";
    ETHERNET = 1, "EN10MB", "Ethernet.";
    PPP = 9, "PPP", "PPP, or Cisco HDLC where the first byte says so.";
    RAW_BSD = 12, "RAW(12)", "IP without a link header, as `BSD` wrote it.";
    RAW_OPENBSD = 14, "RAW(14)", "IP without a link header, as `OpenBSD` wrote it.";
    PPP_HDLC = 50, "PPP_HDLC", "PPP in HDLC-like framing, or Cisco HDLC.";
    PPP_ETHER = 51, "PPP_ETHER", "`PPPoE` without Ethernet.";
    RAW = 101, "RAW", "IP without a link header.";
    C_HDLC = 104, "C_HDLC", "Cisco HDLC.";
    IEEE802_11 = 105, "IEEE802_11", "802.11.";
    LOOP = 108, "LOOP", "`OpenBSD` loopback: an address family in network order.";
    LINUX_SLL = 113, "LINUX_SLL", "Linux cooked capture.";
    PRISM = 119, "PRISM", "802.11 behind a Prism header.";
    RADIOTAP = 127, "IEEE802_11_RADIOTAP", "802.11 behind a radiotap header.";
    AVS = 163, "IEEE802_11_AVS", "802.11 behind an AVS header.";
    PPP_PPPD = 166, "PPP_PPPD", "PPP, its first byte replaced by a direction.";
    PPI = 192, "PPI", "Any link behind a per-packet information header.";
    PPP_WITH_DIR = 204, "PPP_WITH_DIR", "PPP behind a byte for the direction.";
    IPV4 = 228, "IPV4", "IPv4.";
    IPV6 = 229, "IPV6", "IPv6.";
    NFLOG = 239, "NFLOG", "Linux netfilter log.";
    PKTAP = 258, "PKTAP", "Any link behind Apple's PKTAP header.";
    LINUX_SLL2 = 276, "LINUX_SLL2", "Linux cooked capture, version 2.";
}

impl fmt::Display for LinkType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.0),
        }
    }
}
