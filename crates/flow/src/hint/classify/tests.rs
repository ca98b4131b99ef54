use proptest::prelude::*;

use super::*;
use crate::hint::Service;

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.replace(' ', "").as_bytes())
        .unwrap()
}

#[test]
fn streams() {
    let cases = [
        ("00000090 ff534d42 72000000", Service::Smb),
        ("00000090 fe534d42 40000000", Service::Smb),
        ("05000b03 10000000 48000000 01000000", Service::DceRpc),
        ("05020002", Service::Socks),
        ("04010050 0a000001 00", Service::Socks),
        ("0300002b 26e00000 00000043 6f6f6b69 653a2072", Service::Rdp),
        ("03000013 0ee00000 00000001 00080003 000000", Service::Rdp),
        ("03000013 0ed00000 12340002 01080002 000000", Service::Rdp),
        ("03000016 11e00000 000100c0 010ac102 0100c202 0102", Service::S7comm),
        ("0300001f 02f08032 01000000 00000e00 00", Service::S7comm),
        ("0002 0000 0006 ff 04 0000 0001", Service::Modbus),
        ("680407000000", Service::Iec104),
        ("05640ac4 01000004 bfa1 c0c0 01 3c 02 5b12", Service::Dnp3),
        ("10120004 4d515454 0402003c 00046162 6364", Service::Mqtt),
        ("300c0201 01600702 01030400 8000", Service::Ldap),
        ("1201002f 00000100 00001a00 0601", Service::Tds),
        ("5b000000 0a352e37 2e333000 0a000000", Service::MySql),
        ("00000008 04d2162f", Service::PostgreSql),
        ("fffd18fffd20fffd23", Service::Telnet),
        ("ffffffff ffffffff ffffffff ffffffff 001d0104", Service::Bgp),
        ("f9beb4d9 76657273 696f6e00", Service::Bitcoin),
        ("13426974 546f7272 656e7420 70726f74 6f636f6c 00", Service::BitTorrent),
        ("009c0001 1a2b3c4d 00010000", Service::Pptp),
        (
            "80000028 12345678 00000000 00000002 000186a0 00000002 00000003",
            Service::Rpc,
        ),
        ("00000060 6a5e305c a1030201 05a20302 010a", Service::Kerberos),
        ("17030304 00112233", Service::Ssl),
        ("14030300 0101160303 0028 0000", Service::Ssl),
        ("414d5150 00000901", Service::Amqp),
    ];
    for (bytes, service) in cases {
        assert_eq!(stream(&hex(bytes)), Some(service), "{bytes}");
    }
    let message = hex("17000000 01000000 00000000 dd070000 00000000 000000");
    assert_eq!(stream(&message), Some(Service::MongoDb));
}

#[test]
fn lines() {
    let cases: [(&str, Line); 18] = [
        ("220 mx.example.org ESMTP Postfix\r\n", Line::Of(Service::Smtp)),
        ("220-FileZilla FTP Server\r\n", Line::Of(Service::Ftp)),
        ("220 welcome\r\n", Line::Greeting),
        ("USER anonymous\r\n", Line::User),
        ("user a 0 * :A B\r\n", Line::Of(Service::Irc)),
        ("NICK a\r\n", Line::Of(Service::Irc)),
        (":irc.example NOTICE AUTH :hello\r\n", Line::Of(Service::Irc)),
        ("EHLO a\r\n", Line::Of(Service::Smtp)),
        ("+OK POP3 ready\r\n", Line::Of(Service::Pop3)),
        ("CAPA\r\n", Line::Of(Service::Pop3)),
        ("* OK IMAP4rev1\r\n", Line::Of(Service::Imap)),
        ("*1\r\n$4\r\nPING\r\n", Line::Of(Service::Redis)),
        ("RFB 003.008\n", Line::Of(Service::Rfb)),
        ("@RSYNCD: 31.0\n", Line::Of(Service::Rsync)),
        ("GNUTELLA CONNECT/0.6\r\n", Line::Of(Service::Gnutella)),
        ("<stream:stream xmlns='jabber:client'", Line::Of(Service::Xmpp)),
        (r#"{"id":1,"method":"mining.subscribe"}"#, Line::Of(Service::Stratum)),
        (
            r#"{"id":1,"jsonrpc":"2.0","method":"login","params":{}}"#,
            Line::Of(Service::Stratum),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(line(text.as_bytes()), Some(expected), "{text}");
    }
    for text in [
        "",
        "2",
        "220",
        "USER",
        "hello\r\n",
        "* what\r\n",
        "{}",
        "<html>",
        "RFB x",
    ] {
        assert_eq!(line(text.as_bytes()), None, "{text}");
    }
}

fn padded(start: &str, len: usize) -> Vec<u8> {
    let mut bytes = hex(start);
    bytes.resize(len, 0);
    bytes
}

#[test]
fn datagrams() {
    let dhcp = {
        let mut bytes = padded("01010600", 300);
        bytes[236..240].copy_from_slice(&hex("63825363"));
        bytes
    };
    let ike = padded("0102030405060708 0000000000000000 21202208 00000000 00000064", 100);
    let cases: [(Vec<u8>, Service); 25] = [
        (padded("e30006ec", 48), Service::Ntp),
        (padded("240106e8", 48), Service::Ntp),
        (dhcp, Service::Dhcp),
        (padded("01010600 12345678", 60), Service::Dhcp),
        (hex("302902010104067075626c6963a01c"), Service::Snmp),
        (hex("303e020103301102"), Service::Snmp),
        (hex("000100002112a442 0102030405060708090a0b0c"), Service::Stun),
        (b"d1:ad2:id20:abc".to_vec(), Service::BitTorrent),
        (b"<34>Oct 11 22:14:15 host su: failed".to_vec(), Service::Syslog),
        (b"\x00\x01file\x00octet\x00".to_vec(), Service::Tftp),
        (b"M-SEARCH * HTTP/1.1\r\n".to_vec(), Service::Ssdp),
        (b"INVITE sip:a@b SIP/2.0\r\n".to_vec(), Service::Sip),
        (padded("01000000", 148), Service::WireGuard),
        (padded("02000000", 92), Service::WireGuard),
        (padded("04000000 01020304 0500000000000000", 96), Service::WireGuard),
        (padded("38 0102030405060708", 14), Service::OpenVpn),
        (ike.clone(), Service::Ike),
        ([vec![0; 4], ike].concat(), Service::Ike),
        (hex("01010016 00000000000000000000000000000000 0102"), Service::Radius),
        (
            hex("12345678 00000000 00000002 000186a0 00000002 00000003"),
            Service::Rpc,
        ),
        (
            hex("80c80006 01020304 0000000000000000 00000000 00000000 00000000"),
            Service::Rtcp,
        ),
        (hex("6a5e305c a1030201 05"), Service::Kerberos),
        (padded("c300000001 08 0102030405060708 00 00 449e", 1200), Service::Quic),
        (hex("300c0201 01630702 01030400 8000"), Service::Ldap),
        (
            padded("16fefd 0000 000000000000 0030 01 000024 0000 000000 000024", 61),
            Service::Dtls,
        ),
    ];
    for (bytes, service) in cases {
        assert_eq!(datagram(&bytes), Some(service), "{bytes:02x?}");
    }
}

#[test]
fn exports_of_flows_fill_their_datagram() {
    let fifth = padded("0005 0002", 24 + 2 * 48);
    let ninth = hex("0009 0001 244e08ee 5d67a80c 166fa688 00000001 0103 0008 01020304");
    let tenth = hex("000a 0018 5d67a80c 00000001 00000001 0100 0008 01020304");
    for export in [&fifth, &ninth, &tenth] {
        assert_eq!(datagram(export), Some(Service::Netflow), "{export:02x?}");
        for len in 0..export.len() {
            assert_ne!(datagram(&export[..len]), Some(Service::Netflow), "{len}: {export:02x?}");
        }
    }
    // A set without room for its own header.
    let endless = hex("0009 0001 244e08ee 5d67a80c 166fa688 00000001 0000 0000");
    assert_eq!(datagram(&endless), None);
}

#[test]
fn control_of_gprs_is_told_by_its_length() {
    let echo = hex("32 01 0004 00000000 00010000");
    let session = hex("48 20 000c 00000000 4b546200 01000100");
    for message in [&echo, &session, &hex("40 01 0004 00000100")] {
        assert_eq!(datagram(message), Some(Service::GtpC), "{message:02x?}");
        let longer = [message, &[0][..]].concat();
        assert_eq!(datagram(&longer), None, "{message:02x?}");
    }
    let user_data = hex("30 ff 0004 00000000 45000000");
    assert_eq!(datagram(&user_data), None);
}

#[test]
fn netbios_names() {
    let name = [
        &hex("1234 0110 0001 0000 0000 0000 20")[..],
        b"FHEPFCELEHFCEPFFFACACACACACACABL",
        &hex("00 0020 0001"),
    ]
    .concat();
    assert_eq!(datagram(&name), Some(Service::NetbiosNs));
}

#[test]
fn noise_is_nothing() {
    for byte in 0..=255 {
        for len in [1, 2, 47, 100, 1400] {
            let noise = vec![byte; len];
            assert_eq!((stream(&noise), datagram(&noise)), (None, None), "{byte} x {len}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        stream(&bytes);
        datagram(&bytes);
        line(&bytes);
    }
}

/// Encrypted traffic must not look like anything: of a million packets of random bytes, a few at most.
#[test]
fn random_bytes_are_hardly_ever_taken_for_a_protocol() {
    use rand::{RngCore, SeedableRng};
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let mut bytes = [0; 64];
    let mut n_taken = 0;
    for i in 0..1_000_000_usize {
        let bytes = &mut bytes[..16 + i % 49];
        random.fill_bytes(bytes);
        n_taken += u32::from(stream(bytes).is_some() || line(bytes).is_some() || datagram(bytes).is_some());
    }
    assert!(n_taken < 50, "{n_taken}");
}
