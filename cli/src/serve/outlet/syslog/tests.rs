use std::io::Read;
use std::net::TcpListener;

use super::*;

fn alert() -> AlertRow {
    AlertRow {
        id: 7,
        name: "port scan".to_owned(),
        technique: Some("T1046 Network Service Discovery".to_owned()),
        originator: "192.0.2.7".to_owned(),
        responder: "198.51.100.9 port 22 (ssh)".to_owned(),
        severity: "high",
        score: Some(0.999_94),
        votes: vec!["isolation_forest", "one_class_svm"],
        confidence: 0.5,
        reasons: vec!["a=b|c\\d".to_owned(), "two\nlines".to_owned()],
        flows: 120,
        first: 1_700_000_000.25,
        last: 1_700_000_009.5,
    }
}

const CEF: &str = "CEF:0|Wiresift|Wiresift|0.1.0|port-scan|port scan|9|externalId=7 rt=1700000009500 start=1700000000250 \
    end=1700000009500 cnt=120 src=192.0.2.7 dst=198.51.100.9 dpt=22 cs1Label=technique cs1=T1046 Network Service Discovery \
    cs2Label=votes cs2=isolation_forest, one_class_svm cfp1Label=score cfp1=0.9999 msg=a\\=b|c\\\\d; two\\nlines";

#[test]
fn the_line_is_that_of_the_standard() {
    let now = Timestamp::from_second(1_700_000_010).unwrap();
    let line = message(&alert(), "sensor", now);
    let (head, text) = line.split_once(" - ").unwrap();
    let process = std::process::id();
    assert_eq!(
        head,
        format!("<130>1 2023-11-14T22:13:30.000000Z sensor wiresift {process} alert")
    );
    assert_eq!(text, CEF);
}

#[test]
fn nothing_of_an_alert_breaks_out_of_its_field() {
    let hostile = AlertRow {
        name: "a|b\\c\nd".to_owned(),
        originator: "x dst=1.2.3.4\u{0}".to_owned(),
        responder: "port 443".to_owned(),
        technique: None,
        reasons: vec!["y".repeat(5_000)],
        ..alert()
    };
    let text = cef::message(&hostile);
    assert!(
        text.starts_with("CEF:0|Wiresift|Wiresift|0.1.0|a\\|b\\\\c d|a\\|b\\\\c d|9|externalId=7 "),
        "{text}"
    );
    assert!(text.contains(" shost=x dst\\=1.2.3.4  dpt=443 "), "{text}");
    assert!(!text.contains("dhost") && !text.contains('\n') && text.len() < 2_048);
}

#[test]
fn a_datagram_is_a_message() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut outlet = Syslog::new(&format!("udp://{}", server.local_addr().unwrap())).unwrap();
    outlet.send(&alert()).unwrap();
    let mut bytes = [0; 4_096];
    let n_bytes = server.recv(&mut bytes).unwrap();
    assert!(String::from_utf8_lossy(&bytes[..n_bytes]).ends_with(CEF));
}

#[test]
fn a_stream_has_lengths_and_is_opened_again() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut outlet = Syslog::new(&format!("tcp://{}", server.local_addr().unwrap())).unwrap();
    for _ in 0..2 {
        outlet.send(&alert()).unwrap();
        outlet.send(&alert()).unwrap();
        let (mut stream, _) = server.accept().unwrap();
        for _ in 0..2 {
            let message = framed(&mut stream);
            assert!(message.starts_with("<130>1 ") && message.ends_with(CEF), "{message}");
        }
        // Closed by the other end: the next message goes over a new connection.
        drop(stream);
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(server);
    let error = outlet.send(&alert()).unwrap_err();
    assert!(matches!(error, SendError::Later(_)), "{error}");
}

/// A message by the length before it.
fn framed(stream: &mut TcpStream) -> String {
    let mut length = String::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        if byte == *b" " {
            break;
        }
        length.push(char::from(byte[0]));
    }
    let mut message = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut message).unwrap();
    String::from_utf8(message).unwrap()
}
