//! IP and what it carries.

use super::build::{HELLO, check_prefixes, hello, ipv4, ipv4_part, ipv6, join, read, read_cut, tcp, udp};
use crate::{
    ByteOrder, Fragment, Icmp, IpPacket, Layer, LinkType, Protocol, Reason, Sctp, Tcp, TcpFlags, Transport, Udp,
    Undecoded, decode,
};

fn raw(packet: &[u8]) -> IpPacket<'_> {
    check_prefixes("raw", LinkType::RAW, packet);
    read(LinkType::RAW, packet).unwrap()
}

fn issue(layer: Layer, reason: Reason) -> Undecoded {
    Undecoded {
        layer,
        reason,
        offset: 0,
    }
}

#[test]
fn tcp_header() {
    let bytes = hello();
    let packet = raw(&bytes);
    let header = Tcp {
        source_port: 40_000,
        destination_port: 443,
        sequence: 7,
        acknowledgment: 9,
        flags: TcpFlags::PSH | TcpFlags::ACK,
        window: 0x2000,
        urgent: 0,
        header_len: 20,
        options: &[],
    };
    assert_eq!(packet.transport, Transport::Tcp(header));
    assert_eq!((packet.total_len, packet.header_len, packet.ttl), (45, 20, 64));
    assert!(header.flags.contains(TcpFlags::ACK) && !header.flags.contains(TcpFlags::SYN | TcpFlags::ACK));
}

#[test]
fn tcp_options_are_not_payload() {
    let mut segment = tcp(&[2, 4, 5, 0xb4]);
    segment[12] = 0x60;
    let bytes = ipv4(6, &join(&[&segment, HELLO]));
    let packet = raw(&bytes);
    let Transport::Tcp(header) = packet.transport else {
        panic!("{packet:?}")
    };
    assert_eq!((header.options, header.header_len), (&[2, 4, 5, 0xb4][..], 24));
    assert_eq!(packet.payload, HELLO);
}

#[test]
fn a_bad_tcp_header_leaves_ports() {
    for offset in [0x40, 0x70] {
        let mut segment = tcp(HELLO);
        segment[12] = offset;
        let bytes = ipv4(6, &segment);
        let packet = raw(&bytes);
        assert_eq!(
            packet.transport,
            Transport::Cut {
                ports: Some((40_000, 443))
            }
        );
        assert_eq!(packet.issue, Some(issue(Layer::Tcp, Reason::BadLength)));
        assert_eq!(packet.payload_len, 25);
    }
}

#[test]
fn a_cut_capture_is_not_a_bad_length() {
    let bytes = hello();
    let packet = read_cut(LinkType::RAW, &bytes, 30).unwrap();
    assert_eq!(packet.issue, Some(issue(Layer::Tcp, Reason::Truncated)));
    assert_eq!(packet.ports(), Some((40_000, 443)));
    let packet = read_cut(LinkType::RAW, &bytes, 42).unwrap();
    assert_eq!(
        (packet.issue, packet.payload, packet.payload_len),
        (None, &HELLO[..2], 5)
    );
    let short = ipv4(6, &tcp(&[])[..12]);
    assert_eq!(raw(&short).issue, Some(issue(Layer::Tcp, Reason::BadLength)));
}

#[test]
fn udp_header() {
    let bytes = ipv4(17, &udp(53, 5_353, HELLO));
    let packet = raw(&bytes);
    let header = Udp {
        source_port: 53,
        destination_port: 5_353,
        length: 13,
    };
    assert_eq!((packet.transport, packet.payload), (Transport::Udp(header), HELLO));
}

#[test]
fn udp_lengths() {
    // Length field, payload bytes by the headers; the datagram has 8 + 5 bytes.
    for (length, payload_len) in [(0, 5), (8, 0), (10, 2), (13, 5), (900, 5)] {
        let mut datagram = udp(1, 2, HELLO);
        datagram[4..6].copy_from_slice(&u16::to_be_bytes(length));
        let bytes = ipv4(17, &datagram);
        let packet = raw(&bytes);
        assert_eq!(packet.payload_len, payload_len, "{length}");
        assert_eq!(packet.payload.len(), payload_len as usize, "{length}");
    }
    let mut datagram = udp(1, 2, HELLO);
    datagram[5] = 7;
    assert_eq!(
        raw(&ipv4(17, &datagram)).issue,
        Some(issue(Layer::Udp, Reason::BadLength))
    );
}

#[test]
fn icmp_sctp_and_others() {
    let echo = join(&[&[8, 0, 0, 0, 0, 1, 0, 2], HELLO]);
    let icmp = Icmp {
        kind: 8,
        code: 0,
        rest: 0x0001_0002,
    };
    let bytes = ipv4(1, &echo);
    assert_eq!(
        (raw(&bytes).transport, raw(&bytes).payload),
        (Transport::Icmp(icmp), HELLO)
    );
    let bytes = ipv6(58, &echo);
    assert_eq!(
        (raw(&bytes).transport, raw(&bytes).payload),
        (Transport::Icmpv6(icmp), HELLO)
    );
    let bytes = ipv4(1, &[0, 0, 0, 0]);
    assert_eq!((raw(&bytes).issue, raw(&bytes).payload_len), (None, 0));

    let bytes = ipv4(132, &join(&[&[0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0], HELLO]));
    let sctp = Sctp {
        source_port: 1,
        destination_port: 2,
        verification_tag: 3,
    };
    assert_eq!(
        (raw(&bytes).transport, raw(&bytes).payload),
        (Transport::Sctp(sctp), HELLO)
    );

    let bytes = ipv4(89, HELLO);
    assert_eq!((raw(&bytes).transport, raw(&bytes).payload), (Transport::Other, HELLO));
    assert_eq!((raw(&bytes).protocol, raw(&bytes).ports()), (Protocol::OSPF, None));
}

#[test]
fn ipv4_options_and_lengths() {
    let mut bytes = ipv4(6, &join(&[&[1, 1, 1, 0], &tcp(HELLO)]));
    bytes[0] = 0x46;
    let packet = raw(&bytes);
    assert_eq!((packet.header_len, packet.payload), (24, HELLO));

    let mut offloaded = hello();
    offloaded[2..4].fill(0);
    assert_eq!((raw(&offloaded).total_len, raw(&offloaded).payload), (45, HELLO));

    for (at, value) in [(0, 0x44), (3, 19)] {
        let mut bad = hello();
        bad[at] = value;
        let found = read(LinkType::RAW, &bad).unwrap_err();
        assert_eq!((found.layer, found.reason), (Layer::Ipv4, Reason::BadLength));
    }
}

#[test]
fn ipv4_fragments() {
    let first = ipv4_part(17, 0x2000, &udp(1, 2, HELLO));
    let part = Fragment {
        id: 0x1234,
        offset: 0,
        has_more: true,
    };
    assert_eq!((raw(&first).fragment, raw(&first).ports()), (Some(part), Some((1, 2))));

    let last = ipv4_part(17, 185, HELLO);
    let part = Fragment {
        id: 0x1234,
        offset: 1_480,
        has_more: false,
    };
    let packet = raw(&last);
    assert_eq!(
        (packet.fragment, packet.transport),
        (Some(part), Transport::LaterFragment)
    );
    assert_eq!(
        (packet.protocol, packet.payload, packet.ports()),
        (Protocol::UDP, HELLO, None)
    );
}

#[test]
fn a_first_fragment_may_be_shorter_than_its_headers_say() {
    let mut datagram = udp(1, 2, HELLO);
    datagram[4..6].copy_from_slice(&3_000_u16.to_be_bytes());
    let bytes = ipv4_part(17, 0x2000, &datagram);
    assert_eq!((raw(&bytes).payload_len, raw(&bytes).issue), (5, None));
    let tiny = ipv4_part(6, 0x2000, &tcp(&[])[..8]);
    assert_eq!(raw(&tiny).issue, Some(issue(Layer::Tcp, Reason::Truncated)));
    assert_eq!(raw(&tiny).ports(), Some((40_000, 443)));
}

#[test]
fn ipv6_extension_headers() {
    let hop = |next: u8, rest: &[u8]| join(&[&[next, 0, 1, 4, 0, 0, 0, 0], rest]);
    let routing = |next: u8, rest: &[u8]| join(&[&[next, 1], &[0; 14], rest]);
    let ah = |next: u8, rest: &[u8]| join(&[&[next, 4], &[0; 22], rest]);
    let bytes = ipv6(0, &hop(43, &routing(60, &hop(51, &ah(6, &tcp(HELLO))))));
    let packet = raw(&bytes);
    assert_eq!(
        (packet.source.to_string(), packet.ports()),
        ("2001:db8::1".to_owned(), Some((40_000, 443)))
    );
    assert_eq!(
        (packet.header_len, packet.payload, packet.payload_len),
        (40 + 8 + 16 + 8 + 24, HELLO, 5)
    );

    let bytes = ipv4(51, &ah(6, &tcp(HELLO)));
    assert_eq!((raw(&bytes).header_len, raw(&bytes).payload), (44, HELLO));

    let long = ipv6(0, &[6, 200, 0, 0, 0, 0, 0, 0]);
    assert_eq!(raw(&long).issue, Some(issue(Layer::Ipv6Extension, Reason::BadLength)));
    let endless = ipv6(60, &[60, 0, 0, 0, 0, 0, 0, 0].repeat(40));
    assert_eq!(raw(&endless).issue, Some(issue(Layer::Ipv6Extension, Reason::TooDeep)));
}

#[test]
fn ipv6_fragments() {
    let part = |bits: u16, rest: &[u8]| join(&[&[17, 0], &bits.to_be_bytes(), &[0, 1, 2, 3], rest]);
    let first = ipv6(44, &part(1, &udp(1, 2, HELLO)));
    let id = 0x0001_0203;
    assert_eq!(
        raw(&first).fragment,
        Some(Fragment {
            id,
            offset: 0,
            has_more: true
        })
    );
    assert_eq!(raw(&first).ports(), Some((1, 2)));
    let last = ipv6(44, &part(1_448, HELLO));
    assert_eq!(
        raw(&last).fragment,
        Some(Fragment {
            id,
            offset: 1_448,
            has_more: false
        })
    );
    assert_eq!(
        (raw(&last).transport, raw(&last).protocol),
        (Transport::LaterFragment, Protocol::UDP)
    );
    let atomic = ipv6(44, &part(0, &udp(1, 2, HELLO)));
    assert_eq!((raw(&atomic).fragment, raw(&atomic).payload), (None, HELLO));
}

#[test]
fn a_packet_ends_with_its_frame() {
    for (mut bytes, at, header_len) in [(hello(), 2, 20), (ipv6(6, &tcp(HELLO)), 4, 40)] {
        bytes[at] = 0x70;
        let packet = raw(&bytes);
        assert_eq!(
            (packet.total_len, packet.payload_len, packet.payload),
            (header_len + 25, 5, HELLO)
        );
        assert_eq!(packet.issue, Some(issue(Layer::Ip, Reason::BadLength)));
        let packet = decode(LinkType::RAW, ByteOrder::Little, &bytes, 40_000).unwrap();
        assert_eq!((packet.issue, packet.payload), (None, HELLO));
        assert!(packet.payload_len > 0x7000 - 60);
    }
}
