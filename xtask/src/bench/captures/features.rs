//! The time from the bytes of a capture to all features of its flows, natively and without writing them.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bench::figures::Figures;
use crate::process::{Run, command, say};

/// Runs the engine's bench on `capture`, and keeps and prints the least time.
pub(super) fn run(capture: &Path, figures: &mut Figures) -> Result<()> {
    let mut bench = command(
        "cargo",
        [
            "bench",
            "--quiet",
            "--package",
            "wiresift-engine",
            "--bench",
            "open",
            "--",
        ],
    );
    bench.arg(capture);
    say(format!("$ {}", bench.shown()));
    let seconds = least(&bench.read()?).context("the engine's bench printed no time")?;
    figures.print(json!({"bench": "capture/features", "where": "native", "seconds": seconds}))
}

/// Each run prints a line for reading, then one for the features that take all flows.
pub(super) fn least(output: &str) -> Option<f64> {
    let mut least: Option<f64> = None;
    let mut reading = None;
    for line in output.lines() {
        let Ok(figure) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let seconds = figure["seconds"].as_f64();
        match figure["bench"].as_str() {
            Some("open/push") => reading = seconds,
            Some("open/finish") => {
                let run = reading.take().zip(seconds).map(|(reading, rest)| reading + rest);
                least = least.into_iter().chain(run).reduce(f64::min);
            }
            _ => {}
        }
    }
    least
}
