//! Times bytes -> packets -> flows of a capture that lies in memory; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-flow -- FILE`; without a file nothing is timed. `cargo xtask capture` makes large ones.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::time::Instant;

use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_flow::{FlowOptions, FlowTable};

const CHUNK: usize = 4 << 20;
const RUNS: usize = 5;

fn main() {
    // Cargo passes `--bench`.
    let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        eprintln!("no capture named: skipped");
        return;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return eprintln!("{path}: {error}"),
    };
    for (name, inspect_payload) in [("capture to flows", true), ("without payload", false)] {
        let mut seconds = f64::INFINITY;
        let (mut n_packets, mut n_flows) = (0, 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            (n_packets, n_flows) = read(&bytes, inspect_payload);
            seconds = seconds.min(start.elapsed().as_secs_f64());
        }
        let rate = n_packets as f64 / seconds;
        println!(
            "{{\"bench\":\"flow/{name}\",\"seconds\":{seconds:.4},\"bytes\":{},\"packets\":{n_packets},\
             \"packets_per_s\":{rate:.0},\"flows\":{n_flows}}}",
            bytes.len()
        );
    }
}

fn read(bytes: &[u8], inspect_payload: bool) -> (u64, u64) {
    let mut n_flows = 0;
    let mut table = FlowTable::new(FlowOptions {
        inspect_payload,
        ..FlowOptions::default()
    });
    let mut reader = CaptureReader::new(CaptureOptions::default());
    for chunk in bytes.chunks(CHUNK) {
        if reader
            .push(chunk, &mut |packet| table.push(&packet, &mut |_| n_flows += 1))
            .is_err()
        {
            break;
        }
    }
    let report = reader.finish(&mut |packet| table.push(&packet, &mut |_| n_flows += 1));
    table.finish(&mut |_| n_flows += 1);
    (report.n_packets, n_flows)
}
