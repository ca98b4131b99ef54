//! Attacks. Each is refused, and the capture goes on unharmed.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use tungstenite::{Error, Message};
use wiresift_scenario::sample;
use wiresift_wire::{FailureKind, Notice, Request, VERSION};

use crate::program::{Page, Sidecar, TempFile};

/// A sidecar that replays slowly, so that the capture outlives the test.
fn running() -> (Sidecar, TempFile) {
    let thread = std::thread::current().name().unwrap_or_default().replace("::", "-");
    let file = TempFile::new(&format!("{thread}.pcap"), &sample(1).pcap);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "200"]);
    (sidecar, file)
}

/// The capture still runs, and packets still come.
fn assert_unharmed(sidecar: &Sidecar) {
    let mut page = sidecar.page();
    while page.seen.packets.n_received() == 0 {
        page.notice();
    }
    assert_eq!(sidecar.api("GET /api/capture/status", "")["status"]["is_running"], true);
}

fn refusal(page: &mut Page) -> FailureKind {
    loop {
        match page.notice() {
            Notice::Failed { kind, .. } => return kind,
            Notice::Status(_) | Notice::Started(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The rest of the socket is an end, by whatever way.
fn assert_closed(page: &mut Page) {
    for _ in 0..10_000 {
        match page.socket.read() {
            Ok(Message::Close(_)) | Err(_) => return,
            Ok(_) => {}
        }
    }
    panic!("still open");
}

#[test]
fn a_rebound_page_is_refused_although_its_origin_agrees() {
    let (sidecar, _file) = running();
    let evil = format!("attacker.example:{}", sidecar.port);
    let bearer = format!("Authorization: Bearer {}", sidecar.token);
    for path in ["/", "/api/capture/status", "/socket"] {
        let answer = sidecar.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: {evil}\r\nOrigin: http://{evil}\r\n{bearer}\r\nConnection: close\r\n\r\n"
        ));
        assert!(answer.starts_with("HTTP/1.1 421"), "{path}: {answer}");
    }
    let error = sidecar
        .stranger(&[("Host", &evil), ("Origin", &format!("http://{evil}"))])
        .err()
        .unwrap();
    assert!(
        matches!(*error, Error::Http(ref answer) if answer.status() == 421),
        "{error:?}"
    );
    assert_unharmed(&sidecar);
}

#[test]
fn other_origins_are_refused_even_with_the_token() {
    let (sidecar, _file) = running();
    let bearer = format!("Authorization: Bearer {}\r\n", sidecar.token);
    for origin in [
        "https://attacker.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1.attacker.example",
        &format!("http://127.0.0.1:{}.attacker.example", sidecar.port),
        &format!("https://127.0.0.1:{}", sidecar.port),
    ] {
        let answer = sidecar.http("POST /api/capture/stop", &format!("{bearer}Origin: {origin}\r\n"), "");
        assert!(answer.starts_with("HTTP/1.1 403"), "{origin}: {answer}");
        let error = sidecar.stranger(&[("Origin", origin)]).err().unwrap();
        assert!(
            matches!(*error, Error::Http(ref answer) if answer.status() == 403),
            "{origin}"
        );
    }
    let own = format!("http://127.0.0.1:{}", sidecar.port);
    assert!(sidecar.stranger(&[("Origin", &own)]).is_ok());
    assert_unharmed(&sidecar);
}

#[test]
fn without_the_token_nothing_is_said_or_done() {
    let (sidecar, _file) = running();
    let short = &sidecar.token[..sidecar.token.len() - 1];
    for path in [
        "capture/status",
        "capture/packets",
        "capture/file",
        "interfaces",
        "statistics",
        "flows",
    ] {
        for header in [
            "",
            "Authorization: Bearer \r\n",
            &format!("Authorization: Bearer {short}\r\n"),
            "Authorization: Basic YTpi\r\n",
        ] {
            let answer = sidecar.http(&format!("GET /api/{path}"), header, "");
            assert!(answer.starts_with("HTTP/1.1 401"), "{path} {header}: {answer}");
        }
    }
    // A token in the address would end in logs: it is not looked at.
    let answer = sidecar.http(&format!("GET /api/flows?token={}", sidecar.token), "", "");
    assert!(answer.starts_with("HTTP/1.1 401"));
    for token in ["", "token", short] {
        let mut page = sidecar.stranger(&[]).unwrap();
        page.ask(&Request::Hello {
            version: VERSION,
            token: token.to_owned(),
        });
        assert_eq!(refusal(&mut page), FailureKind::Token);
        assert_closed(&mut page);
    }
    assert_unharmed(&sidecar);
}

#[test]
fn the_first_message_must_be_a_hello_of_this_version() {
    let (sidecar, _file) = running();
    let mut page = sidecar.stranger(&[]).unwrap();
    page.ask(&Request::Stop);
    assert_eq!(refusal(&mut page), FailureKind::Token);
    assert_closed(&mut page);
    let mut page = sidecar.stranger(&[]).unwrap();
    page.ask(&Request::Hello {
        version: VERSION + 1,
        token: sidecar.token.clone(),
    });
    assert_eq!(refusal(&mut page), FailureKind::Version);
    // Who says nothing is let go.
    let mut silent = sidecar.stranger(&[]).unwrap();
    let began = Instant::now();
    assert_closed(&mut silent);
    assert!(began.elapsed() < Duration::from_secs(15));
    assert_unharmed(&sidecar);
}

#[test]
fn nothing_changes_by_get() {
    let (sidecar, _file) = running();
    let bearer = format!("Authorization: Bearer {}\r\n", sidecar.token);
    for path in ["start", "stop"] {
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            let answer = sidecar.http(&format!("{method} /api/capture/{path}"), &bearer, "");
            assert!(answer.starts_with("HTTP/1.1 405"), "{method} {path}: {answer}");
        }
    }
    assert_unharmed(&sidecar);
}

#[test]
fn oversized_and_malformed_messages_end_their_own_connection() {
    let (sidecar, _file) = running();
    let bearer = format!("Authorization: Bearer {}\r\n", sidecar.token);
    let answer = sidecar.http("POST /api/capture/start", &bearer, &"x".repeat(200_000));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    for body in ["{", "[]", "{\"snaplen\":-1}", "{\"file\":\"/etc/passwd\"}"] {
        let answer = sidecar.http("POST /api/capture/start", &bearer, body);
        assert!(answer.starts_with("HTTP/1.1 400"), "{body}: {answer}");
    }
    for text in ["", "{}", "\u{0}", "{\"type\":\"format_disk\"}", &"[".repeat(60_000)] {
        let mut page = sidecar.page();
        page.socket.send(Message::text(text)).unwrap();
        assert_eq!(refusal(&mut page), FailureKind::Request, "{text}");
    }
    for message in [Message::text("x".repeat(1 << 20)), Message::binary(vec![1; 100])] {
        let mut page = sidecar.page();
        drop(page.socket.send(message));
        assert_closed(&mut page);
    }
    // Frames that are not masked, have reserved bits, or claim 2^63 bytes.
    for bytes in [
        &[0x81, 0x02, b'h', b'i'][..],
        &[0xf1, 0x80, 0, 0, 0, 0],
        &[0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4],
    ] {
        let mut page = sidecar.page();
        page.socket.get_mut().write_all(bytes).unwrap();
        assert_closed(&mut page);
    }
    for garbage in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
        &format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "b".repeat(100_000)),
    ] {
        let answer = sidecar.raw(garbage);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    assert_unharmed(&sidecar);
}

#[test]
fn a_flood_of_requests_ends_the_page() {
    let (sidecar, _file) = running();
    let mut page = sidecar.page();
    for _ in 0..500 {
        if page.socket.send(Message::text("{\"type\":\"status\"}")).is_err() {
            break;
        }
    }
    assert_closed(&mut page);
    assert_unharmed(&sidecar);
}

#[test]
fn a_thousand_connections_do_no_harm() {
    let (sidecar, _file) = running();
    let mut page = sidecar.page();
    let connections: Vec<_> = (0..1_000)
        .filter_map(|_| std::net::TcpStream::connect(("127.0.0.1", sidecar.port)).ok())
        .collect();
    assert!(connections.len() > 500, "{}", connections.len());
    // The page that was there goes on meanwhile.
    let before = page.seen.packets.n_received();
    while page.seen.packets.n_received() < before + 50 {
        page.notice();
    }
    // Those that say nothing are let go after a while, and others can come again.
    let began = Instant::now();
    for mut connection in connections {
        connection.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        let mut rest = Vec::new();
        drop(connection.read_to_end(&mut rest));
    }
    assert!(began.elapsed() < Duration::from_mins(1));
    assert_unharmed(&sidecar);
}

#[test]
fn the_ninth_page_is_told_why() {
    let (sidecar, _file) = running();
    let pages: Vec<_> = (0..8).map(|_| sidecar.page()).collect();
    let mut ninth = sidecar.stranger(&[]).unwrap();
    ninth.ask(&Request::Hello {
        version: VERSION,
        token: sidecar.token.clone(),
    });
    assert_eq!(refusal(&mut ninth), FailureKind::Limit);
    drop(pages);
    std::thread::sleep(Duration::from_millis(500));
    assert_unharmed(&sidecar);
}

#[test]
fn files_are_those_of_the_page_alone() {
    let folder = std::env::temp_dir().join(format!("wiresift-page-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(folder.join("index.html"), "<title>page</title>").unwrap();
    std::fs::write(folder.join("assets/a.js"), "1").unwrap();
    let secret = TempFile::new("secret.txt", b"secret");
    #[cfg(unix)]
    drop(std::os::unix::fs::symlink(&secret.0, folder.join("link.txt")));
    let sidecar = Sidecar::start(&["--page", folder.to_str().unwrap()]);
    assert!(sidecar.http("GET /", "", "").contains("<title>page</title>"));
    let script = sidecar.http("GET /assets/a.js", "", "");
    assert!(
        script.contains("text/javascript") && script.contains("nosniff"),
        "{script}"
    );
    let name = secret.0.file_name().unwrap().to_str().unwrap().to_owned();
    for path in [
        "/link.txt",
        &format!("/../{name}"),
        &format!("/%2e%2e/{name}"),
        &format!("/assets/../../{name}"),
        &format!("//{}", secret.path()),
    ] {
        let answer = sidecar.http(&format!("GET {path}"), "", "");
        assert!(
            !answer.contains("secret\n") && !answer.starts_with("HTTP/1.1 200"),
            "{path}: {answer}"
        );
    }
    assert!(sidecar.http("POST /index.html", "", "").starts_with("HTTP/1.1 405"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn settings_that_are_wrong_are_named() {
    let file = TempFile::new("settings.toml", b"[capture]\n\nsnaplen = 7\n");
    let program = env!("CARGO_BIN_EXE_wiresift-sidecar");
    let mut command = std::process::Command::new(program);
    let output = command
        .args(["--port", "0", "--settings", file.path()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("line 3: capture.snaplen"), "{said}");
}

#[test]
fn beyond_loopback_there_must_be_tls() {
    let program = env!("CARGO_BIN_EXE_wiresift-sidecar");
    for arguments in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "[::]:0", "--host", "a.example"],
    ] {
        let output = std::process::Command::new(program).args(arguments).output().unwrap();
        assert!(!output.status.success());
    }
}
