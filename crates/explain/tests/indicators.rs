//! Indicators over whole captures: the scenario's attacks are named, its ordinary traffic is not; real captures, too.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use wiresift_capture::{CaptureOptions, CaptureReader, Packet, Timestamp};
use wiresift_explain::indicator::{IndicatorKind, Indicators};
use wiresift_flow::{FlowOptions, FlowTable};
use wiresift_scenario::{Attack, sample, write_labels};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions, NORMAL, TruthRules};
use wiresift_table::{Cell, Table};

fn table(capture: &[u8], truth: Option<TruthRules>) -> Table {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut flows = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut start: Option<Timestamp> = None;
    let mut sink = |packet: Packet<'_>| {
        start = start.or(Some(packet.timestamp));
        flows.push(&packet, &mut |flow| {
            columns.push(&flow);
        });
    };
    reader.push(capture, &mut sink).unwrap();
    reader.finish(&mut sink);
    flows.finish(&mut |flow| {
        columns.push(&flow);
    });
    if let (Some(rules), Some(start)) = (truth, start) {
        columns.set_truth(rules, start);
    }
    columns.finish("capture".to_owned()).0
}

fn labels(table: &Table) -> Vec<String> {
    let column = table.column_index("label").unwrap();
    let label = |row| match table.cell(row, column) {
        Cell::Text(text) => text.to_owned(),
        _ => String::new(),
    };
    (0..table.n_rows()).map(label).collect()
}

fn expected(attack: &Attack) -> IndicatorKind {
    match attack.name {
        "TCP SYN port scan" => IndicatorKind::PortScan,
        "SSH brute force" => IndicatorKind::BruteForce,
        "SYN flood" => IndicatorKind::SynFlood,
        "C&C beacon" => IndicatorKind::Beacon,
        "Exfiltration over TLS" => IndicatorKind::Exfiltration,
        "DNS tunnel" => IndicatorKind::DnsTunnel,
        other => unreachable!("a new attack, {other}"),
    }
}

#[test]
fn every_attack_of_the_sample_is_named_and_nothing_else() {
    for seed in 0..3 {
        let sample = sample(seed);
        let truth = TruthRules::parse(write_labels(&sample.attacks).as_bytes()).unwrap();
        let table = table(&sample.pcap, Some(truth));
        let labels = labels(&table);
        let indicators = Indicators::of(&table);
        for attack in &sample.attacks {
            let kind = expected(attack);
            let rows = (0_u32..).zip(&labels).filter(|(_, label)| *label == attack.name);
            let rows: Vec<u32> = rows.map(|(row, _)| row).collect();
            let is_named = |row: &&u32| indicators.for_row(**row).any(|indicator| indicator.kind == kind);
            let n_named = rows.iter().filter(is_named).count();
            assert!(
                n_named as f64 >= 0.95 * rows.len() as f64,
                "seed {seed}, {}: {n_named} of {} flows are named",
                attack.name,
                rows.len()
            );
        }
        for indicator in &indicators.all {
            let false_rows = indicator.rows.iter().filter(|&&row| labels[row as usize] == NORMAL);
            let n_false = false_rows.count();
            assert!(
                n_false as f64 <= 0.02 * indicator.rows.len() as f64,
                "seed {seed}: {n_false} ordinary flows in: {}",
                indicator.sentence
            );
        }
        assert_eq!(indicators.all.len(), sample.attacks.len(), "seed {seed}: one each");
    }
}

#[test]
fn sentences_have_the_numbers() {
    let table = table(&sample(0).pcap, None);
    let indicators = Indicators::of(&table);
    let scan = indicators
        .all
        .iter()
        .find(|found| found.kind == IndicatorKind::PortScan);
    let scan = scan.unwrap();
    assert!(
        scan.sentence
            .starts_with("192.168.10.67 tried 1,000 ports on 192.168.10.20 in "),
        "{}",
        scan.sentence
    );
    assert_eq!(scan.technique.id, "T1046");
    assert_eq!(scan.rows.len(), 1_000);
    let ports = scan.evidence.iter().find(|evidence| evidence.name == "ports").unwrap();
    assert!((ports.value - 1_000.0).abs() < 0.5, "{}", ports.value);
    assert!(scan.first.unwrap() < scan.last.unwrap());
}

/// Captures with an attack that is read from the shape of traffic, from names or from payload, and what it is.
const NAMED: [(&str, IndicatorKind); 13] = [
    ("ndpi_bad-dns-traffic.pcap", IndicatorKind::DnsTunnel),
    ("ndpi_dns-tunnel-iodine.pcap", IndicatorKind::DnsTunnel),
    ("ndpi_dns_exfiltration.pcap", IndicatorKind::DnsTunnel),
    ("ndpi_dns-exf.pcap", IndicatorKind::DnsTunnel),
    ("ndpi_h323-overflow.pcap", IndicatorKind::MalformedPacket),
    ("ndpi_synscan.pcap", IndicatorKind::PortScan),
    ("slips_arp_scan.pcap", IndicatorKind::HostSweep),
    ("slips_icmp_sweep.pcap", IndicatorKind::HostSweep),
    ("slips_iot_botnet_scan.pcap", IndicatorKind::HostSweep),
    ("slips_ssh_bruteforce.pcap", IndicatorKind::BruteForce),
    ("derived_mix_labelled.pcap", IndicatorKind::PortScan),
    ("derived_mix_labelled.pcap", IndicatorKind::BruteForce),
    ("derived_mix_labelled.pcap", IndicatorKind::DnsTunnel),
];

#[test]
fn known_attacks_in_captures_are_named() {
    let data = std::env::var_os("WIRESIFT_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
    let captures = data.join("captures");
    if !captures.is_dir() {
        eprintln!("skipped: no {}", captures.display());
        return;
    }
    let mut known: BTreeMap<&str, Indicators> = BTreeMap::new();
    for (file, kind) in NAMED {
        let indicators = known.entry(file).or_insert_with(|| {
            let bytes = std::fs::read(captures.join(file)).unwrap();
            Indicators::of(&table(&bytes, None))
        });
        assert!(
            indicators.all.iter().any(|found| found.kind == kind),
            "{file}: {kind:?} is missing"
        );
    }
}
