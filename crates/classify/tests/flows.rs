//! Flows of a capture in KDD's columns.

#![expect(clippy::unwrap_used, reason = "clippy's exception for tests does not reach helpers")]

use std::collections::HashMap;

use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_classify::features::PACKET_FEATURES;
use wiresift_classify::kdd::{Columns, flag, service};
use wiresift_flow::{Flow, FlowOptions, FlowTable, conn_log};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};
use wiresift_table::{Cell, Column, ReadOptions, Table, TableReader};

/// The flows of the sample capture.
fn flows() -> Table {
    both().0
}

/// The flows of the sample capture, and Zeek's log of them.
fn both() -> (Table, Table) {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut log = Vec::new();
    conn_log::write_header(&mut log, "2026-01-01-00-00-00").unwrap();
    let mut flows = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let pcap = wiresift_scenario::sample(1).pcap;
    let mut take = |flow: Flow| {
        columns.push(&flow);
        conn_log::write_flow(&mut log, &flow).unwrap();
    };
    reader
        .push(&pcap, &mut |packet| flows.push(&packet, &mut take))
        .unwrap();
    reader.finish(&mut |packet| flows.push(&packet, &mut take));
    flows.finish(&mut take);
    let mut zeek = TableReader::new("conn.log", ReadOptions::default());
    zeek.push(&log).unwrap();
    (columns.finish("sample".to_owned()).0, zeek.finish().unwrap())
}

fn word(cell: &Cell<'_>) -> String {
    cell.to_string()
}

fn cell<'c>(named: &[(&str, &'c Column)], row: usize, name: &str) -> Cell<'c> {
    named.iter().find(|(known, _)| *known == name).unwrap().1.cell(row)
}

#[test]
fn every_feature_of_a_packet_model_is_there() {
    let table = flows();
    let columns = Columns::of_flows(&table).unwrap();
    let named = columns.named();
    for feature in PACKET_FEATURES {
        let found: Vec<_> = named.iter().filter(|(name, _)| *name == feature).collect();
        assert_eq!(found.len(), 1, "{feature}");
        assert_eq!(found[0].1.data.len(), table.n_rows(), "{feature}");
    }
}

#[test]
fn words_are_translated_row_by_row() {
    let table = flows();
    let columns = Columns::of_flows(&table).unwrap();
    let named = columns.named();
    let find = |name: &str| named.iter().find(|(known, _)| *known == name).unwrap().1;
    let flow = |name: &str| table.columns.iter().find(|column| column.name == name).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for row in 0..table.n_rows() {
        let protocol = word(&flow("proto").cell(row));
        let (kind, state) = (
            word(&find("protocol_type").cell(row)),
            word(&flow("conn_state").cell(row)),
        );
        let (found, service) = (word(&find("flag").cell(row)), word(&find("service").cell(row)));
        match protocol.as_str() {
            "tcp" => assert_eq!((kind.as_str(), found.as_str()), ("tcp", flag(&state))),
            "udp" => assert_eq!((kind.as_str(), found.as_str()), ("udp", "SF")),
            "icmp" | "icmpv6" => assert_eq!((kind.as_str(), found.as_str()), ("icmp", "SF")),
            other => assert_eq!(kind, "", "{other}"),
        }
        assert!(!service.is_empty());
        seen.insert((kind, service));
    }
    for expected in [
        ("tcp", "http"),
        ("tcp", "http_443"),
        ("tcp", "ssh"),
        ("udp", "domain_u"),
        ("tcp", "other"),
    ] {
        assert!(
            seen.contains(&(expected.0.to_owned(), expected.1.to_owned())),
            "{expected:?} of {seen:?}"
        );
    }
}

#[test]
fn the_log_of_a_capture_has_the_features_of_its_flows() {
    let (flows, log) = both();
    let (of_flows, of_log) = (Columns::of_flows(&flows).unwrap(), Columns::of_flows(&log).unwrap());
    let (of_flows, of_log) = (of_flows.named(), of_log.named());
    let key = |table: &Table, row: usize| {
        let cell = |name| table.cell(row, table.column_index(name).unwrap()).to_string();
        let ends = ["id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"].map(cell);
        let ts = table.cell(row, table.column_index("ts").unwrap());
        let Cell::Number { value, .. } = ts else {
            panic!("no time")
        };
        (format!("{value:.6}"), ends)
    };
    let rows: HashMap<_, _> = (0..flows.n_rows()).map(|row| (key(&flows, row), row)).collect();
    let mut n_equal = 0;
    for row in 0..log.n_rows() {
        let flow = rows[&key(&log, row)];
        let is_equal = |name: &&str| match (cell(&of_flows, flow, name), cell(&of_log, row, name)) {
            // The log rounds durations and counts missing ones as none.
            (Cell::Number { value: a, .. }, Cell::Number { value: b, .. }) => (a - b).abs() < 1e-5,
            (Cell::Number { value, .. }, Cell::Missing) => value.abs() < 1e-5,
            (a, b) => a == b,
        };
        n_equal += PACKET_FEATURES.iter().filter(|name| is_equal(name)).count();
    }
    // The log has no ARP, rounds times to a microsecond, and tells less of a flow that is open at the end.
    let n_cells = log.n_rows() * PACKET_FEATURES.len();
    assert!(n_equal * 100 >= n_cells * 98, "{n_equal} of {n_cells}");
}

#[test]
fn a_log_without_times_or_hosts_has_no_windows() {
    let mut reader = TableReader::new("conn.csv", ReadOptions::default());
    let csv = b"uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,service,duration,orig_bytes,resp_bytes,conn_state\n\
        C1,10.0.0.1,5000,10.0.0.2,80,tcp,http,0.5,100,2000,SF\n";
    reader.push(csv).unwrap();
    let table = reader.finish().unwrap();
    let columns = Columns::of_flows(&table).unwrap();
    let names: Vec<&str> = columns.named().iter().map(|(name, _)| *name).collect();
    assert!(names.contains(&"src_bytes") && names.contains(&"flag"));
    assert!(!names.contains(&"count") && !names.contains(&"land"));
}

#[test]
fn states_that_kdd_does_not_know_are_other() {
    assert_eq!(["S0", "REJ", "RSTR", "SH"].map(flag), ["S0", "REJ", "RSTR", "SH"]);
    assert_eq!(["RSTRH", "SHR", "OTH", "", "sf"].map(flag), ["OTH"; 5]);
}

#[test]
fn services_have_the_names_of_kdd() {
    assert_eq!(service("dns", true), Some("domain"));
    assert_eq!(service("dns", false), Some("domain_u"));
    assert_eq!(service("pop3", true), Some("pop_3"));
    assert_eq!(service("quic", false), None);
}

#[test]
fn another_table_is_left_as_it_is() {
    let mut reader = TableReader::new("other.csv", ReadOptions::default());
    reader.push(b"a,b\n1,2\n").unwrap();
    assert!(Columns::of_flows(&reader.finish().unwrap()).is_none());
}
