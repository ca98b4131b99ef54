//! Times reading of a capture that lies in memory; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-capture -- [FILE]`: without a file `derived_mix_labelled.pcap` is looked for in
//! `$WIRESIFT_DATA/captures`, then in `../shared/data/captures` beside the workspace; without either nothing is timed.
//! A classic pcap is repeated to about 200 MB.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::path::PathBuf;
use std::time::Instant;

use wiresift_capture::{CaptureOptions, CaptureReader, Transport};

const CHUNK: usize = 1 << 20;
const BYTES: usize = 200 << 20;
const PCAP_HEADER_BYTES: usize = 24;
const RUNS: usize = 5;

fn main() {
    let Some(path) = file() else {
        eprintln!("no capture to read: skipped");
        return;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => enlarge(bytes),
        Err(error) => return eprintln!("{}: {error}", path.display()),
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut seconds = f64::INFINITY;
    let (mut n_packets, mut payload_bytes) = (0, 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        (n_packets, payload_bytes) = read(&bytes);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let rate = n_packets as f64 / seconds;
    println!(
        "{{\"bench\":\"capture/read/{name}\",\"seconds\":{seconds:.4},\"bytes\":{},\"packets\":{n_packets},\
         \"packets_per_s\":{rate:.0},\"payload_bytes\":{payload_bytes}}}",
        bytes.len()
    );
}

fn file() -> Option<PathBuf> {
    // Cargo passes `--bench`.
    if let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) {
        return Some(path.into());
    }
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var_os("WIRESIFT_DATA").map_or_else(|| beside.into(), PathBuf::from);
    let path = data.join("captures/derived_mix_labelled.pcap");
    path.exists().then_some(path)
}

/// Repeats the records of a classic pcap; other files stay as they are.
fn enlarge(mut bytes: Vec<u8>) -> Vec<u8> {
    let is_pcap = bytes.starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]);
    let records = bytes.get(PCAP_HEADER_BYTES..).unwrap_or_default().to_vec();
    while is_pcap && !records.is_empty() && bytes.len() < BYTES {
        bytes.extend_from_slice(&records);
    }
    bytes
}

/// Packets, and bytes of TCP payload, so that the decoding is used.
fn read(bytes: &[u8]) -> (u64, u64) {
    let mut payload_bytes = 0;
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut sink = |packet: wiresift_capture::Packet<'_>| {
        if let Ok(ip) = &packet.ip
            && let Transport::Tcp(_) = ip.transport
        {
            payload_bytes += u64::from(ip.payload_len);
        }
    };
    for chunk in bytes.chunks(CHUNK) {
        if reader.push(chunk, &mut sink).is_err() {
            break;
        }
    }
    let report = reader.finish(&mut sink);
    (report.n_packets, payload_bytes)
}
