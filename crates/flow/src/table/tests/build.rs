//! Packets without bytes.

use std::net::IpAddr;

use wiresift_capture::{
    Fragment, IpPacket, LinkType, Packet, Parents, Protocol, Tcp, TcpFlags, Timestamp, Transport, Udp,
};

use crate::{Flow, FlowOptions, FlowTable};

pub(super) const CLIENT: (IpAddr, u16) = (IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 9)), 50_000);
pub(super) const SERVER: (IpAddr, u16) = (IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1)), 8_080);

/// A packet of a test.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) seconds: f64,
    pub(super) source: (IpAddr, u16),
    pub(super) destination: (IpAddr, u16),
    pub(super) what: What,
    pub(super) payload: Vec<u8>,
    pub(super) fragment: Option<Fragment>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Tcp {
        flags: TcpFlags,
        sequence: u32,
        acknowledgment: u32,
        window: u16,
    },
    Udp,
    LaterFragment(Protocol),
}

/// A segment from the client to the server; [`Sent::back`] turns it round.
pub(super) fn tcp(seconds: f64, flags: &str, sequence: u32, len: usize) -> Sent {
    Sent {
        what: What::Tcp {
            flags: flags_of(flags),
            sequence,
            acknowledgment: 0,
            window: 1_000,
        },
        ..udp(seconds, len)
    }
}

pub(super) fn udp(seconds: f64, len: usize) -> Sent {
    Sent {
        seconds,
        source: CLIENT,
        destination: SERVER,
        what: What::Udp,
        payload: vec![b'x'; len],
        fragment: None,
    }
}

fn flags_of(letters: &str) -> TcpFlags {
    letters.chars().fold(TcpFlags(0), |flags, letter| {
        flags
            | match letter {
                'S' => TcpFlags::SYN,
                'A' => TcpFlags::ACK,
                'F' => TcpFlags::FIN,
                'R' => TcpFlags::RST,
                'P' => TcpFlags::PSH,
                _ => TcpFlags(0),
            }
    })
}

impl Sent {
    pub(super) fn back(self) -> Self {
        Self {
            source: self.destination,
            destination: self.source,
            ..self
        }
    }

    pub(super) fn between(self, source: (&str, u16), destination: (&str, u16)) -> Self {
        let end = |(address, port): (&str, u16)| (address.parse().unwrap_or(CLIENT.0), port);
        Self {
            source: end(source),
            destination: end(destination),
            ..self
        }
    }

    pub(super) fn acknowledging(mut self, number: u32) -> Self {
        if let What::Tcp { acknowledgment, .. } = &mut self.what {
            *acknowledgment = number;
        }
        self
    }

    pub(super) fn with_window(mut self, size: u16) -> Self {
        if let What::Tcp { window, .. } = &mut self.what {
            *window = size;
        }
        self
    }

    pub(super) fn packet(&self) -> Packet<'_> {
        let (source_port, destination_port) = (self.source.1, self.destination.1);
        let payload_len = u32::try_from(self.payload.len()).unwrap_or(0);
        let (protocol, transport, header_len) = match self.what {
            What::Tcp {
                flags,
                sequence,
                acknowledgment,
                window,
            } => {
                let tcp = Tcp {
                    source_port,
                    destination_port,
                    sequence,
                    acknowledgment,
                    flags,
                    window,
                    urgent: 0,
                    header_len: 20,
                    options: &[],
                };
                (Protocol::TCP, Transport::Tcp(tcp), 40)
            }
            What::Udp => {
                let udp = Udp {
                    source_port,
                    destination_port,
                    length: 0,
                };
                (Protocol::UDP, Transport::Udp(udp), 28)
            }
            What::LaterFragment(protocol) => (protocol, Transport::LaterFragment, 20),
        };
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a test")]
        let timestamp = Timestamp((self.seconds * 1e9) as i64);
        Packet {
            number: 1,
            timestamp,
            interface: 0,
            link_type: LinkType::ETHERNET,
            original_len: payload_len + header_len + 14,
            frame: &[],
            comment: None,
            ip: Ok(IpPacket {
                source: self.source.0,
                destination: self.destination.0,
                protocol,
                ttl: 64,
                total_len: payload_len + header_len,
                header_len: 20,
                fragment: self.fragment,
                transport,
                payload: &self.payload,
                payload_len,
                vlan: None,
                parents: Parents::default(),
                issue: None,
            }),
        }
    }
}

/// The flows of packets, in the order in which they end.
pub(super) fn flows_with(options: FlowOptions, packets: &[Sent]) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut table = FlowTable::new(options);
    for sent in packets {
        table.push(&sent.packet(), &mut |flow| flows.push(flow));
    }
    table.finish(&mut |flow| flows.push(flow));
    let report = table.report();
    assert_eq!((report.n_open, report.n_ended), (0, flows.len() as u64));
    assert_eq!(report.n_flows, report.n_ended);
    let n_packets: u64 = flows.iter().map(Flow::n_packets).sum();
    assert_eq!((n_packets, n_packets), (report.n_packets, packets.len() as u64));
    flows
}

pub(super) fn flows(packets: &[Sent]) -> Vec<Flow> {
    flows_with(FlowOptions::default(), packets)
}

/// A whole connection: 100 bytes there, 300 back.
pub(super) fn connection(start: f64) -> Vec<Sent> {
    vec![
        tcp(start, "S", 99, 0),
        tcp(start + 0.1, "SA", 499, 0).back().acknowledging(100),
        tcp(start + 0.2, "A", 100, 0).acknowledging(500),
        tcp(start + 0.3, "PA", 100, 100).acknowledging(500),
        tcp(start + 0.4, "PA", 500, 300).back().acknowledging(200),
        tcp(start + 0.5, "A", 200, 0).acknowledging(800),
        tcp(start + 0.6, "FA", 200, 0).acknowledging(800),
        tcp(start + 0.7, "FA", 800, 0).back().acknowledging(201),
        tcp(start + 0.8, "A", 201, 0).acknowledging(801),
    ]
}
