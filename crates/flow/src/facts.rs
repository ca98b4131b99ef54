//! What a flow needs to know of a packet, without its bytes.

use wiresift_capture::{Arp, IpPacket, Packet, TcpFlags, Transport};

use crate::key::From;

/// A packet of a known flow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Nanoseconds since the epoch.
    pub(crate) time: i64,
    pub(crate) from: From,
    pub(crate) frame_len: u32,
    /// Length of the IP packet by its header.
    pub(crate) packet_len: u32,
    /// IP and transport header.
    pub(crate) header_len: u32,
    pub(crate) payload_len: u32,
    pub(crate) ttl: u8,
    pub(crate) is_later_fragment: bool,
    pub(crate) tcp: Option<Segment>,
}

/// The part of a TCP header that a flow needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) sequence: u32,
    pub(crate) acknowledgment: u32,
    pub(crate) flags: TcpFlags,
    pub(crate) window: u16,
}

impl Segment {
    pub(crate) fn has(&self, flag: TcpFlags) -> bool {
        self.flags.contains(flag)
    }

    /// SYN without ACK.
    pub(crate) fn opens(&self) -> bool {
        self.has(TcpFlags::SYN) && !self.has(TcpFlags::ACK)
    }
}

impl Facts {
    #[inline]
    pub(crate) fn of_ip(packet: &Packet<'_>, ip: &IpPacket<'_>, from: From) -> Self {
        let tcp = match &ip.transport {
            Transport::Tcp(tcp) => Some(Segment {
                sequence: tcp.sequence,
                acknowledgment: tcp.acknowledgment,
                flags: tcp.flags,
                window: tcp.window,
            }),
            _ => None,
        };
        Self {
            time: packet.timestamp.0,
            from,
            frame_len: packet.original_len,
            packet_len: ip.total_len,
            header_len: ip.total_len.saturating_sub(ip.payload_len),
            payload_len: ip.payload_len,
            ttl: ip.ttl,
            is_later_fragment: matches!(ip.transport, Transport::LaterFragment),
            tcp,
        }
    }

    pub(crate) fn of_arp(packet: &Packet<'_>, arp: &Arp, from: From) -> Self {
        Self {
            time: packet.timestamp.0,
            from,
            frame_len: packet.original_len,
            packet_len: arp.len,
            header_len: arp.len,
            payload_len: 0,
            ttl: 0,
            is_later_fragment: false,
            tcp: None,
        }
    }
}
