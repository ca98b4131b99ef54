//! A small capture, and the binary as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs `wiresift`.
pub(crate) fn wiresift(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wiresift"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs `wiresift` with something on its standard input.
pub(crate) fn wiresift_reading(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wiresift"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// What it printed, when it ended well.
pub(crate) fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

pub(crate) fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// A new file whose name ends in this one; tests of one process run side by side, so no two calls share a file.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let count = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("{}-{count}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The project's captures, where they are: `$WIRESIFT_DATA/captures`, or `../shared/data/captures` beside the workspace.
#[expect(clippy::print_stdout, reason = "says what was skipped")]
pub(crate) fn captures() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA").map_or_else(beside, PathBuf::from);
    let folder = folder.join("captures");
    if !folder.join("MANIFEST.csv").is_file() {
        println!("skipped: no captures at {} (set WIRESIFT_DATA)", folder.display());
        return None;
    }
    Some(folder)
}

const CLIENT: [u8; 4] = [10, 0, 0, 1];
const SERVER: [u8; 4] = [93, 184, 216, 34];
const RESOLVER: [u8; 4] = [8, 8, 8, 8];

const FIN: u8 = 1;
const SYN: u8 = 2;
const ACK: u8 = 16;

/// Seconds since the epoch of the first packet: 2023-11-14 22:13:20 UTC.
const START: u32 = 1_700_000_000;

/// A web connection (8 packets), a DNS query, an echo with its answer, an ARP request, and a frame without IP: a packet
/// every 0.1 s.
pub(crate) fn frames() -> Vec<Vec<u8>> {
    let to_server = |flags, sequence, acknowledgment, payload: &[u8]| {
        let segment = tcp(40_000, 80, flags, sequence, acknowledgment, payload);
        ipv4(CLIENT, SERVER, 6, &segment)
    };
    let to_client = |flags, sequence, acknowledgment, payload: &[u8]| {
        let segment = tcp(80, 40_000, flags, sequence, acknowledgment, payload);
        ipv4(SERVER, CLIENT, 6, &segment)
    };
    vec![
        to_server(SYN, 99, 0, b""),
        to_client(SYN | ACK, 499, 100, b""),
        to_server(ACK, 100, 500, b""),
        to_server(ACK, 100, 500, b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"),
        to_client(ACK, 500, 137, b"HTTP/1.1 200 OK\r\n\r\n"),
        to_client(FIN | ACK, 519, 137, b""),
        to_server(FIN | ACK, 137, 520, b""),
        to_client(ACK, 520, 138, b""),
        ipv4(CLIENT, RESOLVER, 17, &udp(5_353, 53, &dns_query())),
        ipv4(CLIENT, RESOLVER, 1, &[8, 0, 0, 0, 0, 1, 0, 1]),
        ipv4(RESOLVER, CLIENT, 1, &[0, 0, 0, 0, 0, 1, 0, 1]),
        ethernet(0x0806, &arp_request()),
        ethernet(0x88cc, &[0; 46]),
    ]
}

/// A pcap of frames that starts with number `first` of [`frames`], as far as its time goes.
pub(crate) fn pcap(first: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut file = words(&[0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 1]);
    for (frame, number) in frames.iter().zip(first..) {
        let len = u32::try_from(frame.len()).unwrap();
        file.extend(words(&[START + number / 10, number % 10 * 100_000, len, len]));
        file.extend(frame);
    }
    file
}

fn ethernet(kind: u16, payload: &[u8]) -> Vec<u8> {
    [&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], &kind.to_be_bytes()[..], payload].concat()
}

fn ipv4(source: [u8; 4], destination: [u8; 4], protocol: u8, payload: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(20 + payload.len()).unwrap().to_be_bytes();
    let start = [0x45, 0, high, low, 0, 0, 0, 0, 64, protocol, 0, 0];
    ethernet(0x0800, &[&start, &source[..], &destination, payload].concat())
}

fn tcp(source: u16, destination: u16, flags: u8, sequence: u32, acknowledgment: u32, payload: &[u8]) -> Vec<u8> {
    let ports = [source.to_be_bytes(), destination.to_be_bytes()].concat();
    let numbers = [sequence.to_be_bytes(), acknowledgment.to_be_bytes()].concat();
    [&ports, &numbers, &[0x50, flags, 0xff, 0xff, 0, 0, 0, 0][..], payload].concat()
}

fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(8 + payload.len()).unwrap();
    let header = [source, destination, length, 0].map(u16::to_be_bytes).concat();
    [&header, payload].concat()
}

/// Asks for the address of `example.com`.
fn dns_query() -> Vec<u8> {
    let header = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    [&header, &b"\x07example\x03com\0\0\x01\0\x01"[..]].concat()
}

fn arp_request() -> Vec<u8> {
    let start = [0, 1, 8, 0, 6, 4, 0, 1];
    let ends = [&[2, 0, 0, 0, 0, 1][..], &CLIENT, &[0; 6], &[10, 0, 0, 9]].concat();
    [&start, &ends[..]].concat()
}
