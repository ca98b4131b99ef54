//! Times reading and encoding of a table; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-table -- [FILE]`: without a file KDD'99 10% is looked for in `$WIRESIFT_DATA/tables`, then in
//! `../shared/data/tables` beside the workspace; without either nothing is timed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::path::PathBuf;
use std::time::Instant;

use wiresift_table::{DefaultScaling, Encoder, EncoderOptions, ReadOptions, Scaling, Table, TableReader};

const CHUNK: usize = 1 << 20;
const RUNS: usize = 5;

fn main() {
    let Some(path) = file() else {
        eprintln!("no table to read: skipped");
        return;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return eprintln!("{}: {error}", path.display()),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default().to_owned();
    let table = time(&format!("table/read/{stem}"), || read(&name, &bytes));
    let Some(table) = table else {
        return;
    };
    let standard = EncoderOptions {
        default_scaling: DefaultScaling::Fixed(Scaling::Standard),
        ..EncoderOptions::default()
    };
    time(&format!("table/distinct/{stem}"), || {
        Some(table.distinct_feature_rows())
    });
    time(&format!("table/fit_standard/{stem}"), || {
        Encoder::fit_with(&table, None, &standard).ok()
    });
    if let Some(encoder) = time(&format!("table/fit/{stem}"), || Encoder::fit(&table, None).ok())
        && let Some(encoded) = time(&format!("table/transform/{stem}"), || encoder.transform(&table).ok())
    {
        let (n_distinct, n_features) = encoded.x.dim();
        let n_rows = table.n_rows();
        println!(
            "{{\"bench\":\"table/shape/{stem}\",\"rows\":{n_rows},\"distinct\":{n_distinct},\"features\":{n_features}}}"
        );
    }
}

fn file() -> Option<PathBuf> {
    // Cargo passes `--bench`.
    if let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) {
        return Some(path.into());
    }
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var_os("WIRESIFT_DATA").map_or_else(|| beside.into(), PathBuf::from);
    let path = data.join("tables/kddcup99_10pct.csv.gz");
    path.exists().then_some(path)
}

fn read(name: &str, bytes: &[u8]) -> Option<Table> {
    let mut reader = TableReader::new(name, ReadOptions::default());
    for chunk in bytes.chunks(CHUNK) {
        reader.push(chunk).ok()?;
    }
    reader.finish().ok()
}

/// The fastest of some runs: what the code takes when nothing else runs.
fn time<T>(bench: &str, work: impl Fn() -> Option<T>) -> Option<T> {
    let mut seconds = f64::INFINITY;
    let mut result = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        result = work();
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{{\"bench\":{bench:?},\"seconds\":{seconds:.4},\"ok\":{}}}",
        result.is_some()
    );
    result
}
