//! Whole flows through the inspector.

mod captures;

use proptest::prelude::*;
use wiresift_capture::Protocol;

use super::tls::tests::Hello;
use super::*;
use crate::FlowProtocol;

const TCP: FlowProtocol = FlowProtocol::TCP;
const UDP: FlowProtocol = FlowProtocol::UDP;

/// What is found in payloads; those of a responder begin with `<`. Sequence numbers go on.
fn of(protocol: FlowProtocol, ports: (u16, u16), payloads: &[&[u8]]) -> Option<Hints> {
    let mut inspector = Inspector::new(protocol);
    let mut next = [1_u32, u32::MAX - 3];
    for payload in payloads {
        let (side, payload) = match payload.strip_prefix(b"<") {
            Some(payload) => (1, payload),
            None => (0, *payload),
        };
        let sequence = (protocol == TCP).then_some(next[side]);
        next[side] = next[side].wrapping_add(u32::try_from(payload.len()).unwrap());
        inspector.push(side == 0, sequence, payload);
    }
    inspector.finish(ports.0, ports.1).map(|hints| *hints)
}

fn told(hints: Option<Hints>) -> Option<(Service, Detection)> {
    hints.and_then(|hints| Some((hints.service?, hints.detection)))
}

#[test]
fn content_comes_before_the_port() {
    let ssh = of(TCP, (40000, 902), &[b"<SSH-2.0-OpenSSH_9.6\r\n", b"SSH-2.0-Go\r\n"]);
    assert_eq!(told(ssh.clone()), Some((Service::Ssh, Detection::ByContent)));
    assert_eq!(ssh.unwrap().ssh.unwrap().client.as_deref(), Some("SSH-2.0-Go"));
    let http = of(TCP, (40000, 22), &[b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"]);
    assert_eq!(told(http), Some((Service::Http, Detection::ByContent)));
}

#[test]
fn a_port_is_only_a_guess() {
    assert_eq!(
        told(of(TCP, (40000, 22), &[b"\x01\x02\x03"])),
        Some((Service::Ssh, Detection::ByPort))
    );
    assert_eq!(
        told(of(TCP, (22, 40000), &[b"\x01\x02\x03"])),
        Some((Service::Ssh, Detection::ByPort))
    );
    assert_eq!(of(TCP, (40000, 40001), &[b"\x01\x02\x03"]), None);
    assert_eq!(
        of(FlowProtocol::Ip(Protocol::ICMP), (8, 0), &[b"GET / HTTP/1.1\r\n"]),
        None
    );
}

#[test]
fn what_is_unknown_is_given_up() {
    let mut inspector = Inspector::new(TCP);
    let mut n_packets = 0;
    while inspector.wants_more() {
        inspector.push(true, Some(n_packets), &[0xee; 100]);
        n_packets += 100;
    }
    assert!(n_packets <= 1600);
    assert!(!Inspector::new(FlowProtocol::Arp).wants_more());
}

#[test]
fn tls_ends_early() {
    let mut inspector = Inspector::new(TCP);
    inspector.push(true, Some(1), &Hello::example().record());
    assert!(inspector.wants_more());
    // An alert instead of a hello.
    inspector.push(false, Some(1), &[21, 3, 3, 0, 2, 2, 40]);
    assert!(!inspector.wants_more());
    let hints = inspector.finish(1, 2).unwrap();
    assert_eq!(
        (hints.service, hints.tls.unwrap().server_name.as_deref()),
        (Some(Service::Ssl), Some("example.org"))
    );
}

#[test]
fn tls_is_found_within_other_protocols() {
    let hello = Hello::example().record();
    let mail = of(
        TCP,
        (40000, 2525),
        &[
            b"<220 mx ESMTP\r\n",
            b"EHLO a\r\n",
            b"<250 STARTTLS\r\n",
            b"STARTTLS\r\n",
            b"<220 go\r\n",
            &hello,
        ],
    );
    let mail = mail.unwrap();
    assert_eq!((mail.service, mail.tls.is_some()), (Some(Service::Smtp), true));
    let proxy = of(
        TCP,
        (40000, 3128),
        &[b"CONNECT a:443 HTTP/1.1\r\n\r\n", b"<HTTP/1.1 200 ok\r\n\r\n", &hello],
    )
    .unwrap();
    assert_eq!((proxy.service, proxy.tls.is_some()), (Some(Service::Http), true));
    assert_eq!(proxy.http.unwrap().path.as_deref(), Some("a:443"));
}

#[test]
fn dtls_is_told_from_quic() {
    let dtls = of(UDP, (40000, 443), &[&Hello::example().datagram()]).unwrap();
    assert_eq!(
        (dtls.service, dtls.tls.unwrap().transport),
        (Some(Service::Dtls), TlsTransport::Datagrams)
    );
}

#[test]
fn greetings_are_decided_by_what_follows_or_the_port() {
    let cases: [(u16, &[&[u8]], Service); 7] = [
        (9, &[b"<220 hello\r\n", b"USER a\r\n"], Service::Ftp),
        (9, &[b"<220 hello\r\n", b"EHLO a\r\n"], Service::Smtp),
        (21, &[b"<220 hello\r\n"], Service::Ftp),
        (25, &[b"<220 hello\r\n"], Service::Smtp),
        (9, &[b"USER a\r\n", b"<331 password\r\n"], Service::Ftp),
        (9, &[b"USER a\r\n", b"<+OK\r\n"], Service::Pop3),
        (110, &[b"USER a\r\n"], Service::Pop3),
    ];
    for (port, payloads, service) in cases {
        assert_eq!(
            told(of(TCP, (40000, port), payloads)),
            Some((service, Detection::ByContent)),
            "{payloads:?}"
        );
    }
    assert_eq!(
        told(of(TCP, (40000, 22), &[b"<220 hello\r\n"])),
        Some((Service::Ssh, Detection::ByPort))
    );
}

#[test]
fn failed_logins_are_counted_once() {
    let hints = of(
        TCP,
        (40000, 21),
        &[
            b"<220 FTP\r\n",
            b"USER a\r\n",
            b"<331 ok\r\n",
            b"PASS b\r\n",
            b"<530 no\r\n",
            b"PASS c\r\n",
            b"<530 no\r\n",
        ],
    );
    assert_eq!(hints.unwrap().n_failed_logins, 2);
    let mut inspector = Inspector::new(TCP);
    inspector.push(true, Some(1), b"PASS x\r\n");
    for sequence in [1, 1, 9] {
        inspector.push(false, Some(sequence), b"220 ftp\r\n530 no\r\n");
    }
    // The second is the first again, the third overlaps it.
    assert_eq!(inspector.finish(40000, 21).unwrap().n_failed_logins, 2);
}

const QUERY: &[u8] = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x07example\x00\x00\x01\x00\x01";

#[test]
fn dns_is_always_wanted_and_relatives_are_told_by_port() {
    for (ports, service) in [
        ((40000, 53), Service::Dns),
        ((40000, 9953), Service::Dns),
        ((5353, 5353), Service::Mdns),
        ((40000, 5355), Service::Llmnr),
    ] {
        let payloads = [QUERY; 300];
        let hints = of(UDP, ports, &payloads).unwrap();
        assert_eq!((hints.service, hints.detection), (Some(service), Detection::ByContent));
        assert_eq!(hints.dns.unwrap().n_queries, 300);
    }
}

#[test]
fn dns_over_tcp_has_lengths() {
    let message = [&[0, u8::try_from(QUERY.len()).unwrap()], QUERY].concat();
    let hints = of(TCP, (40000, 5300), &[&message.repeat(2), &message]).unwrap();
    assert_eq!((hints.service, hints.dns.unwrap().n_queries), (Some(Service::Dns), 3));
}

proptest! {
    #[test]
    fn no_bytes_panic(
        is_tcp in any::<bool>(),
        payloads in prop::collection::vec((any::<bool>(), any::<u32>(), starts()), 0..12),
    ) {
        let mut inspector = Inspector::new(if is_tcp { TCP } else { UDP });
        for (from_originator, sequence, payload) in &payloads {
            inspector.push(*from_originator, is_tcp.then_some(*sequence), payload);
        }
        inspector.finish(40000, 53);
    }
}

/// Bytes that begin like a protocol and go on as they like.
fn starts() -> impl Strategy<Value = Vec<u8>> {
    let starts: Vec<Vec<u8>> = vec![
        vec![],
        Hello::example().record(),
        Hello::example().datagram(),
        QUERY.to_vec(),
        b"\x00\x1b".iter().chain(QUERY).copied().collect(),
        b"GET / HTTP/1.1\r\nHost: ".to_vec(),
        b"SSH-2.0-".to_vec(),
        b"220 FTP\r\nUSER ".to_vec(),
        b"* OK\r\n".to_vec(),
        b"\xc3\x00\x00\x00\x01\x08".to_vec(),
        b"\x03\x00\x00\x13\x0e\xe0\x00\x00".to_vec(),
        b"\x30\x0c\x02\x01".to_vec(),
    ];
    let noise = prop::collection::vec(any::<u8>(), 0..80);
    (prop::sample::select(starts), 0_usize..400, noise).prop_map(|(mut start, keep, noise)| {
        start.truncate(keep);
        start.extend(noise);
        start
    })
}
