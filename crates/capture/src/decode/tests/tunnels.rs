//! Packets in packets.

use super::build::{HELLO, check_hello, ethernet, hello, ipv4, ipv4_part, ipv6, join, read, tcp, udp};
use crate::{Layer, LinkType, MAX_TUNNELS, Protocol, Reason, Tunnel};

#[test]
fn the_inner_packet_is_given_and_the_outer_one_kept() {
    let ip = hello();
    let frame = ethernet(0x0800, &ip);
    let gre = |header: &[u8], rest: &[u8]| ipv4(47, &join(&[header, rest]));
    let over = |port: u16, header: &[u8], rest: &[u8]| ipv4(17, &udp(50_000, port, &join(&[header, rest])));
    let length = u8::try_from(ip.len()).unwrap();
    let gtp = |flags: u8, optional: &[u8]| {
        let header = [
            flags,
            0xff,
            0,
            length + u8::try_from(optional.len()).unwrap(),
            0,
            0,
            0,
            9,
        ];
        over(2_152, &join(&[&header, optional]), &ip)
    };
    let cases = [
        ("4in4", ipv4(4, &ip), Tunnel::IpInIp, 0),
        ("4in6", ipv6(4, &ip), Tunnel::IpInIp, 0),
        ("EtherIP", ipv4(97, &join(&[&[0x30, 0], &frame])), Tunnel::EtherIp, 0),
        (
            "MPLS in IP",
            ipv4(137, &join(&[&[0, 1, 1, 64], &ip])),
            Tunnel::MplsInIp,
            0,
        ),
        ("GRE", gre(&[0, 0, 8, 0], &ip), Tunnel::Gre, 0),
        (
            "GRE, key",
            gre(&[0xb0, 0, 8, 0, 1, 1, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1], &ip),
            Tunnel::Gre,
            9,
        ),
        ("GRE, Ethernet", gre(&[0, 0, 0x65, 0x58], &frame), Tunnel::Gre, 0),
        (
            "PPTP",
            gre(
                &[0x30, 0x81, 0x88, 0x0b, 0, 40, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0x21],
                &ip,
            ),
            Tunnel::Gre,
            0x0028_0009,
        ),
        ("ERSPAN 1", gre(&[0, 0, 0x88, 0xbe], &frame), Tunnel::Gre, 0),
        (
            "ERSPAN 2",
            gre(&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0], &frame),
            Tunnel::Gre,
            0,
        ),
        (
            "VXLAN",
            over(4_789, &[8, 0, 0, 0, 0, 0, 9, 0], &frame),
            Tunnel::Vxlan,
            9,
        ),
        (
            "Geneve",
            over(6_081, &[1, 0, 0x65, 0x58, 0, 0, 9, 0, 1, 2, 3, 4], &frame),
            Tunnel::Geneve,
            9,
        ),
        ("GTP-U", gtp(0x30, &[]), Tunnel::GtpU, 9),
        (
            "GTP-U, extension",
            gtp(0x34, &[0, 0, 0, 0x85, 1, 0, 0, 0]),
            Tunnel::GtpU,
            9,
        ),
        (
            "L2TP",
            over(1_701, &[0, 2, 0, 7, 0, 9, 0xff, 3, 0, 0x21], &ip),
            Tunnel::L2tp,
            0x0007_0009,
        ),
        (
            "L2TP, all",
            over(1_701, &[0x4a, 2, 0, 60, 0, 7, 0, 9, 0, 1, 0, 2, 0, 1, 0, 0x21], &ip),
            Tunnel::L2tp,
            0x0007_0009,
        ),
    ];
    for (name, packet, tunnel, id) in cases {
        check_hello(name, LinkType::RAW, &packet);
        let packet = read(LinkType::RAW, &packet).unwrap();
        let parent = packet.parents.innermost().unwrap();
        assert_eq!((parent.tunnel, parent.id), (tunnel, id), "{name}");
    }
}

#[test]
fn ipv6_in_ipv4_and_teredo() {
    let inner = ipv6(6, &tcp(HELLO));
    let authentication = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let cases = [
        (ipv4(41, &inner), Tunnel::IpInIp),
        (ipv6(41, &inner), Tunnel::IpInIp),
        (ipv4(17, &udp(3_544, 50_000, &inner)), Tunnel::Teredo),
        (
            ipv4(17, &udp(50_000, 3_544, &join(&[&authentication, &inner]))),
            Tunnel::Teredo,
        ),
    ];
    for (packet, tunnel) in cases {
        let packet = read(LinkType::RAW, &packet).unwrap();
        assert_eq!(
            (packet.destination.to_string(), packet.payload),
            ("2001:db8::2".to_owned(), HELLO)
        );
        assert_eq!(
            packet.parents.iter().map(|parent| parent.tunnel).collect::<Vec<_>>(),
            [tunnel]
        );
    }
}

#[test]
fn other_things_on_a_tunnels_port_stay_datagrams() {
    let cases = [
        (4_789, vec![0; 40]),
        (6_081, vec![0xc0; 40]),
        (2_152, vec![0x32, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0]),
        (3_544, vec![0x90; 60]),
        (1_701, vec![0xc8, 2, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];
    for (port, payload) in cases {
        let bytes = ipv4(17, &udp(port, port, &payload));
        let packet = read(LinkType::RAW, &bytes).unwrap();
        assert_eq!((packet.ports(), packet.issue), (Some((port, port)), None), "{port}");
        assert!(packet.parents.is_empty(), "{port}");
    }
}

#[test]
fn an_inside_that_cannot_be_read_leaves_the_outside() {
    let arp = ethernet(0x0806, &[0; 28]);
    let bytes = ipv4(17, &udp(50_000, 4_789, &join(&[&[8, 0, 0, 0, 0, 0, 9, 0], &arp])));
    let packet = read(LinkType::RAW, &bytes).unwrap();
    assert_eq!(
        (packet.protocol, packet.ports()),
        (Protocol::UDP, Some((50_000, 4_789)))
    );
    assert!(packet.parents.is_empty());
    let issue = packet.issue.unwrap();
    assert_eq!(
        (issue.layer, issue.reason, issue.offset),
        (Layer::Ethernet, Reason::Arp, 20 + 8 + 8 + 14)
    );

    let bytes = ipv4(4, &[0x45; 19]);
    assert_eq!(read(LinkType::RAW, &bytes).unwrap().issue.unwrap().layer, Layer::Ipv4);
}

#[test]
fn a_fragment_is_opened_when_it_is_the_first() {
    let bytes = ipv4_part(4, 0x2000, &hello());
    let packet = read(LinkType::RAW, &bytes).unwrap();
    assert_eq!(packet.ports(), Some((40_000, 443)));
    assert_eq!(packet.parents.innermost().unwrap().fragment.unwrap().id, 0x1234);
    assert_eq!(packet.issue, None);
    let bytes = ipv4_part(4, 0x2000, &hello()[..40]);
    assert_eq!(
        read(LinkType::RAW, &bytes).unwrap().issue,
        None,
        "the rest is in the next part"
    );
    let bytes = ipv4_part(4, 1, &hello());
    let packet = read(LinkType::RAW, &bytes).unwrap();
    assert_eq!((packet.protocol, packet.parents.is_empty()), (Protocol::IPV4, true));
}

#[test]
fn tunnels_are_opened_to_a_depth() {
    let nest = |depth| (0..depth).fold(hello(), |packet, _| ipv4(4, &packet));
    let bytes = nest(MAX_TUNNELS);
    let packet = read(LinkType::RAW, &bytes).unwrap();
    assert_eq!((packet.parents.iter().count(), packet.payload), (MAX_TUNNELS, HELLO));
    let bytes = nest(200);
    let packet = read(LinkType::RAW, &bytes).unwrap();
    assert_eq!(
        (packet.parents.iter().count(), packet.protocol),
        (MAX_TUNNELS, Protocol::IPV4)
    );
    assert_eq!(packet.issue.unwrap().reason, Reason::TooDeep);
}
