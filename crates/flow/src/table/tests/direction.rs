//! Who began.

use wiresift_capture::{Fragment, Protocol};

use super::build::{CLIENT, SERVER, Sent, What, connection, flows, flows_with, tcp, udp};
use crate::{End, FlowOptions};

fn is_from_client(flow: &crate::Flow) -> bool {
    (flow.originator.address, flow.originator.port) == CLIENT && (flow.responder.address, flow.responder.port) == SERVER
}

#[test]
fn whoever_comes_first_began() {
    for first in [tcp(0.0, "S", 1, 0), tcp(0.0, "A", 1, 0), udp(0.0, 1)] {
        let flows = flows(&[first]);
        assert!(is_from_client(&flows[0]) && !flows[0].is_flipped);
        assert_eq!((flows[0].sent.n_packets, flows[0].received.n_packets), (1, 0));
    }
}

#[test]
fn whoever_accepts_did_not_begin_and_counts_follow() {
    let flows = flows(&[tcp(0.0, "SA", 1, 0).back(), tcp(0.1, "A", 1, 0)]);
    assert!(is_from_client(&flows[0]) && flows[0].is_flipped);
    assert_eq!((flows[0].sent.n_packets, flows[0].received.n_packets), (1, 1));
    assert_eq!(
        flows[0].trace.iter().map(|packet| packet.size).collect::<Vec<_>>(),
        [-40, 40]
    );
}

#[test]
fn a_system_port_answers() {
    let answer = udp(0.0, 9).between(("10.0.0.1", 53), ("10.0.0.2", 4_000));
    let query = udp(0.0, 9).between(("10.0.0.2", 4_000), ("10.0.0.1", 53));
    for packets in [vec![answer.clone(), query.clone()], vec![query, answer]] {
        let flows = flows(&packets);
        assert_eq!(flows[0].responder.port, 53);
    }
}

#[test]
fn a_syn_from_a_system_port_begins_all_the_same() {
    let flows = flows(&[tcp(0.0, "S", 1, 0).between(("10.0.0.1", 20), ("10.0.0.2", 4_000))]);
    assert_eq!((flows[0].originator.port, flows[0].is_flipped), (20, false));
}

#[test]
fn ports_used_again_make_a_new_flow() {
    let packets = [connection(0.0), connection(1.0)].concat();
    let flows = flows(&packets);
    assert_eq!(flows.len(), 2);
    assert!(
        flows
            .iter()
            .all(|flow| flow.state == crate::ConnState::SF && flow.n_packets() == 9)
    );
    assert_eq!(flows[0].end, End::Closed);
}

#[test]
fn another_syn_in_an_open_connection_makes_a_new_flow() {
    let mut packets = connection(0.0)[..5].to_vec();
    packets.push(tcp(1.0, "S", 99, 0));
    assert_eq!(flows(&packets).len(), 1, "the same SYN is a repetition");
    packets.push(tcp(2.0, "S", 70_000, 0));
    assert_eq!(flows(&packets).len(), 2);
}

#[test]
fn a_cut_flow_goes_on_with_the_same_originator() {
    let options = FlowOptions {
        active: std::time::Duration::from_secs(10),
        ..FlowOptions::default()
    };
    let packets: Vec<Sent> = (0..4)
        .map(|i| udp(f64::from(i) * 5.0, 10))
        .map(|sent| if sent.seconds > 10.0 { sent.back() } else { sent })
        .collect();
    let flows = flows_with(options, &packets);
    assert_eq!(flows.len(), 2);
    assert_eq!((flows[0].end, flows[0].continues), (End::Active, false));
    assert!(flows[1].continues && is_from_client(&flows[1]));
    assert_eq!((flows[1].sent.n_packets, flows[1].received.n_packets), (0, 1));
}

#[test]
fn later_fragments_join_the_flow_of_the_first() {
    let fragment = |offset, has_more| {
        Some(Fragment {
            id: 7,
            offset,
            has_more,
        })
    };
    let first = Sent {
        fragment: fragment(0, true),
        ..udp(0.0, 1_000)
    };
    let later = Sent {
        fragment: fragment(1_008, false),
        what: What::LaterFragment(Protocol::UDP),
        ..udp(0.1, 500)
    };
    let together = flows(&[first.clone(), later.clone()]);
    assert_eq!((together.len(), together[0].sent.n_later_fragments), (1, 1));
    let stray = flows(&[later, first]);
    assert_eq!(stray.len(), 2, "without the first one nobody knows the ports");
    assert!(
        stray
            .iter()
            .any(|flow| (flow.originator.port, flow.responder.port) == (0, 0))
    );
}
