//! A sidecar's traffic: baseline, learning, alerts, and what happens when the connection breaks.

use serde_json::{Value, json};
use tungstenite::Message;
use wiresift_scenario::sample;

use crate::program::Server;
use crate::sidecar::{Sidecar, TOKEN};
use crate::support::file;

/// Few epochs, so that learning takes a second.
pub(crate) fn settings(more: &str) -> String {
    let text = format!("[autoencoder]\nepochs = 2\n[baseline]\nduration_secs = 300\n{more}");
    file("settings.toml", text.as_bytes())
}

#[test]
fn without_a_sidecar_every_live_path_says_so() {
    let server = Server::start(&[]);
    for path in [
        "POST /api/ml/baseline/start",
        "POST /api/ml/train",
        "GET /api/ml/status",
        "GET /api/statistics",
        "GET /api/alerts",
        "GET /api/flows",
    ] {
        let (status, answer) = server.ask(path, "");
        assert_eq!((status, &answer["kind"]), (409, &json!("no_live_source")), "{path}");
        assert!(answer["error"].as_str().unwrap().contains("--sidecar"), "{answer}");
    }
}

#[test]
fn an_attack_after_a_baseline_is_an_alert() {
    let (sidecar, sample) = (Sidecar::new(), sample(0));
    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN), "--settings", &settings("")]);
    let mut client = sidecar.accept();
    server.until("GET /api/ml/status", |state| state["link"]["state"] == "on");
    let (status, answer) = server.ask("POST /api/ml/train", "");
    assert_eq!((status, &answer["kind"]), (409, &json!("state")), "{answer}");
    let state = server.ok("POST /api/ml/baseline/start", r#"{"flows":120}"#);
    assert_eq!(state["learning"]["phase"], "collecting", "{state}");

    client.begin(0);
    let n_packets = client.feed(&sample.pcap, 0.0..400.0);
    let state = server.until("GET /api/ml/status", |state| state["learning"]["phase"] == "detecting");
    assert!(state["learning"]["baseline_flows"].as_u64().unwrap() >= 120, "{state}");
    let known = server.ok("GET /api/models/performance", "");
    assert_eq!(known["detectors"]["detectors"].as_array().unwrap().len(), 4, "{known}");

    client.feed(&sample.pcap, 400.0..450.0);
    let is_scan = |alert: &&Value| alert["name"] == "port scan";
    let find = |answer: &Value| answer["alerts"].as_array().unwrap().iter().find(is_scan).cloned();
    let answer = server.until("GET /api/alerts", |answer| find(answer).is_some());
    let (alert, attack) = (find(&answer).unwrap(), &sample.attacks);
    let scan = attack.iter().find(|attack| attack.name.contains("port scan")).unwrap();
    assert_eq!(
        (&alert["originator"], &alert["responder"]),
        (&json!(scan.source), &json!(scan.destination))
    );
    assert_eq!(alert["technique"], "T1046 Network Service Discovery");

    let numbers = server.ok("GET /api/statistics", "");
    assert!(
        numbers["counts"]["n_packets"].as_u64().unwrap() > n_packets,
        "{numbers}"
    );
    assert_eq!(
        (&numbers["counts"]["n_missed"], &numbers["counts"]["n_damaged"]),
        (&json!(0), &json!(0))
    );
    assert!(!numbers["protocols"].as_array().unwrap().is_empty() && !numbers["talkers"].as_array().unwrap().is_empty());
    let flows = server.ok("GET /api/flows", "");
    let ended = flows["ended"].as_array().unwrap();
    assert!(ended.len() > 500 && ended[0]["originator"].is_string() && !flows["active"].is_null());
}

#[test]
fn a_break_counts_nothing_twice() {
    let (sidecar, sample) = (Sidecar::new(), sample(1));
    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN)]);
    let mut client = sidecar.accept();
    client.begin(0);
    let n_packets = client.feed(&sample.pcap, 0.0..60.0);
    let seen = |n: u64| move |answer: &Value| answer["counts"]["n_packets"] == n;
    server.until("GET /api/statistics", seen(n_packets));
    drop(client);
    server.until("GET /api/ml/status", |state| state["link"]["state"] != "on");
    // The same packets once more, and others.
    let mut client = sidecar.accept();
    client.begin(0);
    let n_more = client.feed(&sample.pcap, 0.0..90.0);
    assert!(n_more > n_packets);
    server.until("GET /api/statistics", seen(n_more));
    // What cannot be read is counted, and nothing else comes of it.
    client.send_raw(Message::binary(vec![1; 100]));
    server.until("GET /api/statistics", |answer| answer["counts"]["n_damaged"] == 1);
}

#[test]
fn a_sidecar_that_refuses_or_talks_nonsense_is_left() {
    let sidecar = Sidecar::new();
    let server = Server::start(&["--sidecar", &sidecar.address("another-token")]);
    sidecar.accept().until_closed();
    let state = server.until("GET /api/ml/status", |state| state["link"]["state"] == "refused");
    assert_eq!(state["link"]["message"], "not that token");
    // What needs no live source goes on.
    assert_eq!(server.ask("GET /api/models/performance", "").0, 200);

    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN)]);
    let mut client = sidecar.accept();
    client.send_raw(Message::text("{\"type\":\"format_disk\"}"));
    client.until_closed();
    server.until("GET /api/ml/status", |state| state["link"]["state"] == "refused");
}

#[test]
fn a_baseline_has_bounds() {
    let sidecar = Sidecar::new();
    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN)]);
    let _client = sidecar.accept();
    for (body, status) in [
        (r#"{"seconds":0}"#, 422),
        (r#"{"seconds":-1}"#, 422),
        (r#"{"seconds":1e300}"#, 422),
        (r#"{"flows":0}"#, 422),
        (r#"{"flows":50001}"#, 422),
        (r#"{"flows":5,"seconds":5}"#, 422),
        (r#"{"flows":1.5}"#, 400),
        (r#"{"minutes":5}"#, 400),
        ("[5]", 400),
        ("5", 400),
        ("{", 400),
    ] {
        assert_eq!(server.ask("POST /api/ml/baseline/start", body).0, status, "{body}");
    }
    assert_eq!(server.ask("POST /api/ml/baseline/start", "x".repeat(10_000)).0, 413);
    let state = server.ok("POST /api/ml/baseline/start", "");
    assert_eq!(state["learning"]["phase"], "collecting");
}
