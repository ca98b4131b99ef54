//! Runs the benches and prints one JSON object a line: `{"bench", "where", "seconds"}`, then the ratios.
//!
//! All of it comes from one run on one machine: the figures of two runs are not comparable.

mod python;
mod ratios;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::process::{Run, command, print, say};
use crate::setup::{self, npm};
use crate::{build, paths};

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    /// The crates' own benches.
    #[arg(long)]
    native: bool,
    /// The engine in a tab.
    #[arg(long)]
    tab: bool,
    /// pandas and scikit-learn.
    #[arg(long)]
    python: bool,
    /// Libraries from npm, in a tab.
    #[arg(long)]
    peers: bool,
    /// How often each is run; the least time counts.
    #[arg(long, default_value_t = 3)]
    repeat: u32,
}

impl Args {
    /// Naming none means all.
    fn wants(&self, named: bool) -> bool {
        named || ![self.native, self.tab, self.python, self.peers].contains(&true)
    }
}

/// The crates' own benches: package and name.
const NATIVE: [(&str, &str); 3] = [
    ("wiresift-table", "read"),
    ("wiresift-detect", "detect"),
    ("wiresift-nn", "autoencoder"),
];

/// Seconds by what was measured and where.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<(String, String), f64>);

/// What `cargo xtask bench` does.
///
/// # Errors
/// When the evaluation data is absent or a bench fails.
pub(crate) fn run(args: &Args) -> Result<()> {
    let tables = Tables::unpack()?;
    let repeat = args.repeat.to_string();
    let mut figures = Figures::default();
    if args.wants(args.native) {
        native(&mut figures)?;
    }
    if args.wants(args.tab) {
        tab(&tables, &repeat, &mut figures)?;
    }
    if args.wants(args.python) {
        let mut peers = python::peers()?;
        figures.take(peers.args([&tables.kdd99, &tables.nsl_kdd]).arg(&repeat))?;
    }
    if args.wants(args.peers) {
        npm_peers(&tables, &repeat, &mut figures)?;
    }
    ratios::of(&figures)
        .iter()
        .try_for_each(|ratio| print(ratio.to_string()))
}

fn native(figures: &mut Figures) -> Result<()> {
    for (package, bench) in NATIVE {
        let mut cargo = command("cargo", ["bench", "--quiet", "--package", package, "--bench", bench]);
        if let Some(data) = paths::data() {
            cargo.env("WIRESIFT_DATA", data);
        }
        figures.take(&mut cargo)?;
    }
    Ok(())
}

fn tab(tables: &Tables, repeat: &str, figures: &mut Figures) -> Result<()> {
    build::run(build::Args {
        fast: false,
        dist: false,
    })?;
    let mut node = command("node", ["benches/tab.mjs", "dist"]);
    figures.take(
        with_browser(&mut node)?
            .args([&tables.kdd99, &tables.nsl_kdd])
            .arg(repeat),
    )
}

fn npm_peers(tables: &Tables, repeat: &str, figures: &mut Figures) -> Result<()> {
    npm::ensure(&paths::root())?;
    npm::ensure(&paths::root().join("benches/peers"))?;
    let mut node = command("node", ["benches/peers/run.mjs"]);
    node.arg(paths::target().join("bench/peers"));
    figures.take(with_browser(&mut node)?.arg(&tables.kdd99).arg(repeat))
}

fn with_browser(command: &mut Command) -> Result<&mut Command> {
    Ok(command.env("CHROMIUM", setup::browser::ensure()?))
}

impl Figures {
    /// Runs `command`, prints the JSON lines among its output and keeps their figures.
    fn take(&mut self, command: &mut Command) -> Result<()> {
        say(format!("$ {}", command.shown()));
        for line in command.read()?.lines() {
            if let Ok(Value::Object(figure)) = serde_json::from_str(line) {
                self.add(&figure);
                print(line)?;
            }
        }
        Ok(())
    }

    /// Keeps a figure; where none is named it is native.
    fn add(&mut self, figure: &serde_json::Map<String, Value>) {
        let text = |key| figure.get(key).and_then(Value::as_str);
        if let (Some(bench), Some(seconds)) = (text("bench"), figure.get("seconds").and_then(Value::as_f64)) {
            let place = text("where").unwrap_or("native");
            self.0.insert((bench.to_owned(), place.to_owned()), seconds);
        }
    }

    /// Seconds of `bench` at `place`.
    fn get(&self, bench: &str, place: &str) -> Option<f64> {
        self.0.get(&(bench.to_owned(), place.to_owned())).copied()
    }
}

/// The tables of the benches as plain CSV, so that every reader reads the same bytes.
struct Tables {
    kdd99: PathBuf,
    nsl_kdd: PathBuf,
}

impl Tables {
    fn unpack() -> Result<Self> {
        let data = paths::data()
            .context("no evaluation data: set WIRESIFT_DATA to its folder")?
            .join("tables");
        let dir = paths::target().join("bench");
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let unpack = |name: &str, to: &str| gunzip(&data.join(name), &dir.join(to));
        Ok(Self {
            kdd99: unpack("kddcup99_10pct.csv.gz", "kddcup99_10pct.csv")?,
            nsl_kdd: unpack("nsl_kdd_train20.txt.gz", "nsl_kdd_train20.csv")?,
        })
    }
}

/// Unpacks `from` into `to` unless that was done before. Returns `to`.
fn gunzip(from: &Path, to: &Path) -> Result<PathBuf> {
    if to.exists() {
        return Ok(to.to_path_buf());
    }
    let packed = File::open(from).with_context(|| format!("cannot open {}", from.display()))?;
    // Renamed when complete, so that an interrupted run leaves nothing that looks whole.
    let partial = to.with_extension("partial");
    io::copy(&mut MultiGzDecoder::new(packed), &mut File::create(&partial)?)
        .with_context(|| format!("cannot unpack {}", from.display()))?;
    fs::rename(&partial, to)?;
    Ok(to.to_path_buf())
}

#[cfg(test)]
mod tests;
