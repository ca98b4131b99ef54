//! When flows end, and what a flood costs.

use std::time::Duration;

use super::build::{Sent, connection, flows, flows_with, tcp, udp};
use crate::{ConnState, End, Flow, FlowOptions};

fn ends(flows: &[Flow]) -> Vec<End> {
    flows.iter().map(|flow| flow.end).collect()
}

/// Something else at a later time.
fn clock(seconds: f64) -> Sent {
    udp(seconds, 1).between(("192.0.2.1", 1_111), ("192.0.2.2", 2_222))
}

#[test]
fn timeouts_are_those_of_the_protocol() {
    for (packets, timeout) in [
        (vec![tcp(0.0, "S", 1, 0)], 30.0),
        (connection(0.0)[..3].to_vec(), 300.0),
        (connection(0.0), 5.0),
        (vec![udp(0.0, 1)], 60.0),
    ] {
        let last = packets.last().map_or(0.0, |sent| sent.seconds);
        let until = |seconds| flows(&[packets.clone(), vec![clock(last + seconds), clock(last + seconds)]].concat());
        let before = until(timeout - 0.1);
        assert_eq!(ends(&before), [End::Capture; 2], "{timeout}");
        let after = until(timeout + 0.1);
        assert!(matches!(after[0].end, End::Idle | End::Closed), "{timeout}");
        assert_eq!(after[0].n_packets(), packets.len() as u64);
    }
}

#[test]
fn a_packet_after_the_timeout_begins_a_new_flow() {
    let flows = flows(&[udp(0.0, 1), udp(59.0, 1), udp(120.0, 1)]);
    assert_eq!(flows.iter().map(Flow::n_packets).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn late_packets_join_within_the_linger() {
    let mut packets = connection(0.0);
    packets.push(tcp(2.0, "A", 201, 0).acknowledging(801));
    assert_eq!(flows(&packets).len(), 1);
}

#[test]
fn time_that_goes_back_ends_nothing_and_gives_no_negative_times() {
    let flows = flows(&[udp(100.0, 1), udp(10.0, 1), udp(130.0, 1)]);
    assert_eq!(flows.len(), 1);
    assert!((flows[0].duration() - 120.0).abs() < 1e-6);
    assert!(flows[0].inter_arrival.min() >= 0.0);
}

#[test]
fn a_full_table_ends_what_was_idle_longest() {
    let options = FlowOptions {
        max_open: 2,
        ..FlowOptions::default()
    };
    let from = |port, seconds| udp(seconds, 1).between(("192.0.2.1", port), ("192.0.2.2", 9));
    let packets = [from(1, 0.0), from(2, 1.0), from(1, 2.0), from(3, 3.0)];
    let flows = flows_with(options, &packets);
    assert_eq!(ends(&flows), [End::Evicted, End::Capture, End::Capture]);
    assert_eq!(flows[0].originator.port.max(flows[0].responder.port), 9);
    assert_eq!(flows[0].originator.port, 2);
}

#[test]
fn a_flood_keeps_to_the_limit() {
    let options = FlowOptions {
        max_open: 100,
        tcp_attempt: Duration::from_hours(1),
        ..FlowOptions::default()
    };
    let packets: Vec<Sent> = (0..10_000_u32)
        .map(|i| {
            let source = std::net::Ipv4Addr::from(0xc612_0000 + i).to_string();
            tcp(f64::from(i) / 1e4, "S", i, 0).between((&source, 1_024), ("10.0.0.1", 80))
        })
        .collect();
    let flows = flows_with(options, &packets);
    assert_eq!(flows.len(), 10_000);
    assert!(
        flows
            .iter()
            .all(|flow| flow.state == ConnState::S0 && flow.n_packets() == 1)
    );
    assert_eq!(flows.iter().filter(|flow| flow.end == End::Evicted).count(), 9_900);
}
