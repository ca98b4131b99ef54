//! Flows of a capture in KDD's columns.

#![expect(clippy::unwrap_used, reason = "clippy's exception for tests does not reach helpers")]

use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_classify::features::PACKET_FEATURES;
use wiresift_classify::kdd::{Columns, flag, service};
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};
use wiresift_table::{Cell, ReadOptions, Table, TableReader};

/// The flows of the sample capture.
fn flows() -> Table {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut flows = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let pcap = wiresift_scenario::sample(1).pcap;
    let mut take = |flow: Flow| {
        columns.push(&flow);
    };
    reader
        .push(&pcap, &mut |packet| flows.push(&packet, &mut take))
        .unwrap();
    reader.finish(&mut |packet| flows.push(&packet, &mut take));
    flows.finish(&mut take);
    columns.finish("sample".to_owned()).0
}

fn word(cell: &Cell<'_>) -> String {
    cell.to_string()
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
