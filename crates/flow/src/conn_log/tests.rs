//! Rows of flows made by hand.

use wiresift_capture::{Timestamp, Tunnel};

use super::*;
use crate::{End, Endpoint, History, Moments, Side};

fn flow() -> Flow {
    let mut history = History::default();
    b"ShADadFf".iter().for_each(|&letter| history.push(letter));
    let side = |n_packets, content_bytes, ip_bytes| Side {
        n_packets,
        ip_bytes,
        content_bytes,
        ..Side::default()
    };
    Flow {
        id: 0,
        originator: Endpoint {
            address: [10, 0, 0, 1].into(),
            port: 40_000,
        },
        responder: Endpoint {
            address: [93, 184, 216, 34].into(),
            port: 80,
        },
        protocol: FlowProtocol::TCP,
        first: Timestamp(1_300_475_167_096_535_999),
        last: Timestamp(1_300_475_168_146_535_999),
        state: ConnState::SF,
        history,
        is_flipped: false,
        continues: false,
        end: End::Closed,
        sent: Side {
            missed_bytes: 3,
            ..side(6, 120, 440)
        },
        received: Side {
            missed_bytes: 4,
            ..side(5, 2_000, 2_280)
        },
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

/// The row of a flow, where it has one.
fn line(flow: &Flow) -> Option<String> {
    let mut bytes = Vec::new();
    let has_row = write_flow(&mut bytes, flow).is_ok_and(|has_row| has_row);
    has_row.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// The row of a flow, by name.
fn fields(flow: &Flow) -> impl Fn(&str) -> String + use<> {
    let line = line(flow).and_then(|line| line.strip_suffix('\n').map(str::to_owned));
    move |wanted| {
        let values: Vec<&str> = line.iter().flat_map(|line| line.split('\t')).collect();
        assert_eq!(values.len(), FIELDS.len());
        let at = FIELDS.iter().position(|(name, _)| *name == wanted);
        at.map(|at| values[at].to_owned()).unwrap_or_default()
    }
}

#[test]
fn a_connection_is_a_line() {
    let uid = uid(&flow());
    let id = community_id(flow().originator, flow().responder, FlowProtocol::TCP, 0).unwrap_or_default();
    let expected = format!(
        "1300475167.096535\t{uid}\t10.0.0.1\t40000\t93.184.216.34\t80\ttcp\t-\t1.050000\t120\t2000\tSF\tT\tF\t7\tShADadFf\
         \t6\t440\t5\t2280\t-\t6\t{id}\n"
    );
    assert_eq!(line(&flow()), Some(expected));
}

#[test]
fn what_takes_no_time_has_no_duration_and_no_bytes() {
    let one = Flow {
        last: flow().first,
        ..flow()
    };
    let field = fields(&one);
    assert_eq!(
        ["duration", "orig_bytes", "resp_bytes", "orig_pkts", "orig_ip_bytes"].map(field),
        ["-", "-", "-", "6", "440"]
    );
}

#[test]
fn icmp_and_others_are_told_as_zeek_tells_them() {
    for (protocol, proto, number) in [
        (Protocol::ICMP, "icmp", "1"),
        (Protocol::ICMPV6, "icmp", "58"),
        (Protocol::SCTP, "unknown_transport", "132"),
    ] {
        let field = fields(&Flow {
            protocol: FlowProtocol::Ip(protocol),
            ..flow()
        });
        assert_eq!(
            ["proto", "conn_state", "history", "ip_proto"].map(field),
            [proto, "OTH", "-", number]
        );
    }
}

#[test]
fn arp_has_no_row() {
    let arp = Flow {
        protocol: FlowProtocol::Arp,
        ..flow()
    };
    assert_eq!(line(&arp), None);
}

#[test]
fn a_tunnel_is_told_in_words() {
    let inner = Flow {
        parent: Some(Parent {
            source: [192, 0, 2, 1].into(),
            destination: [192, 0, 2, 2].into(),
            tunnel: Tunnel::Vxlan,
            id: 100,
            fragment: None,
        }),
        ..flow()
    };
    assert_eq!(fields(&inner)("tunnel_parents"), "vxlan 192.0.2.1 192.0.2.2 100");
}

#[test]
fn times_before_the_epoch_are_negative() {
    let old = Flow {
        first: Timestamp(-1_500_000_000),
        last: Timestamp(i64::MAX),
        ..flow()
    };
    let field = fields(&old);
    assert_eq!(field("ts"), "-1.500000");
    assert_eq!(field("duration"), "9223372036.854775");
}

#[test]
fn a_uid_is_the_flows_and_looks_like_zeeks() {
    let name = uid(&flow());
    assert!(name.len() == 18 && name.starts_with('C') && name.chars().all(|letter| letter.is_ascii_alphanumeric()));
    assert_eq!(
        name,
        uid(&Flow { id: 9, ..flow() }),
        "what else is in the capture does not matter"
    );
    let later = Flow {
        first: Timestamp(flow().first.nanos() + 1),
        ..flow()
    };
    let back = Flow {
        originator: flow().responder,
        responder: flow().originator,
        ..flow()
    };
    let udp = Flow {
        protocol: FlowProtocol::UDP,
        ..flow()
    };
    for other in [later, back, udp] {
        assert_ne!(name, uid(&other));
    }
}

#[test]
fn the_header_names_every_field_and_its_type() {
    let mut bytes = Vec::new();
    let written = write_header(&mut bytes, "2011-03-18-19-06-07").and_then(|()| write_footer(&mut bytes, "x"));
    assert!(written.is_ok());
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0], ["#separator \\x09"]);
    assert_eq!(lines[4..6], [["#path", "conn"], ["#open", "2011-03-18-19-06-07"]]);
    for line in &lines[6..8] {
        assert_eq!(line.len(), FIELDS.len() + 1);
    }
    assert_eq!((lines[6][0], lines[7][0]), ("#fields", "#types"));
    assert_eq!((lines[6][3], lines[7][3]), ("id.orig_h", "addr"));
    assert_eq!(lines[8], ["#close", "x"]);
}
