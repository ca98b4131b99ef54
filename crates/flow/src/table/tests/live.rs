//! Traffic that does not end.

use wiresift_capture::Timestamp;

use super::build::{Sent, connection, tcp, udp};
use crate::{ConnState, End, Flow, FlowOptions, FlowTable};

fn table(packets: &[Sent]) -> (FlowTable, Vec<Flow>) {
    let (mut table, mut ended) = (FlowTable::new(FlowOptions::default()), Vec::new());
    for sent in packets {
        table.push(&sent.packet(), &mut |flow| ended.push(flow));
    }
    (table, ended)
}

fn updated(table: &FlowTable, since: i64, max: usize) -> Vec<Flow> {
    let mut flows = Vec::new();
    table.updated(Timestamp(since * 1_000_000_000), max, |flow| flows.push(flow));
    flows
}

#[test]
fn an_open_flow_looks_as_if_the_capture_ended_now() {
    let packets = &connection(0.0)[..5];
    let (mut table, ended) = table(packets);
    assert!(ended.is_empty());
    let seen = updated(&table, 0, 10);
    assert_eq!((seen.len(), seen[0].n_packets()), (1, 5));
    assert_eq!(seen[0].state, ConnState::S1);
    let mut rest = Vec::new();
    table.finish(&mut |flow| rest.push(flow));
    assert_eq!(format!("{:?}", rest[0]), format!("{:?}", seen[0]));
}

#[test]
fn only_what_changed_is_looked_at_and_not_more_than_asked() {
    let scan = |port: u16| tcp(f64::from(port), "S", 1, 0).between(("10.0.0.1", 4_000), ("10.0.0.2", port));
    let (table, _) = table(&(1..=20).map(scan).collect::<Vec<_>>());
    let ports = |flows: Vec<Flow>| flows.iter().map(|flow| flow.responder.port).collect::<Vec<_>>();
    assert_eq!(ports(updated(&table, 18, 100)), [20, 19, 18]);
    assert_eq!(ports(updated(&table, 0, 2)), [20, 19]);
    assert!(updated(&table, 21, 100).is_empty());
}

#[test]
fn time_ends_flows_without_packets() {
    let (mut table, mut ended) = table(&[udp(0.0, 1)]);
    table.advance(Timestamp(59_000_000_000), &mut |flow| ended.push(flow));
    assert!(ended.is_empty());
    table.advance(Timestamp(61_000_000_000), &mut |flow| ended.push(flow));
    table.advance(Timestamp(0), &mut |flow| ended.push(flow));
    assert_eq!((ended.len(), ended[0].end, table.report().n_open), (1, End::Idle, 0));
}
