//! Link layers.

use super::build::{check_hello, ethernet, hello, join, read, snap};
use crate::{ByteOrder, Layer, LinkType, Reason, decode};

const PPP_IP: [u8; 4] = [0xff, 0x03, 0x00, 0x21];

#[test]
fn ethernet_and_what_is_between_it_and_ip() {
    let ip = hello();
    let length = u16::try_from(ip.len() + 8).unwrap();
    let pppoe = |ppp: &[u8]| join(&[&[0x11, 0, 0, 1, 0, u8::try_from(ppp.len()).unwrap()], ppp]);
    let cases = [
        ("Ethernet", ethernet(0x0800, &ip)),
        ("Ethernet with padding", ethernet(0x0800, &join(&[&ip, &[0; 20]]))),
        ("802.3", ethernet(length, &snap(0x0800, &ip))),
        ("802.3 without SNAP", ethernet(length - 5, &join(&[&[6, 6, 3], &ip]))),
        ("VLAN", ethernet(0x8100, &join(&[&[0x20, 5, 8, 0], &ip]))),
        ("QinQ", ethernet(0x88a8, &join(&[&[0, 7, 0x81, 0, 0, 5, 8, 0], &ip]))),
        (
            "802.1ah",
            ethernet(0x88e7, &join(&[&[0, 0, 0, 9], &ethernet(0x0800, &ip)])),
        ),
        ("MPLS", ethernet(0x8847, &join(&[&[0, 1, 0, 64, 0, 2, 1, 64], &ip]))),
        (
            "MPLS, Ethernet",
            ethernet(0x8847, &join(&[&[0, 1, 1, 64, 0, 0, 0, 0], &ethernet(0x0800, &ip)])),
        ),
        ("PPPoE", ethernet(0x8864, &pppoe(&join(&[&[0, 0x21], &ip])))),
        (
            "PPPoE, short protocol",
            ethernet(0x8864, &pppoe(&join(&[&[0x21], &ip]))),
        ),
    ];
    for (name, frame) in cases {
        check_hello(name, LinkType::ETHERNET, &frame);
    }
}

#[test]
fn links_that_are_not_ethernet() {
    let ip = hello();
    let llc = snap(0x0800, &ip);
    let data = |header: &[u8], n: usize| join(&[header, &vec![0; n - header.len()], &llc]);
    let aggregate = join(&[&[0x88, 1], &[0; 22], &[0x80, 0], &[0; 14], &llc]);
    let radiotap_padded = join(&[
        &[0, 0, 9, 0, 2, 0, 0, 0, 0x20],
        &data(&[0x88, 1], 26)[..26],
        &[0, 0],
        &llc,
    ]);
    let radiotap_clock = join(&[
        &[0, 0, 26, 0, 3, 0, 0, 0x80, 0, 0, 0, 0],
        &[0, 0, 0, 0],
        &[9; 8],
        &[0, 0],
        &data(&[0x08, 2], 24),
    ]);
    let prism = join(&[&[0x44, 0, 0, 0, 144, 0, 0, 0], &[0; 136], &data(&[0x08, 1], 24)]);
    let avs = join(&[&[0x80, 0x21, 0x10, 1, 0, 0, 0, 64], &[0; 56], &data(&[0x08, 1], 24)]);
    let sll2 = join(&[&[8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6], &[0; 8], &ip]);
    let nflog = join(&[
        &[
            2,
            0,
            0,
            0,
            5,
            0,
            3,
            0,
            1,
            0,
            0,
            0,
            u8::try_from(ip.len() + 4).unwrap(),
            0,
            9,
            0,
        ],
        &ip,
    ]);
    let pktap = join(&[&[16, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0], &ip]);
    let cases = [
        ("raw", LinkType::RAW, ip.clone()),
        ("raw 12", LinkType::RAW_BSD, ip.clone()),
        ("IPv4", LinkType::IPV4, ip.clone()),
        ("NULL, little", LinkType::NULL, join(&[&[2, 0, 0, 0], &ip])),
        ("NULL, big", LinkType::NULL, join(&[&[0, 0, 0, 2], &ip])),
        ("LOOP", LinkType::LOOP, join(&[&[0, 0, 0, 2], &ip])),
        (
            "cooked",
            LinkType::LINUX_SLL,
            join(&[&[0, 0, 0, 1, 0, 6], &[0; 8], &[8, 0], &ip]),
        ),
        ("cooked 2", LinkType::LINUX_SLL2, sll2),
        ("PPP", LinkType::PPP, join(&[&PPP_IP, &ip])),
        ("PPP, short", LinkType::PPP, join(&[&[0x21], &ip])),
        ("PPP that is Cisco HDLC", LinkType::PPP, join(&[&[0x0f, 0, 8, 0], &ip])),
        (
            "PPP with direction",
            LinkType::PPP_WITH_DIR,
            join(&[&[1], &PPP_IP, &ip]),
        ),
        ("PPP of pppd", LinkType::PPP_PPPD, join(&[&[1], &PPP_IP[1..], &ip])),
        ("Cisco HDLC as NULL", LinkType::NULL, join(&[&[0x0f, 0, 8, 0], &ip])),
        ("Cisco HDLC", LinkType::C_HDLC, join(&[&[0x8f, 0, 8, 0], &ip])),
        ("802.11", LinkType::IEEE802_11, data(&[0x08, 1], 24)),
        ("802.11, quality of service", LinkType::IEEE802_11, data(&[0x88, 1], 26)),
        ("802.11, four addresses", LinkType::IEEE802_11, data(&[0x08, 3], 30)),
        ("802.11, aggregate", LinkType::IEEE802_11, aggregate),
        (
            "radiotap",
            LinkType::RADIOTAP,
            join(&[&[0, 0, 8, 0, 0, 0, 0, 0], &data(&[0x08, 2], 24)]),
        ),
        ("radiotap, padded header", LinkType::RADIOTAP, radiotap_padded),
        ("radiotap, clock and flags", LinkType::RADIOTAP, radiotap_clock),
        ("Prism", LinkType::PRISM, prism),
        ("AVS in Prism", LinkType::PRISM, avs.clone()),
        ("AVS", LinkType::AVS, avs),
        (
            "PPI",
            LinkType::PPI,
            join(&[&[0, 0, 8, 0, 1, 0, 0, 0], &ethernet(0x0800, &ip)]),
        ),
        ("NFLOG", LinkType::NFLOG, nflog),
        ("PKTAP", LinkType::PKTAP, pktap),
    ];
    for (name, link_type, frame) in cases {
        check_hello(name, link_type, &frame);
    }
}

#[test]
fn headers_in_host_order_follow_the_file() {
    let ip = hello();
    let length = u8::try_from(ip.len() + 4).unwrap();
    let nflog = join(&[&[2, 0, 0, 0, 0, length, 0, 9], &ip]);
    let packet = decode(LinkType::NFLOG, ByteOrder::Big, &nflog, 0).unwrap();
    assert_eq!(packet.ports(), Some((40_000, 443)));
    assert!(decode(LinkType::NFLOG, ByteOrder::Little, &nflog, 0).is_err());
}

#[test]
fn the_outermost_vlan_is_told() {
    let frame = ethernet(0x88a8, &join(&[&[0x3f, 0xff, 0x81, 0, 0, 5, 8, 0], &hello()]));
    assert_eq!(read(LinkType::ETHERNET, &frame).unwrap().vlan, Some(0x0fff));
    assert_eq!(
        read(LinkType::ETHERNET, &ethernet(0x0800, &hello())).unwrap().vlan,
        None
    );
}

#[test]
fn frames_without_ip_say_why() {
    let deep = [&[0, 1, 0x81, 0][..]; 40].concat();
    let cases = [
        (
            LinkType::ETHERNET,
            ethernet(0x0806, &[0; 28]),
            Layer::Ethernet,
            Reason::Arp,
            14,
        ),
        (
            LinkType::ETHERNET,
            ethernet(0x88cc, &[0; 28]),
            Layer::Ethernet,
            Reason::NotIp,
            14,
        ),
        (
            LinkType::ETHERNET,
            ethernet(0x88e5, &[0; 28]),
            Layer::Macsec,
            Reason::Encrypted,
            14,
        ),
        (
            LinkType::ETHERNET,
            ethernet(38, &[0x42, 0x42, 3, 0]),
            Layer::Llc,
            Reason::NotIp,
            14,
        ),
        (
            LinkType::ETHERNET,
            ethernet(0x8100, &deep),
            Layer::Ethernet,
            Reason::TooDeep,
            138,
        ),
        (LinkType::ETHERNET, vec![0; 13], Layer::Ethernet, Reason::Truncated, 0),
        (LinkType::IEEE802_11, vec![0x80; 30], Layer::Wlan, Reason::Management, 0),
        (
            LinkType::IEEE802_11,
            [&[0x48, 1][..], &[0; 22]].concat(),
            Layer::Wlan,
            Reason::NoPayload,
            0,
        ),
        (
            LinkType::IEEE802_11,
            [&[0x08, 0x41][..], &[0; 40]].concat(),
            Layer::Wlan,
            Reason::Encrypted,
            0,
        ),
        (LinkType::RADIOTAP, vec![0; 30], Layer::Radio, Reason::BadLength, 0),
        (
            LinkType::NULL,
            vec![7, 0, 0, 0, 0x45],
            Layer::Loopback,
            Reason::NotIp,
            0,
        ),
        (
            LinkType::C_HDLC,
            vec![0x8f, 0, 0x80, 0x35],
            Layer::CiscoHdlc,
            Reason::NotIp,
            0,
        ),
        (
            LinkType::NFLOG,
            vec![2, 0, 0, 0, 3, 0, 9, 0],
            Layer::Nflog,
            Reason::BadLength,
            0,
        ),
        (LinkType::RAW, vec![0x50; 40], Layer::Ip, Reason::BadVersion, 0),
        (LinkType(253), vec![0; 40], Layer::Link, Reason::Unsupported, 0),
    ];
    for (link_type, frame, layer, reason, offset) in cases {
        let found = read(link_type, &frame).unwrap_err();
        assert_eq!(
            (found.layer, found.reason, found.offset),
            (layer, reason, offset),
            "{link_type}"
        );
    }
}
