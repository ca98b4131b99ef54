use proptest::prelude::*;

use super::*;
use crate::{Family, Truth};

const HEADER: &str = "attack,source,destination,protocol,destination_port,first_second,packets\n";

fn rules(rows: &str) -> TruthRules {
    TruthRules::parse(format!("{HEADER}{rows}").as_bytes()).unwrap()
}

fn error(rows: &str) -> TruthError {
    TruthRules::parse(format!("{HEADER}{rows}").as_bytes()).unwrap_err()
}

/// In a capture that starts at second 100.
fn label(rules: &TruthRules, flow: &Flow) -> String {
    rules.label(flow, Timestamp(100_000_000_000)).to_owned()
}

#[test]
fn a_rule_names_hosts_port_protocol_and_start() {
    let rules = rules("SSH brute force,10.0.0.1,10.0.0.2,tcp,80,40,1178\n");
    let attack = flow(0, 140.0);
    assert_eq!(label(&rules, &attack), "SSH brute force");
    let mut other = attack.clone();
    other.responder.port = 81;
    assert_eq!(label(&rules, &other), NORMAL);
    let mut other = attack.clone();
    other.protocol = FlowProtocol::UDP;
    assert_eq!(label(&rules, &other), NORMAL);
    let mut other = attack.clone();
    other.originator.address = [10, 0, 0, 3].into();
    assert_eq!(label(&rules, &other), NORMAL);
    // Seconds are whole ones, so one more is let through.
    assert_eq!(label(&rules, &flow(0, 139.0)), "SSH brute force");
    assert_eq!(label(&rules, &flow(0, 138.9)), NORMAL);
    assert_eq!(label(&rules, &flow(0, 9_000.0)), "SSH brute force");
}

#[test]
fn whoever_began_is_the_same() {
    let rules = rules("Flood,10.0.0.1,10.0.0.2,tcp,80,0,1\n");
    let mut answer = flow(0, 100.0);
    std::mem::swap(&mut answer.originator, &mut answer.responder);
    assert_eq!(label(&rules, &answer), "Flood");
    answer.originator.port = 81;
    assert_eq!(label(&rules, &answer), NORMAL);
}

#[test]
fn networks_comments_and_any() {
    let rules = rules(
        "Sweep,10.0.0.1 (50:ed:3c:39:bc:d9),10.0.0.0/24,icmp,,0,37\n\
         Scan,any,\"10.0.0.2\",TCP,any,0,1\n\
         Other,,,arp,,0,1\n",
    );
    let scan = flow(0, 100.0);
    assert_eq!(label(&rules, &scan), "Scan");
    let mut sweep = scan.clone();
    sweep.protocol = FlowProtocol::Ip(wiresift_capture::Protocol::ICMP);
    assert_eq!(label(&rules, &sweep), "Sweep");
    sweep.responder.address = [10, 0, 1, 2].into();
    assert_eq!(label(&rules, &sweep), NORMAL);
    sweep.protocol = FlowProtocol::Arp;
    assert_eq!(label(&rules, &sweep), "Other");
    sweep.originator.address = "2001:db8::1".parse().unwrap();
    assert_eq!(label(&rules, &sweep), "Other");
}

#[test]
fn the_first_rule_counts_and_a_last_second_ends_it() {
    let csv = "\u{feff}first_second,last_second,attack,source,destination,protocol,destination_port\n\
        10,20,Beacon,10.0.0.1,10.0.0.2,6,80\n\
        0,,Flood,10.0.0.1,10.0.0.2,6,80\n";
    let rules = TruthRules::parse(csv.as_bytes()).unwrap();
    assert_eq!(label(&rules, &flow(0, 115.0)), "Beacon");
    assert_eq!(label(&rules, &flow(0, 120.9)), "Beacon");
    assert_eq!(label(&rules, &flow(0, 121.0)), "Flood");
}

#[test]
fn errors_name_line_column_and_value() {
    for (rows, message) in [
        (
            "Scan,a,,tcp,,0,1\n",
            "line 2, column \"source\": expected an address or a network, found \"a\"",
        ),
        (
            "Scan,,,tcp,,0,1\nScan,,1.2.3.4/33,tcp,,0,1\n",
            "line 3, column \"destination\": expected an address or a network, found \"1.2.3.4/33\"",
        ),
        (
            "Scan,,,tcpip,,0,1\n",
            "line 2, column \"protocol\": expected a protocol's name or number, found \"tcpip\"",
        ),
        (
            "Scan,,,tcp,70000,0,1\n",
            "line 2, column \"destination_port\": expected a port, found \"70000\"",
        ),
        (
            "Scan,,,tcp,,,1\n",
            "line 2, column \"first_second\": expected a number of seconds, found \"\"",
        ),
        (
            "Scan,,,tcp,,NaN,1\n",
            "line 2, column \"first_second\": expected a number of seconds, found \"NaN\"",
        ),
        (
            ",,,tcp,,0,1\n",
            "line 2, column \"attack\": expected a name, found \"\"",
        ),
        (
            "Scan\n",
            "line 2, column \"first_second\": expected a number of seconds, found \"\"",
        ),
    ] {
        assert_eq!(error(rows).to_string(), message);
    }
    assert_eq!(error(""), TruthError::Empty);
    assert_eq!(TruthRules::parse(b""), Err(TruthError::Empty));
    let no_column = TruthRules::parse(b"attack,source\nScan,1.2.3.4\n").unwrap_err();
    assert_eq!(no_column, TruthError::NoColumn { column: "destination" });
    assert!(matches!(
        TruthRules::parse(b"attack,\xff\nScan,1\n"),
        Err(TruthError::Csv { line: 1, .. })
    ));
    assert!(matches!(error("Scan,,\n,\"\n").to_string().as_str(), message if message.starts_with("line ")));
    let many = "Scan,,,tcp,,0,1\n".repeat(1_001);
    assert_eq!(
        error(&many),
        TruthError::TooMany {
            line: 1_002,
            max: 1_000
        }
    );
}

#[test]
fn labels_are_a_column_that_is_never_fed() {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    columns.push(&flow(1, 150.0)).unwrap();
    columns.push(&flow(0, 100.0)).unwrap();
    columns.set_truth(
        rules("SYN scan,10.0.0.1,10.0.0.2,tcp,,40,1\n"),
        Timestamp(100_000_000_000),
    );
    let (table, _) = columns.finish("labelled".to_owned());
    assert_eq!(table.truth().unwrap(), [Truth::Normal, Truth::Anomaly]);
    assert_eq!(table.labels().unwrap().get(1), Some("SYN scan"));
    let families: Vec<_> = table.label_counts().into_iter().map(|count| count.family).collect();
    assert!(families.contains(&Some(Family::Probe)) && families.contains(&Some(Family::Normal)));
}

proptest! {
    #[test]
    fn whatever_comes_is_rules_or_an_error(
        rows in prop::collection::vec("[^\r\n]{0,30}|(Scan|any|1\\.2\\.3\\.4/[0-9]{1,3}|tcp|-?[0-9.e]{1,9}|,|\"|\\()*", 0..6),
        bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        for csv in [format!("{HEADER}{}\n", rows.join("\n")).into_bytes(), [HEADER.as_bytes(), &bytes].concat(), bytes] {
            match TruthRules::parse(&csv) {
                Ok(rules) => prop_assert!(!label(&rules, &flow(0, 140.0)).is_empty()),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
