//! What is handed out: a record of the file, and the IP packet in it.

use std::net::IpAddr;

use crate::{Arp, LinkType, Protocol, Reason, Timestamp, Undecoded};

/// A record of the capture file.
#[derive(Clone, Debug)]
pub struct Packet<'a> {
    /// Place in the file, from 1; records that were skipped are counted too.
    pub number: u64,
    /// When it was captured. A pcapng simple packet has no time: it gets that of the record before it.
    pub timestamp: Timestamp,
    /// Interface of its pcapng section, from 0. Of a Kuznetzov pcap the interface index; 0 in other files.
    pub interface: u32,
    /// What the frame starts with.
    pub link_type: LinkType,
    /// Length of the frame on the wire, in bytes.
    pub original_len: u32,
    /// The frame as far as it was captured.
    pub frame: &'a [u8],
    /// Comment of a pcapng packet: UTF-8 by the specification, unchecked here.
    pub comment: Option<&'a [u8]>,
    /// The innermost IP packet, or why there is none.
    pub ip: Result<IpPacket<'a>, Undecoded>,
}

impl Packet<'_> {
    /// The ARP message in it, where [`Packet::ip`] says that there is one, and it is whole and about IPv4.
    pub fn arp(&self) -> Option<Arp> {
        let undecoded = self.ip.as_ref().err()?;
        let at = (undecoded.reason == Reason::Arp).then_some(undecoded.offset as usize)?;
        Arp::parse(self.frame.get(at..)?)
    }
}

/// An IP packet, with the header of what it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpPacket<'a> {
    /// Source address.
    pub source: IpAddr,
    /// Destination address.
    pub destination: IpAddr,
    /// What is carried, behind extension headers and AH.
    pub protocol: Protocol,
    /// Time to live, or hop limit.
    pub ttl: u8,
    /// Length of the packet by its header, in bytes, with the header; no longer than what the frame had room for.
    pub total_len: u32,
    /// Length of the IP header, in bytes, with options or extension headers as far as they were read.
    pub header_len: u32,
    /// Set where this is a part of a packet.
    pub fragment: Option<Fragment>,
    /// Header of what is carried.
    pub transport: Transport<'a>,
    /// What follows that header, as far as it was captured; without the padding of the frame.
    pub payload: &'a [u8],
    /// Length of the payload by the headers, in bytes. Longer than `payload` where the frame was cut, never shorter.
    pub payload_len: u32,
    /// Identifier of the outermost VLAN of the frame, of 12 bits.
    pub vlan: Option<u16>,
    /// The packets that this one came in, outermost first.
    pub parents: Parents,
    /// Why reading stopped in this packet, where it did: its transport header, or the packet within the tunnel.
    pub issue: Option<Undecoded>,
}

impl IpPacket<'_> {
    /// Source and destination port, of the protocols that have them; `None` in later fragments.
    pub fn ports(&self) -> Option<(u16, u16)> {
        match &self.transport {
            Transport::Tcp(tcp) => Some((tcp.source_port, tcp.destination_port)),
            Transport::Udp(udp) => Some((udp.source_port, udp.destination_port)),
            Transport::Sctp(sctp) => Some((sctp.source_port, sctp.destination_port)),
            Transport::Cut { ports } => *ports,
            Transport::Icmp(_) | Transport::Icmpv6(_) | Transport::LaterFragment | Transport::Other => None,
        }
    }
}

/// Which part of a packet this is. The parts of one packet share addresses, protocol and `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fragment {
    /// Identification: 16 bits in IPv4, 32 in IPv6.
    pub id: u32,
    /// Where the part belongs, in bytes from the end of the IP header.
    pub offset: u32,
    /// Whether parts follow.
    pub has_more: bool,
}

/// Header of what an IP packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport<'a> {
    /// TCP.
    Tcp(Tcp<'a>),
    /// UDP.
    Udp(Udp),
    /// ICMP.
    Icmp(Icmp),
    /// ICMP for IPv6.
    Icmpv6(Icmp),
    /// SCTP.
    Sctp(Sctp),
    /// Another protocol: its header is part of the payload.
    Other,
    /// No header: it is in the fragment with offset 0.
    LaterFragment,
    /// The header is cut or contradicts itself; `issue` says how.
    Cut {
        /// Source and destination port, if they are there.
        ports: Option<(u16, u16)>,
    },
}

/// Header of a TCP segment (RFC 9293, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tcp<'a> {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgment number.
    pub acknowledgment: u32,
    /// Flags.
    pub flags: TcpFlags,
    /// Window, not scaled.
    pub window: u16,
    /// Urgent pointer.
    pub urgent: u16,
    /// Length of the header by itself, in bytes: 20 to 60.
    pub header_len: u8,
    /// The options, as far as they were captured.
    pub options: &'a [u8],
}

/// Flags of a TCP segment, the byte of the header that holds CWR to FIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// No more data from the sender.
    pub const FIN: Self = Self(0x01);
    /// Synchronize sequence numbers.
    pub const SYN: Self = Self(0x02);
    /// Reset the connection.
    pub const RST: Self = Self(0x04);
    /// Push.
    pub const PSH: Self = Self(0x08);
    /// The acknowledgment number counts.
    pub const ACK: Self = Self(0x10);
    /// The urgent pointer counts.
    pub const URG: Self = Self(0x20);
    /// ECN echo.
    pub const ECE: Self = Self(0x40);
    /// Congestion window reduced.
    pub const CWR: Self = Self(0x80);

    /// Whether all flags of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::ops::BitOr for TcpFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Header of a UDP datagram (RFC 768).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Udp {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Length of the datagram by its header, in bytes, with the header.
    pub length: u16,
}

/// Header of an ICMP or `ICMPv6` message (RFC 792, RFC 4443).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icmp {
    /// Type.
    pub kind: u8,
    /// Code.
    pub code: u8,
    /// Bytes 4 to 7: identifier and sequence number of an echo, other things in other types. 0 where they are cut off.
    pub rest: u32,
}

/// Common header of an SCTP packet (RFC 9260, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sctp {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Verification tag.
    pub verification_tag: u32,
}

/// Tunnels within tunnels that are opened; what is deeper stays the payload of the innermost packet given.
pub const MAX_TUNNELS: usize = 4;

/// The packets that a packet came in, outermost first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parents([Option<Parent>; MAX_TUNNELS]);

impl Parents {
    /// Outermost first.
    pub fn iter(&self) -> impl Iterator<Item = &Parent> {
        self.0.iter().flatten()
    }

    /// The packet that directly held this one.
    pub fn innermost(&self) -> Option<&Parent> {
        self.iter().last()
    }

    /// Whether the packet came in no tunnel.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The place for one more, where there is one.
    pub(crate) fn free(&mut self) -> Option<&mut Option<Parent>> {
        self.0.iter_mut().find(|place| place.is_none())
    }
}

/// A packet that held another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Parent {
    /// Source address.
    pub source: IpAddr,
    /// Destination address.
    pub destination: IpAddr,
    /// How it held the other one.
    pub tunnel: Tunnel,
    /// What the tunnel calls itself: VNI, TEID, key or session; 0 where it has no name.
    pub id: u32,
    /// Set where the outer packet is the first of several parts: the inner one is then cut.
    pub fragment: Option<Fragment>,
}

/// A way to put a packet into a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Tunnel {
    /// IPv4 or IPv6 directly in IPv4 or IPv6 (RFC 2003, RFC 2473, RFC 4213).
    IpInIp,
    /// Ethernet in IP (RFC 3378).
    EtherIp,
    /// MPLS in IP (RFC 4023).
    MplsInIp,
    /// GRE, PPTP's GRE, ERSPAN (RFC 2784, RFC 2890, RFC 2637).
    Gre,
    /// VXLAN (RFC 7348).
    Vxlan,
    /// Geneve (RFC 8926).
    Geneve,
    /// GTP-U, version 1 (3GPP TS 29.281).
    GtpU,
    /// Teredo (RFC 4380).
    Teredo,
    /// L2TP, version 2 (RFC 2661).
    L2tp,
}
