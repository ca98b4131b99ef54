//! The sample, read back by what reads captures.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::Read;
use std::net::IpAddr;

use wiresift_capture::{CaptureOptions, CaptureReader, Protocol};
use wiresift_flow::{ConnState, Flow, FlowOptions, FlowProtocol, FlowTable};
use wiresift_scenario::{Sample, sample};

fn flows(sample: &Sample) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut table = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut sink = |packet: wiresift_capture::Packet<'_>| table.push(&packet, &mut |flow| flows.push(flow));
    reader.push(&sample.pcap, &mut sink).unwrap();
    let report = reader.finish(&mut sink);
    table.finish(&mut |flow| flows.push(flow));
    assert_eq!(report.issues, [], "every packet is sound");
    assert_eq!(table.report().n_packets, report.n_packets, "every packet is of a flow");
    flows
}

fn between<'a>(flows: &'a [Flow], source: &str, destination: &str) -> Vec<&'a Flow> {
    let is = |address: IpAddr, text: &str| address.to_string() == text;
    let flows = flows.iter();
    flows
        .filter(|flow| is(flow.originator.address, source) && is(flow.responder.address, destination))
        .collect()
}

#[test]
fn attacks_are_where_the_labels_say() {
    let sample = sample(0);
    let flows = flows(&sample);
    let n_flows: Vec<usize> = sample
        .attacks
        .iter()
        .filter(|attack| !attack.source.contains('/'))
        .map(|attack| between(&flows, &attack.source, &attack.destination).len())
        .collect();
    assert_eq!(n_flows[..2], [1_000, 70]);
    assert!((55..=62).contains(&n_flows[2]), "a beat every half minute");
    assert_eq!(n_flows[3], 1);
    assert!((290..=300).contains(&n_flows[4]), "some ports are drawn twice");
    let upload = between(&flows, "192.168.10.12", "198.51.100.99")[0];
    assert!(upload.sent.content_bytes > 3_500_000 && upload.received.content_bytes < 20_000);
    let refused = flows.iter().filter(|flow| flow.state == ConnState::Rej).count();
    assert!(refused > 990);
}

#[test]
fn ordinary_traffic_is_ordinary() {
    let sample = sample(0);
    let flows = flows(&sample);
    let n_ipv6 = flows.iter().filter(|flow| flow.originator.address.is_ipv6()).count();
    assert!(n_ipv6 > 100, "{n_ipv6}");
    for service in ["dns", "ssl", "http", "ssh", "smtp", "ntp"] {
        assert!(flows.iter().any(|flow| flow.service() == Some(service)), "{service}");
    }
    for (protocol, port) in [
        (Protocol::UDP, Some(67)),
        (Protocol::UDP, Some(5_353)),
        (Protocol::ICMPV6, None),
    ] {
        let is = |flow: &Flow| {
            flow.protocol == FlowProtocol::Ip(protocol) && port.is_none_or(|port| flow.responder.port == port)
        };
        assert!(flows.iter().any(is), "{protocol:?} {port:?}");
    }
    let outside_of_scan = flows.iter().filter(|flow| {
        flow.originator.address.to_string() == "192.168.10.67" && flow.responder.address.to_string() != "192.168.10.20"
    });
    assert!(outside_of_scan.count() > 20, "who scans also browses");
    let names: std::collections::BTreeSet<&str> = sample.attacks.iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), 6);
}

#[test]
fn a_seed_decides_everything() {
    assert_eq!(sample(3).pcap, sample(3).pcap);
    assert_ne!(sample(3).pcap, sample(4).pcap);
}

#[test]
fn the_page_ships_this_sample() {
    let www = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www");
    let mut shipped = Vec::new();
    let gzip = std::fs::File::open(www.join("sample.pcap.gz")).unwrap();
    flate2::read::GzDecoder::new(gzip).read_to_end(&mut shipped).unwrap();
    let sample = sample(0);
    let again =
        "write it again: wiresift sample capture --labels www/sample-labels.csv | gzip -9n > www/sample.pcap.gz";
    assert!(shipped == sample.pcap, "{again}");
    let labels = std::fs::read_to_string(www.join("sample-labels.csv")).unwrap();
    assert_eq!(labels, wiresift_scenario::write_labels(&sample.attacks), "{again}");
}
