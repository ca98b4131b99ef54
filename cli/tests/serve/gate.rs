//! Attacks. Each is refused, and the server goes on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::program::Server;

const RECORD: &str = r#"{"protocol_type":"tcp","service":"http","flag":"SF","src_bytes":181,"dst_bytes":5450,
    "duration":0,"count":8,"srv_count":8,"land":0,"logged_in":1,"same_srv_rate":1,"diff_srv_rate":0,"hot":0,"urgent":0,
    "dst_host_count":9,"dst_host_srv_count":9,"dst_host_same_srv_rate":1,"serror_rate":0,"rerror_rate":0,"num_root":0,
    "num_shells":0,"root_shell":0}"#;

fn assert_unharmed(server: &Server) {
    assert_eq!(server.ask("POST /predict", RECORD).0, 200);
}

const PATHS: [&str; 9] = [
    "POST /predict",
    "POST /api/analyze",
    "POST /api/ml/baseline/start",
    "POST /api/ml/train",
    "GET /api/ml/status",
    "GET /api/models/performance",
    "GET /api/statistics",
    "GET /api/alerts",
    "GET /api/flows",
];

#[test]
fn a_rebound_page_is_refused_although_its_origin_agrees() {
    let server = Server::start(&[]);
    let bearer = server.bearer();
    for evil in [
        format!("attacker.example:{}", server.port),
        format!("127.attacker.example:{}", server.port),
        format!("127.0.0.1.attacker.example:{}", server.port),
        "127.0.0.1".to_owned(),
        "0.0.0.0".to_owned(),
    ] {
        for path in PATHS {
            let answer = server.raw(
                format!(
                    "{path} HTTP/1.1\r\nHost: {evil}\r\nOrigin: http://{evil}\r\n{bearer}Connection: close\r\n\r\n"
                )
                .as_bytes(),
            );
            assert!(answer.starts_with("HTTP/1.1 421"), "{path} {evil}: {answer}");
        }
    }
    assert_unharmed(&server);
}

#[test]
fn other_origins_are_refused_even_with_the_token() {
    let server = Server::start(&["--allow-origin", "https://tool.example"]);
    let bearer = server.bearer();
    for origin in [
        "https://attacker.example",
        "null",
        "http://127.0.0.1",
        &format!("http://127.0.0.1:{}.attacker.example", server.port),
        "https://tool.example.attacker.example",
        "http://tool.example",
    ] {
        let answer = server.http(
            "POST /predict",
            &format!("{bearer}Origin: {origin}\r\n"),
            RECORD.as_bytes(),
        );
        assert!(answer.starts_with("HTTP/1.1 403"), "{origin}: {answer}");
    }
    for origin in ["https://tool.example", &format!("http://127.0.0.1:{}", server.port)] {
        let answer = server.http(
            "POST /predict",
            &format!("{bearer}Origin: {origin}\r\n"),
            RECORD.as_bytes(),
        );
        assert!(answer.starts_with("HTTP/1.1 200"), "{origin}: {answer}");
    }
}

#[test]
fn without_the_token_nothing_is_said_or_done() {
    let server = Server::start(&[]);
    let short = &server.token[..server.token.len() - 1];
    for path in PATHS {
        for header in [
            "",
            "Authorization: Bearer \r\n",
            &format!("Authorization: Bearer {short}\r\n"),
            &format!("Authorization: Basic {}\r\n", server.token),
        ] {
            let answer = server.http(path, header, b"");
            assert!(answer.starts_with("HTTP/1.1 401"), "{path} {header}: {answer}");
        }
    }
    // A token in the address would end in logs: it is not looked at.
    let answer = server.http(&format!("GET /api/models/performance?token={}", server.token), "", b"");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    // Who has it is not held up by the many who have not.
    let refused = (0..200).map(|_| server.http("GET /api/alerts", "", b""));
    assert!(refused.into_iter().any(|answer| answer.starts_with("HTTP/1.1 429")));
    assert_unharmed(&server);
}

#[test]
fn nothing_is_done_by_get() {
    let server = Server::start(&[]);
    for path in PATHS {
        let (method, path) = path.split_once(' ').unwrap();
        let others: &[&str] = if method == "POST" {
            &["GET", "HEAD", "PUT", "DELETE"]
        } else {
            &["POST", "PUT", "DELETE"]
        };
        for other in others {
            let answer = server.http(&format!("{other} {path}"), &server.bearer(), b"");
            assert!(answer.starts_with("HTTP/1.1 405"), "{other} {path}: {answer}");
        }
    }
    assert_eq!(server.ask("GET /nowhere", "").1["kind"], "request");
    assert_eq!(server.ask("GET /", "").0, 404);
}

#[test]
fn what_is_no_request_ends_its_own_connection() {
    let server = Server::start(&[]);
    for garbage in [
        "\r\n\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}".to_owned(),
        format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "b".repeat(100_000)),
        format!(
            "POST /predict HTTP/1.1\r\nHost: {}\r\nContent-Length: 99999999999999999999\r\n\r\n",
            server.host()
        ),
    ] {
        let answer = server.raw(garbage.as_bytes());
        assert!(
            !answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 5"),
            "{answer}"
        );
    }
    assert_unharmed(&server);
}

#[test]
fn a_thousand_connections_do_no_harm() {
    let server = Server::start(&[]);
    let connections: Vec<_> = (0..1_000)
        .filter_map(|_| TcpStream::connect(("127.0.0.1", server.port)).ok())
        .collect();
    assert!(connections.len() > 500, "{}", connections.len());
    // Those that say nothing are let go after a while, and others can come again.
    let began = Instant::now();
    for mut connection in connections {
        connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        drop(connection.read_to_end(&mut Vec::new()));
    }
    assert!(began.elapsed() < Duration::from_mins(1));
    assert_unharmed(&server);
}

#[test]
fn a_slow_client_keeps_nobody_out() {
    let server = Server::start(&[]);
    let mut slow: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut slow {
        let head = format!(
            "POST /predict HTTP/1.1\r\nHost: {}\r\n{}",
            server.host(),
            server.bearer()
        );
        stream.write_all(head.as_bytes()).unwrap();
    }
    assert_unharmed(&server);
}

#[test]
fn only_a_sidecar_on_this_machine_is_taken_and_settings_are_checked() {
    let refused = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_wiresift"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = refused(&["--sidecar", "ws://192.0.2.1:8947#abc"]);
    assert!(said.contains("must be on this machine"), "{said}");
    let settings = crate::support::file("wrong.toml", b"[alerts]\nwebhook = \"file:///etc/passwd\"\n");
    let said = refused(&["--settings", &settings]);
    assert!(said.contains("line 2: alerts.webhook must be"), "{said}");
    let model = crate::support::file("model.safetensors", b"no model");
    assert!(refused(&["--model", &model]).contains("not a model file"));
}
