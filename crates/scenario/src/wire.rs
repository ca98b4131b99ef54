//! Frames, and the place where they are seen.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use etherparse::{ArpHardwareId, ArpOperation, ArpPacket, EtherType, Icmpv4Type, IpHeaders, PacketBuilder};
use etherparse::{IcmpEchoHeader, Ipv4Header, Ipv6Header, PacketBuilderStep, TcpHeader};

use crate::Host;

/// A frame on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When, in nanoseconds since the epoch.
    pub nanos: i64,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Everything that was seen.
#[derive(Clone, Debug, Default)]
pub struct Wire {
    /// In no order.
    pub frames: Vec<Frame>,
}

/// Which addresses two hosts use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V4,
    V6,
}

impl Wire {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn put(&mut self, nanos: i64, bytes: Vec<u8>) {
        self.frames.push(Frame { nanos, bytes });
    }

    pub(crate) fn tcp(
        &mut self,
        nanos: i64,
        hosts: (&Host, &Host),
        version: Version,
        header: TcpHeader,
        payload: &[u8],
    ) {
        let builder = ip(hosts, version);
        let mut bytes = Vec::with_capacity(80 + payload.len());
        // Only a length above 64 KB or a failing writer gives an error, and there is neither.
        if builder.tcp_header(header).write(&mut bytes, payload).is_ok() {
            self.put(nanos, bytes);
        }
    }

    /// A UDP datagram from one host and port to another.
    pub fn udp(&mut self, nanos: i64, from: (&Host, u16), to: (&Host, u16), payload: &[u8]) {
        let mut bytes = Vec::with_capacity(42 + payload.len());
        let builder = ip((from.0, to.0), Version::V4).udp(from.1, to.1);
        if builder.write(&mut bytes, payload).is_ok() {
            self.put(nanos, bytes);
        }
    }

    /// A multicast or broadcast datagram.
    pub fn udp_to_many(&mut self, nanos: i64, from: (&Host, u16), group: Ipv4Addr, port: u16, payload: &[u8]) {
        let to = Host {
            mac: many_mac(group),
            ipv4: group,
            ipv6: None,
            ttl: 1,
        };
        self.udp(nanos, from, (&to, port), payload);
    }

    /// An echo request, answered after `rtt` nanoseconds.
    pub fn ping(&mut self, nanos: i64, from: &Host, to: &Host, sequence: u16, rtt: Option<i64>) {
        let echo = IcmpEchoHeader {
            id: 0x1234,
            seq: sequence,
        };
        let mut send = |nanos, hosts, kind| {
            let mut bytes = Vec::new();
            if ip(hosts, Version::V4)
                .icmpv4(kind)
                .write(&mut bytes, &[0x61; 56])
                .is_ok()
            {
                self.put(nanos, bytes);
            }
        };
        send(nanos, (from, to), Icmpv4Type::EchoRequest(echo));
        if let Some(rtt) = rtt {
            send(nanos + rtt, (to, from), Icmpv4Type::EchoReply(echo));
        }
    }

    /// Who has `target`? It answers after 300 µs.
    pub fn arp(&mut self, nanos: i64, from: &Host, target: &Host) {
        self.arp_message(nanos, ArpOperation::REQUEST, from, (target, [0; 6]), [0xff; 6]);
        self.arp_message(nanos + 300_000, ArpOperation::REPLY, target, (from, from.mac), from.mac);
    }

    /// Who has `target`'s IPv6 address? It answers after 400 µs (RFC 4861). Nothing happens where one has none.
    pub fn discover_neighbour(&mut self, nanos: i64, from: &Host, target: &Host) {
        let (Some(_), Some(address)) = (from.ipv6, target.ipv6) else {
            return;
        };
        let [.., x, y, z] = address.octets();
        let group = Host {
            mac: [0x33, 0x33, 0xff, x, y, z],
            ipv6: Some([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, x, y, z].into()),
            ..*target
        };
        self.neighbour_message(nanos, (from, &group), (135, [0; 4]), (address, 1));
        // Solicited, and overrides what is known.
        let flags = [0x60, 0, 0, 0];
        self.neighbour_message(nanos + 400_000, (target, from), (136, flags), (address, 2));
    }

    fn neighbour_message(
        &mut self,
        nanos: i64,
        (from, to): (&Host, &Host),
        (kind, flags): (u8, [u8; 4]),
        (target, option): (Ipv6Addr, u8),
    ) {
        let from = Host { ttl: 255, ..*from };
        let payload = [&target.octets()[..], &[option, 1], &from.mac].concat();
        let mut bytes = Vec::new();
        let builder = ip((&from, to), Version::V6).icmpv6_raw(kind, 0, flags);
        if builder.write(&mut bytes, &payload).is_ok() {
            self.put(nanos, bytes);
        }
    }

    fn arp_message(&mut self, nanos: i64, operation: ArpOperation, from: &Host, to: (&Host, [u8; 6]), mac: [u8; 6]) {
        let (sender, target) = (from.ipv4.octets(), to.0.ipv4.octets());
        let packet = ArpPacket::new(
            ArpHardwareId::ETHERNET,
            EtherType::IPV4,
            operation,
            &from.mac,
            &sender,
            &to.1,
            &target,
        );
        let mut bytes = Vec::new();
        if let Ok(packet) = packet
            && PacketBuilder::ethernet2(from.mac, mac)
                .arp(packet)
                .write(&mut bytes)
                .is_ok()
        {
            self.put(nanos, bytes);
        }
    }
}

fn ip((from, to): (&Host, &Host), version: Version) -> PacketBuilderStep<IpHeaders> {
    let link = PacketBuilder::ethernet2(from.mac, to.mac);
    if let (Version::V6, Some(source), Some(destination)) = (version, from.ipv6, to.ipv6) {
        let header = Ipv6Header {
            hop_limit: from.ttl,
            source: source.octets(),
            destination: destination.octets(),
            ..Ipv6Header::default()
        };
        return link.ip(IpHeaders::Ipv6(header, etherparse::Ipv6Extensions::default()));
    }
    let header = Ipv4Header {
        time_to_live: from.ttl,
        dont_fragment: true,
        source: from.ipv4.octets(),
        destination: to.ipv4.octets(),
        ..Ipv4Header::default()
    };
    link.ip(IpHeaders::Ipv4(header, etherparse::Ipv4Extensions::default()))
}

fn many_mac(group: Ipv4Addr) -> [u8; 6] {
    let [_, b, c, d] = group.octets();
    if IpAddr::from(group).is_multicast() {
        [1, 0, 0x5e, b & 0x7f, c, d]
    } else {
        [0xff; 6]
    }
}
