//! Times the opening of a file that lies in memory: its bytes, its end, its overview; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-engine -- FILE`; without a file nothing is timed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::time::Instant;

use wiresift_engine::message::TableSlot;
use wiresift_engine::{Opening, Session};

const CHUNK: usize = 4 << 20;
const RUNS: usize = 3;

fn main() {
    // Cargo passes `--bench`.
    let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        eprintln!("no file named: skipped");
        return;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return eprintln!("{path}: {error}"),
    };
    for _ in 0..RUNS {
        let mut opening = Opening::new(&path, bytes.len() as u64);
        let start = Instant::now();
        let mut lap = start;
        for chunk in bytes.chunks(CHUNK) {
            if let Err(error) = opening.push(chunk) {
                return eprintln!("{}", error.message);
            }
        }
        print("push", &mut lap);
        let opened = match opening.finish() {
            Ok(opened) => opened,
            Err(error) => return eprintln!("{}", error.message),
        };
        print("finish", &mut lap);
        let mut session = Session::default();
        let overview = session.insert(TableSlot::Training, opened);
        print("overview", &mut lap);
        println!(
            "{{\"bench\":\"open/total\",\"seconds\":{:.3},\"rows\":{}}}",
            start.elapsed().as_secs_f64(),
            overview.n_rows
        );
    }
}

fn print(step: &str, lap: &mut Instant) {
    println!(
        "{{\"bench\":\"open/{step}\",\"seconds\":{:.3}}}",
        lap.elapsed().as_secs_f64()
    );
    *lap = Instant::now();
}
