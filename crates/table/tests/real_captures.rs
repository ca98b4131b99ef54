//! The project's captures as tables. They are not in the repository: without `WIRESIFT_DATA`, and without
//! `../shared/data` beside the workspace, these tests say so and pass.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::path::PathBuf;

use wiresift_capture::{CaptureOptions, CaptureReader, Packet};
use wiresift_flow::{FlowOptions, FlowTable};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions, NORMAL, TruthRules};
use wiresift_table::{ColumnData, EncodeError, Encoder, Role, Table};

fn captures() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA").map_or_else(|| beside.into(), PathBuf::from);
    let folder = folder.join("captures");
    if !folder.exists() {
        println!("skipped: no captures at {} (set WIRESIFT_DATA)", folder.display());
        return None;
    }
    Some(folder)
}

/// What is not a capture gives an empty table.
fn table(bytes: &[u8], truth: Option<TruthRules>) -> Table {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut flows = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut start = None;
    let mut keep = |flow| assert!(columns.push(&flow).is_some());
    let mut take = |packet: Packet<'_>| {
        start.get_or_insert(packet.timestamp);
        flows.push(&packet, &mut keep);
    };
    // What comes before an error counts.
    if reader.push(bytes, &mut take).is_ok() {
        reader.finish(&mut take);
    }
    flows.finish(&mut keep);
    if let Some(rules) = truth {
        columns.set_truth(rules, start.unwrap_or_default());
    }
    columns.finish("capture".to_owned()).0
}

fn number(table: &Table, row: usize, name: &str) -> f64 {
    match &table.columns[table.column_index(name).unwrap()].data {
        ColumnData::Number(numbers) => numbers.get(row),
        other => unreachable!("{name}: {other:?}"),
    }
}

#[test]
fn every_capture_becomes_a_matrix_without_holes() {
    let Some(folder) = captures() else { return };
    let mut n_flows = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let table = table(&std::fs::read(&path).unwrap(), None);
        n_flows += table.n_rows();
        let features = table.columns.iter().filter(|column| column.role == Role::Feature);
        for column in features {
            if let ColumnData::Number(numbers) = &column.data {
                let all = (0..numbers.len()).all(|row| numbers.get(row).is_finite() && numbers.get(row) >= 0.0);
                assert!(all, "{}: {}", path.display(), column.name);
            }
        }
        match Encoder::fit(&table, None).and_then(|encoder| encoder.transform(&table)) {
            Ok(encoded) => assert!(encoded.x.iter().all(|value| value.is_finite()), "{}", path.display()),
            Err(error) => assert_eq!((error, table.n_rows()), (EncodeError::NoRows, 0), "{}", path.display()),
        }
    }
    assert!(n_flows > 10_000, "{n_flows}");
}

/// Each attack looks like what it is, in the columns that are there to show it.
#[test]
fn the_attacks_of_the_labelled_capture_show() {
    let Some(folder) = captures() else { return };
    let rules = TruthRules::parse(&std::fs::read(folder.join("derived_mix_labels.csv")).unwrap()).unwrap();
    let bytes = std::fs::read(folder.join("derived_mix_labelled.pcap")).unwrap();
    let table = table(&bytes, Some(rules));
    let labels = table.labels().unwrap();
    let rows = |label: &str| -> Vec<usize> {
        let rows = (0..table.n_rows()).filter(|&row| labels.get(row).unwrap().starts_with(label));
        rows.collect()
    };
    // Value of the middle row.
    let typical = |label: &str, name: &str| {
        let mut values: Vec<f64> = rows(label).into_iter().map(|row| number(&table, row, name)).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    for attack in [
        "SSH brute force",
        "TCP SYN port scan",
        "ICMP host sweep",
        "ARP scan",
        "DNS exfil",
        "SQL injection",
    ] {
        assert!(!rows(attack).is_empty(), "{attack}");
    }
    assert!(rows(NORMAL).len() > 100);
    assert!(rows("TCP SYN port scan").len() > 900);
    let (scan, normal) = ("TCP SYN port scan", NORMAL);
    assert!(typical(scan, "orig_minute_ports") > 20.0 * typical(normal, "orig_minute_ports"));
    assert!(typical(scan, "orig_minute_failed") > 0.9);
    assert!(typical("ICMP host sweep", "orig_minute_hosts") > 10.0);
    assert!(typical("ARP scan", "orig_minute_hosts") > 100.0);
    assert!(typical("SSH brute force", "pair_flows") > 20.0);
}

/// Two captures of one program that calls home: like a clock, and with jitter.
#[test]
fn beacons_are_regular() {
    let Some(folder) = captures() else { return };
    for (name, at_least) in [("slips_cc_periodic.pcap", 0.9), ("slips_cc_jitter.pcap", 0.8)] {
        let table = table(&std::fs::read(folder.join(name)).unwrap(), None);
        let host = table.column_index("id.resp_h").unwrap();
        let to_master = |row: &usize| table.cell(*row, host).to_string().starts_with("141.193.213.");
        let rows: Vec<usize> = (0..table.n_rows()).filter(to_master).collect();
        let best = rows.iter().map(|&row| number(&table, row, "beacon_score"));
        assert!(best.fold(0.0, f64::max) > at_least, "{name}");
    }
}
