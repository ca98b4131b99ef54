//! What is counted.

use wiresift_capture::TcpFlags;

use super::build::{connection, flows, udp};

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn both_sides_of_a_connection() {
    let flows = flows(&connection(10.0));
    let (flow, sent, received) = (&flows[0], &flows[0].sent, &flows[0].received);
    assert_eq!((sent.n_packets, received.n_packets), (6, 3));
    assert_eq!((sent.ip_bytes, received.ip_bytes), (6 * 40 + 100, 3 * 40 + 300));
    assert_eq!((sent.frame_bytes, received.frame_bytes), (6 * 54 + 100, 3 * 54 + 300));
    assert_eq!(
        (sent.payload_bytes, sent.content_bytes, sent.missed_bytes),
        (100, 100, 0)
    );
    assert_eq!(
        (received.payload_bytes, received.content_bytes, received.missed_bytes),
        (300, 300, 0)
    );
    assert_eq!((sent.header_bytes, received.header_bytes), (240, 120));
    assert_eq!((sent.n_data_packets, received.n_data_packets), (1, 1));
    assert_eq!((sent.sizes.min(), sent.sizes.max()), (40.0, 140.0));
    assert_eq!((sent.flags.get(TcpFlags::SYN), sent.flags.get(TcpFlags::ACK)), (1, 5));
    assert_eq!(
        (sent.first_window, sent.min_window, sent.max_window),
        (1_000, 1_000, 1_000)
    );
    assert_eq!((sent.min_ttl, sent.max_ttl, sent.n_retransmissions), (64, 64, 0));
    assert!(near(flow.duration(), 0.8) && near(flow.handshake.unwrap_or(0.0), 0.1));
    assert!(near(flow.inter_arrival.mean(), 0.1) && flow.inter_arrival.n() == 8);
    assert!(near(received.inter_arrival.mean(), 0.3));
    assert!(near(flow.active.mean(), 0.8) && flow.idle.n() == 0);
    assert_eq!(flow.trace.len(), 9);
    assert_eq!((flow.trace[4].micros, flow.trace[4].size), (400_000, -340));
}

#[test]
fn pauses_part_active_periods() {
    let flows = flows(&[udp(0.0, 1), udp(1.0, 1), udp(11.0, 1), udp(13.0, 1)]);
    let flow = &flows[0];
    assert!(near(flow.idle.mean(), 10.0) && flow.idle.n() == 1);
    assert!(near(flow.active.sum(), 3.0) && flow.active.n() == 2);
}

#[test]
fn traces_are_capped() {
    let packets: Vec<_> = (0..100).map(|i| udp(f64::from(i), 1)).collect();
    let flows = flows(&packets);
    assert_eq!((flows[0].trace.len(), flows[0].n_packets()), (64, 100));
}
