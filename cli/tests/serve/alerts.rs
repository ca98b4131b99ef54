//! Alerts out: a webhook that fails first, and syslog.

use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use wiresift_scenario::sample;

use crate::live::settings;
use crate::program::Server;
use crate::sidecar::{Sidecar, TOKEN};

/// A web server that answers the first requests with these statuses, and all others with 204. Gives head and body of each.
fn web_server(statuses: &'static [u16]) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (seen, requests) = channel();
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            let mut bytes = Vec::new();
            let request = loop {
                let mut piece = [0; 4_096];
                let n_bytes = stream.read(&mut piece).unwrap_or(0);
                bytes.extend_from_slice(&piece[..n_bytes]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.to_ascii_lowercase();
                    let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
                    if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) || n_bytes == 0 {
                        break (head.to_owned(), body.to_owned());
                    }
                }
                if n_bytes == 0 {
                    break (text, String::new());
                }
            };
            let status = statuses.next().copied().unwrap_or(204);
            let answer = format!(
                "HTTP/1.1 {status} Said\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            drop(stream.write_all(answer.as_bytes()));
            if seen.send(request).is_err() {
                return;
            }
        }
    });
    (address, requests)
}

fn counts(answer: &Value, outlet: &str) -> Value {
    let sent = answer["sent"].as_array().unwrap().iter();
    let mut named = sent.filter(|counts| counts["outlet"] == outlet);
    named.next().unwrap().clone()
}

#[test]
fn alerts_go_to_the_webhook_when_it_answers_again_and_to_syslog() {
    let (webhook, requests) = web_server(&[500, 429, 503]);
    let syslog = UdpSocket::bind("127.0.0.1:0").unwrap();
    syslog.set_read_timeout(Some(Duration::from_mins(4))).unwrap();
    let place = syslog.local_addr().unwrap();
    let alerts = format!(
        "[alerts]\nwebhook = \"{webhook}/hook?key=1\"\nsyslog = \"udp://{place}\"\nmin_severity = \"medium\"\n"
    );
    let (sidecar, sample) = (Sidecar::new(), sample(0));
    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN), "--settings", &settings(&alerts)]);
    let mut client = sidecar.accept();
    server.until("GET /api/ml/status", |state| state["link"]["state"] == "on");
    server.ok("POST /api/ml/baseline/start", r#"{"flows":120}"#);
    client.begin(0);
    client.feed(&sample.pcap, 0.0..400.0);
    server.until("GET /api/ml/status", |state| state["learning"]["phase"] == "detecting");
    client.feed(&sample.pcap, 400.0..450.0);

    // Four tries of the same alert, the last one answered well.
    let tries: Vec<(String, String)> = (0..4)
        .map(|_| requests.recv_timeout(Duration::from_mins(4)).unwrap())
        .collect();
    let (head, body) = &tries[0];
    assert!(head.starts_with("POST /hook?key=1 HTTP/1.1"), "{head}");
    assert!(tries.iter().all(|(_, other)| other == body));
    let body: Value = serde_json::from_str(body).unwrap();
    let alert = &body["alert"];
    assert_eq!(body["source"], "wiresift");
    assert!(
        alert["id"].is_u64() && alert["name"].is_string() && alert["reasons"].is_array(),
        "{body}"
    );
    assert!(
        ["medium", "high"].contains(&alert["severity"].as_str().unwrap()),
        "{body}"
    );
    let answer = server.until("GET /api/alerts", |answer| counts(answer, "webhook")["sent"] != 0);
    let webhook = counts(&answer, "webhook");
    assert_eq!(
        (&webhook["retried"], &webhook["failed"], &webhook["dropped"]),
        (&3.into(), &0.into(), &0.into())
    );

    let mut bytes = [0; 4_096];
    let n_bytes = syslog.recv(&mut bytes).unwrap();
    let line = std::str::from_utf8(&bytes[..n_bytes]).unwrap();
    let words: Vec<&str> = line.splitn(8, ' ').collect();
    assert!(words[0] == "<132>1" || words[0] == "<130>1", "{line}");
    assert!(words[1].ends_with('Z') && words[1].len() == 27, "{line}");
    assert_eq!((words[3], words[5], words[6]), ("wiresift", "alert", "-"), "{line}");
    let cef: Vec<&str> = words[7].splitn(8, '|').collect();
    assert_eq!((cef[0], cef[1], cef[2]), ("CEF:0", "Wiresift", "Wiresift"), "{line}");
    assert!(cef[7].contains("externalId=") && cef[7].contains(" msg="), "{line}");
}

#[test]
fn a_webhook_that_points_elsewhere_is_not_followed() {
    let (webhook, requests) = web_server(&[302, 302, 302, 302, 302, 302, 302, 302]);
    let alerts = format!("[alerts]\nwebhook = \"{webhook}/\"\n");
    let (sidecar, sample) = (Sidecar::new(), sample(0));
    let server = Server::start(&["--sidecar", &sidecar.address(TOKEN), "--settings", &settings(&alerts)]);
    let mut client = sidecar.accept();
    server.until("GET /api/ml/status", |state| state["link"]["state"] == "on");
    server.ok("POST /api/ml/baseline/start", r#"{"flows":120}"#);
    client.begin(0);
    client.feed(&sample.pcap, 0.0..400.0);
    server.until("GET /api/ml/status", |state| state["learning"]["phase"] == "detecting");
    client.feed(&sample.pcap, 400.0..450.0);
    requests.recv_timeout(Duration::from_mins(4)).unwrap();
    let answer = server.until("GET /api/alerts", |answer| counts(answer, "webhook")["failed"] != 0);
    assert_eq!(counts(&answer, "webhook")["retried"], 0);
}
