//! The project's captures, whole, cut and damaged: every packet joins one flow or has a reason not to.

mod support;

use rand::{Rng, SeedableRng};
use support::{captures, read};
use wiresift_capture::CaptureReport;
use wiresift_flow::{Flow, FlowOptions, FlowReport};

fn check(name: &str, flows: &[Flow], report: &FlowReport, capture: &CaptureReport) {
    let n_undecoded: u64 = capture.undecoded.iter().map(|count| count.n_packets).sum();
    assert_eq!(
        report.n_packets + n_undecoded - report.n_arp_packets,
        capture.n_packets,
        "{name}"
    );
    assert_eq!(
        flows.iter().map(Flow::n_packets).sum::<u64>(),
        report.n_packets,
        "{name}"
    );
    assert_eq!((report.n_open, report.n_ended), (0, flows.len() as u64), "{name}");
    let originals: u64 = flows
        .iter()
        .map(|flow| flow.sent.frame_bytes + flow.received.frame_bytes)
        .sum();
    assert!(originals <= capture.original_bytes, "{name}");
    for flow in flows {
        assert!(flow.duration() >= 0.0 && flow.duration().is_finite(), "{name}");
        assert!(!flow.history.as_str().is_empty(), "{name}");
        let sizes = flow.sent.sizes.merged(&flow.received.sizes);
        assert!(sizes.min() <= sizes.mean() && sizes.mean() <= sizes.max(), "{name}");
        assert_eq!(u64::from(flow.inter_arrival.n()) + 1, flow.n_packets(), "{name}");
    }
}

#[test]
fn every_packet_joins_a_flow_or_has_a_reason() {
    for capture in captures() {
        let bytes = std::fs::read(&capture.path).unwrap();
        let (flows, report, read) = read(&bytes, FlowOptions::default());
        assert_eq!(read.n_packets, capture.n_packets, "{}", capture.name);
        check(&capture.name, &flows, &report, &read);
    }
}

#[test]
fn a_cut_capture_gives_the_flows_before_the_cut() {
    for capture in captures() {
        let bytes = std::fs::read(&capture.path).unwrap();
        let mut n_before = 0;
        for tenth in 1..10 {
            let (flows, report, read) = read(&bytes[..bytes.len() * tenth / 10], FlowOptions::default());
            check(&capture.name, &flows, &report, &read);
            assert!(report.n_packets >= n_before, "{}", capture.name);
            n_before = report.n_packets;
        }
    }
}

#[test]
fn a_thousand_damaged_captures_are_read() {
    let files: Vec<_> = captures()
        .into_iter()
        .filter(|capture| capture.path.metadata().unwrap().len() < 100_000)
        .collect();
    if files.is_empty() {
        return;
    }
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    let options = FlowOptions {
        max_open: 64,
        max_fragmented: 4,
        ..FlowOptions::default()
    };
    for _ in 0..1_000 {
        let capture = &files[rng.random_range(0..files.len())];
        let mut bytes = std::fs::read(&capture.path).unwrap();
        for _ in 0..rng.random_range(1..=20) {
            damage(&mut bytes, &mut rng);
        }
        let (flows, report, read) = read(&bytes, options.clone());
        check(&capture.name, &flows, &report, &read);
    }
}

/// Changes, inserts or takes away bytes somewhere.
fn damage(bytes: &mut Vec<u8>, rng: &mut impl Rng) {
    if bytes.is_empty() {
        return;
    }
    let at = rng.random_range(0..bytes.len());
    match rng.random_range(0..4) {
        0 => bytes[at] = rng.random(),
        1 => bytes[at] ^= 1 << rng.random_range(0..8),
        2 => bytes.insert(at, rng.random()),
        _ => drop(bytes.drain(at..bytes.len().min(at + rng.random_range(1..40)))),
    }
}
