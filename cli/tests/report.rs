//! `wiresift report`, as a process.

mod support;

use std::sync::LazyLock;

use serde_json::Value;
use support::{file, printed, text, wiresift};

/// The sample capture as a file.
static CAPTURE: LazyLock<String> = LazyLock::new(|| {
    let path = file("report.pcap", b"");
    printed(&wiresift(&["sample", "capture", "--output", &path]));
    path
});

fn report(more: &[&str]) -> String {
    printed(&wiresift(&[&["report", &**CAPTURE], more].concat()))
}

#[test]
fn each_format_is_what_it_says() {
    let html = report(&["--format", "html"]);
    assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
    let json: Value = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    let incidents = json["incidents"].as_array().unwrap();
    assert!(incidents.len() > 3 && json["anomalies"].as_array().unwrap().len() > 50);
    let stix: Value = serde_json::from_str(&report(&["--format", "stix"])).unwrap();
    assert_eq!(stix["type"], "bundle");
    let lines = |format| report(&["--format", format, "--scope", "incidents"]).lines().count();
    assert_eq!([lines("ecs"), lines("ocsf")], [incidents.len(); 2]);
    // Eight lines of header and one of footer; a header.
    assert_eq!(
        [lines("notice"), lines("csv")],
        [incidents.len() + 9, incidents.len() + 1]
    );
}

#[test]
fn output_goes_to_a_file() {
    let path = file("report.html", b"");
    assert_eq!(report(&["--format", "html", "--output", &path]), "");
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("report.pcap"));
    let nowhere = wiresift(&["report", &CAPTURE, "--format", "csv", "--output", "/nowhere/x.csv"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(text(&nowhere.stderr).contains("/nowhere/x.csv"));
}

/// The same key gives the same names; no key, others each time.
#[test]
fn addresses_are_replaced_under_a_key() {
    let key = file("report.key", "0123456789abcdef".repeat(4).as_bytes());
    let hosts = |more: &[&str]| -> Vec<String> {
        let json: Value = serde_json::from_str(&report(&[&["--format", "json"], more].concat())).unwrap();
        let hosts = json["hosts"].as_array().unwrap().iter();
        hosts.map(|host| host["name"].as_str().unwrap().to_owned()).collect()
    };
    let plain = hosts(&[]);
    let keyed = hosts(&["--pseudonymise-key", &key]);
    assert_eq!(keyed, hosts(&["--pseudonymise-key", &key]));
    assert!(plain.iter().all(|host| !keyed.contains(host)));
    assert_ne!(hosts(&["--pseudonymise"]), keyed);
    let short = wiresift(&[
        "report",
        &CAPTURE,
        "--format",
        "json",
        "--pseudonymise-key",
        &file("short.key", b"abc"),
    ]);
    assert!(text(&short.stderr).contains("64 hexadecimal digits"));
}

#[test]
fn packets_are_those_of_an_incident() {
    let json: Value = serde_json::from_str(&report(&["--format", "json", "--incident", "1"])).unwrap();
    let path = file("packets.pcap", b"");
    let output = wiresift(&[
        "report",
        &CAPTURE,
        "--format",
        "pcap",
        "--incident",
        "1",
        "--output",
        &path,
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let flows: Value = serde_json::from_str(&printed(&wiresift(&["capture-info", "--json", &path]))).unwrap();
    let n_packets = flows["packets"].as_u64().or(flows["n_packets"].as_u64()).unwrap();
    let n_flows = json["incidents"][0]["n_rows"].as_u64().unwrap();
    assert!(text(&output.stderr).contains(&format!("{n_packets} packets of {n_flows} flows")));
}

#[test]
fn what_cannot_be_is_said() {
    let refused = |more: &[&str], word: &str| {
        let output = wiresift(&[&["report", &**CAPTURE], more].concat());
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains(word), "{said}");
    };
    refused(&["--format", "pcap", "--pseudonymise"], "cannot be pseudonymised");
    refused(&["--format", "json", "--incident", "9999"], "no incident 9999");
    refused(&["--format", "json", "--filter", "tcp.port =="], "filter");
    let output = wiresift(&["report", "-", "--format", "pcap"]);
    assert!(text(&output.stderr).contains("name a file"));
}
