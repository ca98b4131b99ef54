//! A flow made by hand, with a different value in every field, and what each feature makes of it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wiresift_capture::{TcpFlags, Timestamp};

use super::behaviour::BEHAVIOUR;
use super::*;
use crate::hint::{Dns, Http, Inspector, Tls, TlsTransport};
use crate::{ConnState, End, Endpoint, FlagCounts, FlowProtocol, Hints, History, Moments, Side};

pub(super) fn flow(sent: Side, received: Side) -> Flow {
    let end = |host, port| Endpoint {
        address: [10, 0, 0, host].into(),
        port,
    };
    Flow {
        id: 0,
        originator: end(1, 40_000),
        responder: end(2, 443),
        protocol: FlowProtocol::TCP,
        first: Timestamp(1_000_000_000),
        last: Timestamp(1_000_000_000),
        state: ConnState::SF,
        history: History::default(),
        is_flipped: false,
        continues: false,
        end: End::Closed,
        sent,
        received,
        inter_arrival: Moments::default(),
        active: Moments::default(),
        idle: Moments::default(),
        handshake: None,
        vlan: None,
        parent: None,
        hints: None,
        trace: Vec::new(),
    }
}

fn moments(values: &[f64]) -> Moments {
    let mut moments = Moments::default();
    for &value in values {
        moments.add(value);
    }
    moments
}

fn flags(counts: &[(TcpFlags, u32)]) -> FlagCounts {
    let mut flags = FlagCounts::default();
    for &(flag, count) in counts {
        (0..count).for_each(|_| flags.add(flag));
    }
    flags
}

fn originator() -> Side {
    Side {
        n_packets: 10,
        frame_bytes: 1_140,
        ip_bytes: 1_000,
        payload_bytes: 600,
        content_bytes: 500,
        header_bytes: 400,
        n_data_packets: 6,
        // Mean 100, deviation 60.
        sizes: moments(&[40.0, 160.0]),
        // Mean 0.5, deviation 0.25.
        inter_arrival: moments(&[0.25, 0.75]),
        flags: flags(&[
            (TcpFlags::SYN, 1),
            (TcpFlags::FIN, 2),
            (TcpFlags::RST, 3),
            (TcpFlags::PSH, 4),
            (TcpFlags::ACK, 9),
            (TcpFlags::URG, 5),
            (TcpFlags::ECE, 6),
            (TcpFlags::CWR, 7),
        ]),
        first_window: 64_240,
        min_window: 500,
        max_window: 65_535,
        n_zero_windows: 2,
        n_retransmissions: 3,
        missed_bytes: 1_460,
        min_ttl: 63,
        max_ttl: 64,
        payload_entropy: 7.5,
        n_later_fragments: 1,
    }
}

fn talk() -> Flow {
    let received = Side {
        n_packets: 20,
        ip_bytes: 30_000,
        payload_bytes: 29_200,
        n_later_fragments: 2,
        min_ttl: 50,
        ..Side::default()
    };
    Flow {
        last: Timestamp(5_000_000_000),
        inter_arrival: moments(&[0.1, 0.3]),
        active: moments(&[1.0, 2.0]),
        idle: moments(&[6.0, 10.0]),
        handshake: Some(0.03),
        ..flow(originator(), received)
    }
}

/// Of [`talk`].
const EXPECTED: &[(&str, f64)] = &[
    ("orig_packets", 10.0),
    ("orig_ip_bytes", 1_000.0),
    ("orig_payload_bytes", 600.0),
    ("orig_header_bytes", 400.0),
    ("orig_data_packets", 6.0),
    ("orig_packet_size_min", 40.0),
    ("orig_packet_size_mean", 100.0),
    ("orig_packet_size_std", 60.0),
    ("orig_packet_size_max", 160.0),
    ("orig_iat_min", 0.25),
    ("orig_iat_mean", 0.5),
    ("orig_iat_std", 0.25),
    ("orig_iat_max", 0.75),
    ("orig_packets_per_second", 2.5),
    ("orig_bytes_per_second", 250.0),
    ("orig_syn_packets", 1.0),
    ("orig_fin_packets", 2.0),
    ("orig_rst_packets", 3.0),
    ("orig_psh_packets", 4.0),
    ("orig_ack_packets", 9.0),
    ("orig_urg_packets", 5.0),
    ("orig_ece_packets", 6.0),
    ("orig_cwr_packets", 7.0),
    ("orig_first_window", 64_240.0),
    ("orig_min_window", 500.0),
    ("orig_max_window", 65_535.0),
    ("orig_zero_windows", 2.0),
    ("orig_retransmissions", 3.0),
    ("orig_missed_bytes", 1_460.0),
    ("orig_ttl", 63.0),
    ("orig_payload_entropy", 7.5),
    ("duration", 4.0),
    ("packets_per_second", 7.5),
    ("bytes_per_second", 7_750.0),
    ("iat_min", 0.1),
    ("iat_mean", 0.2),
    ("iat_std", 0.1),
    ("iat_max", 0.3),
    ("active_mean", 1.5),
    ("active_max", 2.0),
    ("idle_mean", 8.0),
    ("idle_max", 10.0),
    ("down_up_packets", 2.0),
    ("down_up_bytes", 30.0),
    ("handshake", 0.03),
    ("land", 0.0),
    ("fragments", 3.0),
];

/// Of [`talk`] with [`hints`].
const EXPECTED_OF_CONTENT: &[(&str, f64)] = &[
    ("dns_queries", 8.0),
    ("dns_names", 5.0),
    ("dns_longest_name", 60.0),
    ("dns_name_entropy", 0.0),
    ("dns_carrier_share", 0.25),
    ("dns_nonexistent_share", 0.5),
    ("dns_answer_bytes", 700.0),
    ("failed_logins", 3.0),
    ("http_requests", 4.0),
    ("http_error", 1.0),
    ("is_tls", 1.0),
    ("is_quic", 1.0),
    ("tls_without_name", 1.0),
];

/// More than one flow ever says.
fn hints() -> Hints {
    let mut dns = Dns::default();
    (dns.n_queries, dns.n_responses, dns.n_nonexistent) = (8, 6, 3);
    (dns.n_names, dns.max_name_len, dns.n_carrier_queries, dns.answer_bytes) = (5, 60, 2, 700);
    Hints {
        n_failed_logins: 3,
        dns: Some(dns.into()),
        http: Some(Box::new(Http {
            n_requests: 4,
            status: Some(404),
            ..Http::default()
        })),
        tls: Some(Box::new(Tls {
            transport: TlsTransport::Quic,
            ..Tls::default()
        })),
        ..Hints::default()
    }
}

fn value(flow: &Flow, name: &str) -> f64 {
    FLOW.iter().find(|feature| feature.name == name).unwrap().of(flow)
}

#[test]
fn every_feature_is_what_its_flow_says() {
    let flow = Flow {
        hints: Some(hints().into()),
        ..talk()
    };
    let expected = || EXPECTED.iter().chain(EXPECTED_OF_CONTENT);
    for &(name, expected) in expected() {
        let got = value(&flow, name);
        assert!((got - expected).abs() < 1e-6, "{name}: {got}, not {expected}");
    }
    let tested: BTreeSet<&str> = expected().map(|&(name, _)| name).collect();
    let untested = FLOW.iter().filter(|feature| !tested.contains(feature.name));
    let untested: Vec<&str> = untested.map(|feature| feature.name).collect();
    assert!(
        untested.iter().all(|name| name.starts_with("resp_")),
        "without a test: {untested:?}"
    );
}

#[test]
fn the_responder_is_described_as_the_originator_is() {
    let there = talk();
    let back = Flow {
        sent: there.received.clone(),
        received: there.sent.clone(),
        ..there.clone()
    };
    let of_originator = FLOW.iter().filter_map(|feature| feature.name.strip_prefix("orig_"));
    for name in of_originator {
        let (orig, resp) = (format!("orig_{name}"), format!("resp_{name}"));
        assert_eq!(value(&there, &orig), value(&back, &resp), "{name}");
        assert_eq!(value(&there, &resp), value(&back, &orig), "{name}");
    }
}

#[test]
fn a_single_packet_has_no_rates_and_no_times() {
    let packet = Side {
        n_packets: 1,
        ip_bytes: 60,
        sizes: moments(&[60.0]),
        ..Side::default()
    };
    let single = flow(packet, Side::default());
    for feature in &FLOW {
        let is_known = ["orig_packets", "orig_ip_bytes"].contains(&feature.name)
            || ["orig_packet_size_min", "orig_packet_size_mean", "orig_packet_size_max"].contains(&feature.name);
        assert_eq!(feature.of(&single) > 0.0, is_known, "{}", feature.name);
    }
}

/// Queries for `abcd.org` and `aaaaaaaa.org`: 2 bits a character, and none.
#[test]
fn entropy_of_names_is_that_of_their_longest_label() {
    let mut inspector = Inspector::new(FlowProtocol::UDP);
    for label in ["\x04abcd", "\x08aaaaaaaa"] {
        let query = format!("\x12\x34\x01\0\0\x01\0\0\0\0\0\0{label}\x03org\0\0\x01\0\x01");
        inspector.push(true, None, query.as_bytes());
    }
    let flow = Flow {
        hints: inspector.finish(40_000, 53),
        ..talk()
    };
    let values = ["dns_queries", "dns_name_entropy", "dns_longest_name"].map(|name| value(&flow, name));
    assert_eq!(values, [2.0, 1.0, 13.0]);
}

#[test]
fn without_payload_nothing_is_said() {
    for &(name, _) in EXPECTED_OF_CONTENT {
        assert_eq!(value(&talk(), name), 0.0, "{name}");
    }
}

#[test]
fn land_is_a_flow_of_a_host_with_itself() {
    let mut land = flow(Side::default(), Side::default());
    land.responder = land.originator;
    assert_eq!(value(&land, "land"), 1.0);
}

#[test]
fn there_are_enough_features_and_all_are_described() {
    let flow = FLOW.iter().map(|f| (f.name, f.about, f.source));
    let behaviour = BEHAVIOUR.iter().map(|f| (f.name, f.about, f.source));
    let all: Vec<_> = flow.chain(behaviour).collect();
    assert!(all.len() >= 80, "{}", all.len());
    let names: BTreeSet<&str> = all.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), all.len());
    for (name, about, source) in all {
        let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(name.chars().all(is_snake) && !name.is_empty(), "{name}");
        assert!(about.len() > 5 && !about.ends_with('.') && !source.is_empty(), "{name}");
    }
}

proptest! {
    #[test]
    fn features_are_finite_and_not_negative(
        (first, last) in any::<(i64, i64)>(),
        (packets, bytes) in (0..u64::MAX / 2, any::<u64>()),
        sizes in prop::collection::vec(0.0..1e9_f64, 0..5),
        entropy in prop::num::f32::ANY,
    ) {
        let side = Side {
            n_packets: packets,
            ip_bytes: bytes,
            sizes: moments(&sizes),
            payload_entropy: entropy.abs(),
            ..Side::default()
        };
        let mut flow = flow(side.clone(), side);
        (flow.first, flow.last) = (Timestamp(first), Timestamp(last));
        for feature in &FLOW {
            let value = feature.of(&flow);
            prop_assert!(value.is_finite() && value >= 0.0, "{}: {}", feature.name, value);
        }
    }
}
