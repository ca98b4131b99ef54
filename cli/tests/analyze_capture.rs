//! `wiresift analyze` of captures, as a process.

mod support;

use serde_json::Value;
use support::{captures, file, frames, pcap, printed, text, wiresift, wiresift_reading};

/// Flows of the attacks among the first rows, and the least of the area under the curve, that this project wants.
const TOP: usize = 50;
const LEAST_IN_TOP: usize = 25;
const LEAST_ROC_AUC: f64 = 0.9;

/// Attacks that must stand out; the others of the file are few flows in the midst of like ones.
const LOUD: [&str; 4] = ["SSH brute force", "TCP SYN port scan", "ICMP host sweep", "ARP scan"];

/// The rows of a capture are those of `flows --format csv`.
#[test]
fn attacks_of_the_labelled_mix_come_first() {
    let Some(folder) = captures() else { return };
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (capture, labels) = (path("derived_mix_labelled.pcap"), path("derived_mix_labels.csv"));
    let output = printed(&wiresift(&["analyze", "--json", &capture, "--labels", &labels]));
    let result: Value = serde_json::from_str(&output).unwrap();
    let roc_auc = result["ensemble"]["roc_auc"].as_f64().unwrap();
    assert!(roc_auc >= LEAST_ROC_AUC, "ROC-AUC is {roc_auc}");

    let flows = printed(&wiresift(&["flows", "--format", "csv", "--labels", &labels, &capture]));
    let mut reader = csv::Reader::from_reader(flows.as_bytes());
    let label = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "label")
        .unwrap();
    let rows: Vec<String> = reader.records().map(|row| row.unwrap()[label].to_owned()).collect();
    assert_eq!(result["rows"], rows.len());
    let top = result["anomalies"].as_array().unwrap().iter().take(TOP);
    let top = top.map(|anomaly| &*rows[usize::try_from(anomaly["row"].as_u64().unwrap()).unwrap()]);
    let n_loud = top.filter(|label| LOUD.contains(label)).count();
    assert!(
        n_loud >= LEAST_IN_TOP,
        "{n_loud} of the first {TOP} belong to the attacks"
    );
}

#[test]
fn standard_input_may_be_a_capture() {
    let Some(folder) = captures() else { return };
    let path = folder.join("derived_mix_labelled.pcap");
    let analyze = ["analyze", "--json", "--detectors", "isolation_forest"];
    let without_times = |output: &std::process::Output| {
        let mut result: Value = serde_json::from_str(&printed(output)).unwrap();
        result.as_object_mut().unwrap().remove("seconds");
        result
    };
    let from_input = wiresift_reading(&[&analyze[..], &["-"]].concat(), &std::fs::read(&path).unwrap());
    let from_file = wiresift(&[&analyze[..], &[path.to_str().unwrap()]].concat());
    assert_eq!(without_times(&from_input), without_times(&from_file));
}

#[test]
fn what_holds_no_flow_is_an_error_that_says_why() {
    let lldp = frames().pop().unwrap();
    let path = file("no-flow.pcap", &pcap(0, &[lldp]));
    let output = wiresift(&["analyze", &path]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        message.contains("no-flow.pcap") && message.contains("carries no IP"),
        "{message}"
    );
}

#[test]
fn labels_are_for_captures() {
    let table = printed(&wiresift(&["sample", "table"]));
    let table = file("labels-not-for.csv", table.as_bytes());
    let good = file(
        "good-rules.csv",
        b"attack,source,destination,protocol,destination_port,first_second\nping,any,any,icmp,,0\n",
    );
    let output = wiresift(&["analyze", "--detectors", "isolation_forest", &table, "--labels", &good]);
    printed(&output);
    assert!(text(&output.stderr).contains("--labels is for captures"));
    let bad = wiresift(&["analyze", &table, "--labels", &file("no-rules.csv", b"x\n")]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(text(&bad.stderr).contains("no-rules.csv"), "{}", text(&bad.stderr));
}
