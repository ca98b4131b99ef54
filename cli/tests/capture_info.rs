//! `wiresift capture-info` as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::{Value, json};
use support::{captures, file, frames, pcap, printed, text, wiresift, wiresift_reading};

fn info(path: &str) -> Value {
    serde_json::from_str(&printed(&wiresift(&["capture-info", "--json", path]))).unwrap()
}

#[test]
fn a_capture_is_told_in_figures() {
    let bytes = pcap(0, &frames());
    let info = info(&file("info.pcap", &bytes));
    let n_frame_bytes: usize = frames().iter().map(Vec::len).sum();
    for (name, expected) in [
        ("format", json!("pcap")),
        ("gzip", json!(false)),
        ("file_bytes", json!(bytes.len())),
        ("packets", json!(13)),
        ("bytes", json!(n_frame_bytes)),
        ("captured_bytes", json!(n_frame_bytes)),
        ("first", json!("2023-11-14T22:13:20.000000Z")),
        ("last", json!("2023-11-14T22:13:21.200000Z")),
        ("duration", json!(1.2)),
        ("link_types", json!(["EN10MB"])),
        ("decoded", json!(12)),
        ("skipped", json!({"Ethernet: carries no IP": 1})),
        ("flows", json!(4)),
        ("cut_tail_bytes", json!(0)),
        ("error", json!(null)),
    ] {
        assert_eq!(info[name], expected, "{name}");
    }
}

#[test]
fn people_get_a_table() {
    let table = printed(&wiresift(&["capture-info", &file("people.pcap", &pcap(0, &frames()))]));
    for line in [
        "format      pcap",
        "first       2023-11-14T22:13:20.000000Z",
        "link types  EN10MB",
        "flows       4 of 12 packets",
        "skipped     1 Ethernet: carries no IP",
    ] {
        assert!(table.lines().any(|found| found == line), "{line:?} is not in\n{table}");
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let bytes = pcap(0, &frames());
    let from_file = printed(&wiresift(&["capture-info", "--json", &file("same.pcap", &bytes)]));
    let from_input = printed(&wiresift_reading(&["capture-info", "--json", "-"], &bytes));
    assert_eq!(from_file, from_input);
}

#[test]
fn a_file_that_is_cut_is_read_up_to_there() {
    let bytes = pcap(0, &frames());
    let path = file("cut.pcap", &bytes[..bytes.len() - 10]);
    let output = wiresift(&["capture-info", "--json", &path]);
    let info: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!((&info["packets"], &info["flows"]), (&json!(12), &json!(4)));
    assert!(info["cut_tail_bytes"].as_u64().unwrap() > 0);
    let message = text(&output.stderr);
    assert!(
        message.contains(&path) && message.contains("inside a record"),
        "{message}"
    );
}

#[test]
fn a_file_that_is_damaged_is_read_up_to_there() {
    let mut bytes = pcap(0, &frames());
    bytes.extend([0xff; 16]);
    let output = wiresift(&["capture-info", "--json", &file("damaged.pcap", &bytes)]);
    let info: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!(info["packets"], 13);
    let error = info["error"].as_str().unwrap();
    assert!(error.contains("expected a record of at most"), "{error}");
    assert!(text(&output.stderr).contains(error));
}

#[test]
fn what_is_no_capture_is_an_error() {
    let cases: [(&str, &[u8], &str); 3] = [
        ("none.pcap", b"", "empty"),
        ("short.pcap", b"\xd4\xc3\xb2\xa1\0", "inside its header"),
        ("words.txt", b"these are just words", "expected a pcap"),
    ];
    for (name, content, expected) in cases {
        let output = wiresift(&["capture-info", &file(name, content)]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(message.contains(name) && message.contains(expected), "{message}");
        assert!(output.stdout.is_empty(), "{name}");
    }
    let missing = wiresift(&["capture-info", "/nowhere/at/all.pcap"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("/nowhere/at/all.pcap"));
}

/// Every packet that capinfos counts joins a flow or has a reason not to.
#[test]
fn the_manifest_is_met() {
    let Some(folder) = captures() else { return };
    let mut manifest = csv::Reader::from_path(folder.join("MANIFEST.csv")).unwrap();
    for record in manifest.records() {
        let record = record.unwrap();
        let (name, format) = (&record[0], &record[3]);
        let path = folder.join(name);
        if format == "short" {
            let output = wiresift(&["capture-info", path.to_str().unwrap()]);
            assert_eq!(output.status.code(), Some(1), "{name}");
            continue;
        }
        let info = info(path.to_str().unwrap());
        let expected = match format {
            "pcap-ns" => "pcap with nanoseconds",
            "pcap-modified" => "Kuznetzov pcap",
            other => other,
        };
        assert_eq!(info["format"], expected, "{name}");
        let count = |key: &str| info[key].as_u64().unwrap();
        assert_eq!(count("packets"), record[7].parse::<u64>().unwrap(), "{name}");
        assert_eq!(count("file_bytes"), record[8].parse::<u64>().unwrap(), "{name}");
        assert_eq!(count("cut_packets"), record[9].parse::<u64>().unwrap(), "{name}");
        let skipped = info["skipped"].as_object().unwrap().values();
        let n_skipped: u64 = skipped.map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(count("decoded") + n_skipped, count("packets"), "{name}");
        assert!(count("flows") <= count("decoded"), "{name}");
    }
}
