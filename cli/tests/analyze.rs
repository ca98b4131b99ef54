//! The binary as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::Value;
use support::{file, printed, text, wiresift};

fn sample(seed: u64) -> String {
    let csv = printed(&wiresift(&["sample", "table", "--seed", &seed.to_string()]));
    file(&format!("sample-{seed}.csv"), csv.as_bytes())
}

fn analyze(arguments: &[&str]) -> Value {
    let output = wiresift(&[&["analyze", "--json"], arguments].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_sample_is_judged_well_for_five_seeds() {
    for seed in 0..5 {
        let path = sample(seed);
        let result = analyze(&[&path, "--seed", &seed.to_string()]);
        let figure = |name: &str| result["ensemble"][name].as_f64().unwrap();
        let figures = ["accuracy", "precision", "recall", "f1"].map(figure);
        let needed = [0.93, 0.85, 0.90, 0.88];
        let is_good = figures.iter().zip(needed).all(|(figure, needed)| *figure >= needed);
        assert!(
            is_good,
            "seed {seed}: accuracy, precision, recall, F1 are {figures:?}, needed {needed:?}"
        );
    }
}

#[test]
fn the_object_has_the_documented_shape() {
    let path = sample(0);
    let result = analyze(&[&path]);
    assert_eq!(result["rows"], 1_000);
    let names: Vec<&str> = result["detectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "isolation_forest",
            "local_outlier_factor",
            "one_class_svm",
            "autoencoder"
        ]
    );
    let anomalies = result["anomalies"].as_array().unwrap();
    assert_eq!(
        anomalies.len() as u64,
        result["ensemble"]["anomalies"].as_u64().unwrap()
    );
    for anomaly in anomalies {
        let votes = anomaly["votes"]
            .as_object()
            .unwrap()
            .values()
            .filter(|vote| vote.as_bool().unwrap())
            .count();
        assert!(votes >= 2);
        assert!((anomaly["confidence"].as_f64().unwrap() - votes as f64 / 4.0).abs() < 1e-9);
        assert_eq!(anomaly["severity"], ["low", "medium", "high"][votes - 2]);
    }
    let confusion = &result["ensemble"]["confusion"];
    let total: u64 = ["tp", "fp", "tn", "fn"]
        .iter()
        .map(|name| confusion[name].as_u64().unwrap())
        .sum();
    assert_eq!(total, 1_000);
    for name in ["read", "fit", "score"] {
        assert!(result["seconds"][name].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn the_same_seed_prints_the_same_and_another_one_does_not() {
    let path = sample(1);
    let run = |seed| {
        let mut result = analyze(&[&path, "--seed", seed]);
        result.as_object_mut().unwrap().remove("seconds");
        result
    };
    assert_eq!(run("3"), run("3"));
    assert_ne!(run("3"), run("4"));
}

#[test]
fn a_second_table_is_judged_and_reported() {
    let (training, test) = (sample(0), sample(2));
    let report = file("report.csv", b"");
    let result = analyze(&[
        &training,
        "--train-on",
        "normal",
        "--contamination",
        "0.05",
        "--test",
        &test,
        "--output",
        &report,
    ]);
    assert!(result["ensemble"]["roc_auc"].as_f64().unwrap() > 0.95);
    let lines = std::fs::read_to_string(report).unwrap().lines().count() as u64;
    assert_eq!(lines, result["ensemble"]["anomalies"].as_u64().unwrap() + 1);
}

#[test]
fn a_table_without_labels_has_no_metrics() {
    let row = |at: u32| format!("{},{},{}", at % 7, (at * 13) % 11, if at == 59 { 900 } else { at });
    let rows: Vec<String> = (0..60).map(row).collect();
    let path = file("plain.csv", format!("a,b,c\n{}\n", rows.join("\n")).as_bytes());
    let result = analyze(&[&path, "--contamination", "0.05"]);
    assert!(result["ensemble"]["accuracy"].is_null());
    assert!(result["detectors"][0]["roc_auc"].is_null());
    assert_eq!(result["anomalies"][0]["row"], 59);
}

#[test]
fn errors_say_what_and_where_and_leave_a_status() {
    let cases: [(&str, &[u8], &str); 3] = [
        ("empty.csv", b"", "empty"),
        ("image.png", b"\x89PNG\r\n\x1a\n0000", "PNG"),
        ("kdd.csv", b"duration,src_bytes\n", "no row"),
    ];
    for (name, content, expected) in cases {
        let path = file(name, content);
        let output = wiresift(&["analyze", &path]);
        let message = text(&output.stderr);
        assert!(
            !output.status.success() && message.contains(expected),
            "{name}: {message}"
        );
        assert!(message.contains(name), "the file is not named: {message}");
    }
    let missing = wiresift(&["analyze", "/nowhere/at/all.csv"]);
    assert!(text(&missing.stderr).contains("/nowhere/at/all.csv"));
}

#[test]
fn the_page_ships_what_the_generator_prints() {
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/sample.csv");
    let shipped = std::fs::read(shipped).unwrap();
    let printed = wiresift(&["sample", "table", "--seed", "0"]).stdout;
    assert!(
        shipped == printed,
        "write it again: wiresift sample table --seed 0 > www/sample.csv"
    );
}
