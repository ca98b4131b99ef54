//! Captures in the page and by the command line, and their peers.

mod features;
mod files;

use std::env;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use super::figures::Figures;
use super::{folder, python, with_browser};
use crate::paths;
use crate::process::{Run, command};
use crate::setup::npm;
use files::Files;

/// Packets per second that the page has to reach.
const LEAST_PACKETS_PER_S: f64 = 2e6;
/// Megabytes that the tab has to stay below.
const MOST_MB: f64 = 600.0;
/// The same flows with twice the packets may take so much more: what a peak varies by from run to run.
const MOST_GROWTH: f64 = 1.05;

/// Makes the captures, then runs the page, the command line and the peers on them.
pub(super) fn run(n_bytes: u64, repeat: &str, figures: &mut Figures) -> Result<()> {
    let files = Files::make(n_bytes)?;
    let wiresift = command_line()?;
    npm::ensure(&paths::root())?;
    npm::ensure(&paths::root().join("benches/peers"))?;

    let mut page = command("node", ["benches/captures.mjs", "dist", repeat]);
    for (bench, file) in [
        ("capture", &files.whole),
        ("capture_double", &files.double),
        ("capture_repeated", &files.repeated),
        ("capture_fifth", &files.fifth),
    ] {
        page.arg(format!("{bench}/flows={}", file.display()));
    }
    figures.take(with_browser(&mut page)?)?;
    features::run(&files.whole, figures)?;
    let mut native = python::script("benches/python/captures.py")?;
    native.arg(wiresift).arg(repeat);
    figures.take(native.args([&files.whole, &files.double, &files.repeated]))?;
    let mut wiregasm = command("node", ["benches/peers/captures.mjs"]);
    wiregasm.arg(folder()?.join("wiregasm")).arg("capture_fifth/flows");
    figures.take(with_browser(&mut wiregasm)?.arg(&files.fifth).arg(repeat))
}

/// Builds `wiresift`. Returns its path.
pub(super) fn command_line() -> Result<PathBuf> {
    command("cargo", ["build", "--release", "--package", "wiresift-cli"]).run()?;
    let program = paths::target().join("release/wiresift");
    Ok(program.with_extension(env::consts::EXE_EXTENSION))
}

/// Figures that are held against a limit, or against each other, without a peer.
pub(super) fn limits(figures: &Figures) -> Vec<Value> {
    let tab = |name| figures.number("capture/flows", "tab", name);
    let speed = tab("packets_per_s").map(|speed| {
        json!({
            "check": "packets_per_s", "where": "tab", "value": speed, "at_least": LEAST_PACKETS_PER_S,
            "kept": speed >= LEAST_PACKETS_PER_S,
        })
    });
    let memory = tab("peak_mb").map(
        |peak| json!({"check": "peak_mb", "where": "tab", "value": peak, "below": MOST_MB, "kept": peak < MOST_MB}),
    );
    let growths = [
        ("tab", "flows", "capture_repeated", Some(MOST_GROWTH)),
        ("tab", "flows", "capture_double", None),
        ("cli", "flows", "capture_repeated", None),
        ("cli", "flows", "capture_double", None),
        ("cli", "conn_log", "capture_double", Some(MOST_GROWTH)),
    ];
    let growths = growths
        .into_iter()
        .filter_map(|(place, what, larger, limit)| growth(figures, place, what, larger, limit));
    speed.into_iter().chain(memory).chain(growths).collect()
}

/// Memory for a capture of twice the size over memory for the capture.
fn growth(figures: &Figures, place: &str, what: &str, larger: &str, limit: Option<f64>) -> Option<Value> {
    let peak = |capture| figures.number(&format!("{capture}/{what}"), place, "peak_mb");
    let (whole, large) = (peak("capture")?, peak(larger)?);
    let growth = (large / whole * 1000.0).round() / 1000.0;
    let mut line = json!({
        "check": "peak_mb_growth", "where": place, "bench": format!("{larger}/{what}"), "peak_mb": large,
        "capture_peak_mb": whole, "value": growth,
    });
    if let Some(limit) = limit {
        line["at_most"] = json!(limit);
        line["kept"] = json!(growth <= limit);
    }
    Some(line)
}

#[cfg(test)]
mod tests;
