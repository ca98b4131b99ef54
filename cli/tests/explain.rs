//! `wiresift explain` as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::process::Output;

use serde_json::Value;
use support::{file, wiresift};

fn sample() -> String {
    file("explain.csv", &wiresift(&["sample", "table"]).stdout)
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_first_anomaly_is_explained_by_every_detector() {
    let path = sample();
    let analysis = json(&wiresift(&["analyze", &path, "--json"]));
    let row = analysis["anomalies"][0]["row"].as_u64().unwrap().to_string();
    let explanation = json(&wiresift(&["explain", &path, "--row", &row, "--json"]));
    let reasons = explanation["reasons"].as_array().unwrap();
    assert!(!reasons.is_empty());
    let shares: f64 = reasons
        .iter()
        .map(|reason| reason["share"].as_f64().unwrap().max(0.0))
        .sum();
    assert!(shares > 0.5 && shares <= 1.0 + 1e-9, "{shares}");
    let named = reasons[0]["title"].as_str().unwrap().to_ascii_lowercase();
    let summary = explanation["summary"].as_str().unwrap().to_ascii_lowercase();
    assert!(summary.contains(&named), "{summary}");
    assert_eq!(explanation["detectors"].as_array().unwrap().len(), 4);

    let text = wiresift(&["explain", &path, "--row", &row]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(reasons[0]["name"].as_str().unwrap()), "{text}");
}

#[test]
fn a_row_that_is_not_there_is_an_error() {
    let output = wiresift(&["explain", &sample(), "--row", "999999"]);
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("there is no row 999999"), "{message}");
}
