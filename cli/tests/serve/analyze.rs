//! A file in, the result of `wiresift analyze --json` out.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Server, wiresift};
use crate::support::file;

const QUICK: &str = "detectors=isolation_forest,one_class_svm";

/// Without what depends on the clock.
fn timeless(mut analysis: Value) -> Value {
    analysis["seconds"] = Value::Null;
    analysis
}

#[test]
fn the_answer_is_that_of_the_command_line() {
    let server = Server::start(&[]);
    let table = wiresift(&["sample", "table", "--seed", "5", "--rows", "800", "--anomalies", "0.1"]);
    let capture = wiresift_scenario::sample(5).pcap;
    for (name, bytes) in [("table.csv", table), ("capture.pcap", capture)] {
        let path = file(name, &bytes);
        let here = [
            "--detectors",
            "isolation_forest,one_class_svm",
            "--seed",
            "9",
            "--contamination",
            "0.05",
        ];
        let printed = wiresift(&[&["analyze", &path, "--json"][..], &here].concat());
        let expected: Value = serde_json::from_slice(&printed).unwrap();
        let path = format!("POST /api/analyze?name={name}&{QUICK}&seed=9&contamination=0.05");
        let answer = server.ok(&path, &bytes);
        assert!(answer["rows"].as_u64().unwrap() >= 800 && answer["seconds"]["fit"].is_number());
        assert_eq!(timeless(answer), timeless(expected), "{name}");
    }
}

#[test]
fn what_is_no_file_of_ours_says_why() {
    let server = Server::start(&["--max-upload-mib", "1"]);
    let chunked = |body: &[u8]| {
        let head = format!(
            "POST /api/analyze HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n{}\r\n",
            server.host(),
            server.bearer()
        );
        let mut request = head.into_bytes();
        for piece in body.chunks(100_000) {
            write!(request, "{:x}\r\n", piece.len()).unwrap();
            request.extend_from_slice(piece);
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"0\r\n\r\n");
        server.raw(&request)
    };
    let cases: [(&[u8], u16, &str); 6] = [
        (b"", 422, "file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", 422, "file"),
        (b"one\ntwo\n", 422, "file"),
        (b"a,b\nx,y\n", 422, "setting"),
        (&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0], 422, "file"),
        (&[0x1f, 0x8b, 8, 0, 0, 0], 422, "file"),
    ];
    for (body, status, kind) in cases {
        let (found, answer) = server.ask("POST /api/analyze", body);
        assert_eq!(
            (found, answer["kind"].as_str()),
            (status, Some(kind)),
            "{body:?}: {answer}"
        );
    }
    // A length that is announced, and one that is not.
    assert_eq!(server.ask("POST /api/analyze", vec![b'1'; (1 << 20) + 1]).0, 413);
    let answer = chunked(&b"1,2\n".repeat(300_000));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    for query in [
        "contamination=2",
        "contamination=x",
        "seed=-1",
        "detectors=best",
        "train_on=some",
        "colour=red",
    ] {
        let (found, answer) = server.ask(&format!("POST /api/analyze?{query}"), "a,b\n1,2\n3,4\n");
        assert!((400..500).contains(&found), "{query}: {found} {answer}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let server = Server::start(&["--max-upload-mib", "1"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let line = "1,2,3\n".repeat(100_000);
    for _ in 0..200 {
        gzip.write_all(line.as_bytes()).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let (status, answer) = server.ask("POST /api/analyze", &bomb);
    assert_eq!((status, answer["kind"].as_str()), (422, Some("file")), "{answer}");
}

#[test]
fn a_third_file_waits_outside() {
    let server = Server::start(&[]);
    // Two uploads that do not end; the server asks for the rest once it has taken them on.
    let open = [(); 2].map(|()| {
        let mut stream = server.connect();
        let head = format!(
            "POST /api/analyze HTTP/1.1\r\nHost: {}\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n{}\r\n",
            server.host(),
            server.bearer()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream
    });
    assert_eq!(server.ask("POST /api/analyze", "").0, 429);
    drop(open);
    let table = wiresift(&["sample", "table", "--seed", "5", "--rows", "300"]);
    let began = Instant::now();
    while server.ask(&format!("POST /api/analyze?{QUICK}"), &table).0 != 200 {
        assert!(began.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(100));
    }
}
