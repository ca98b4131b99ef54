//! Runs the benches and prints one JSON object a line: `{"bench", "where", "seconds"}`, then the ratios.
//!
//! All of it comes from one run on one machine: the figures of two runs are not comparable.

mod alerts;
mod captures;
mod classify;
mod feedback;
mod figures;
mod incidents;
mod python;
mod ratios;
mod serve;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;

use crate::process::{Run, command, print};
use crate::setup::{self, npm};
use crate::{build, paths};
use figures::Figures;

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
    /// Captures: in the page and by the command line, against tshark, nfstream and Wiregasm.
    #[arg(long)]
    captures: bool,
    /// The built site as Lighthouse judges it. Runs only when named.
    #[arg(long)]
    lighthouse: bool,
    /// What an analyst finds with and without learning from the verdicts. Runs only when named.
    #[arg(long)]
    feedback: bool,
    /// Incidents of the evaluation data's captures: known attacks named, benign ones left alone. Only when named.
    #[arg(long)]
    incidents: bool,
    /// How well attack families are told, against scikit-learn's figures. Takes half an hour, and runs
    /// only when named.
    #[arg(long)]
    classify: bool,
    /// How long `/predict` of `wiresift serve` takes under eight clients. Runs only when named.
    #[arg(long)]
    serve: bool,
    /// How soon an attack is an alert on the page. Runs only when named, as root of a Linux machine with nmap.
    #[arg(long)]
    alerts: bool,
    /// The `wiresift-sidecar` that `--alerts` starts; built anew when absent.
    #[arg(long)]
    sidecar: Option<PathBuf>,
    /// The built site that `--alerts` opens; built anew when absent.
    #[arg(long)]
    site: Option<PathBuf>,
    /// Filters over a million flows in the tab. Runs only when named.
    #[arg(long)]
    filter: bool,
    /// The `wiresift` that `--classify` trains with and `--serve` starts; built anew when absent.
    #[arg(long)]
    wiresift: Option<std::path::PathBuf>,
    /// Size of the capture to read; one of twice and one of a fifth of it are read as well.
    #[arg(long, default_value_t = 1_000_000_000)]
    capture_bytes: u64,
    /// How often each is run; the least time counts.
    #[arg(long, default_value_t = 3)]
    repeat: u32,
}

impl Args {
    /// Naming none means all.
    fn wants(&self, named: bool) -> bool {
        named
            || ![
                self.native,
                self.tab,
                self.python,
                self.peers,
                self.captures,
                self.lighthouse,
                self.feedback,
                self.incidents,
                self.classify,
                self.serve,
                self.alerts,
                self.filter,
            ]
            .contains(&true)
    }
}

/// The crates' own benches: package and name.
const NATIVE: [(&str, &str); 3] = [
    ("wiresift-table", "read"),
    ("wiresift-detect", "detect"),
    ("wiresift-nn", "autoencoder"),
];

/// What `cargo xtask bench` does.
///
/// # Errors
/// When the evaluation data is absent or a bench fails.
pub(crate) fn run(args: &Args) -> Result<()> {
    if args.incidents {
        incidents::run(&captures::command_line()?)?;
    }
    let repeat = args.repeat.to_string();
    let mut figures = Figures::default();
    if args.wants(args.native) {
        native(&mut figures)?;
    }
    if args.wants(args.tab) || args.wants(args.captures) || args.lighthouse || args.filter {
        build::run(build::Args {
            fast: false,
            dist: false,
            pack: build::PackArgs::default(),
        })?;
    }
    if [args.tab, args.python, args.peers]
        .into_iter()
        .any(|named| args.wants(named))
    {
        tables(args, &repeat, &mut figures)?;
    }
    if args.wants(args.captures) {
        captures::run(args.capture_bytes, &repeat, &mut figures)?;
    }
    if args.lighthouse {
        lighthouse()?;
    }
    if args.filter {
        filter(&repeat, &mut figures)?;
    }
    if args.feedback {
        feedback::run(&mut figures)?;
    }
    if args.serve {
        serve::run(args.wiresift.as_deref(), &mut figures)?;
    }
    if args.alerts {
        alerts::run(args.site.as_deref(), args.sidecar.as_deref())?;
    }
    if args.classify {
        classify::run(args.wiresift.as_deref(), &mut figures)?;
    }
    let mut limits = ratios::of(&figures)
        .into_iter()
        .chain(ratios::limits(&figures))
        .chain(captures::limits(&figures));
    limits.try_for_each(|line| print(line.to_string()))
}

/// What reads the tables of the evaluation data.
fn tables(args: &Args, repeat: &str, figures: &mut Figures) -> Result<()> {
    let tables = Tables::unpack()?;
    if args.wants(args.tab) {
        tab(&tables, repeat, figures)?;
    }
    if args.wants(args.python) {
        let mut peers = python::script("benches/python/peers.py")?;
        figures.take(peers.args([&tables.kdd99, &tables.nsl_kdd]).arg(repeat))?;
    }
    if args.wants(args.peers) {
        npm_peers(&tables, repeat, figures)?;
    }
    Ok(())
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
    let mut node = command("node", ["benches/tab.mjs", "dist"]);
    figures.take(
        with_browser(&mut node)?
            .args([&codec()?, &tables.kdd99, &tables.nsl_kdd])
            .arg(repeat),
    )
}

fn filter(repeat: &str, figures: &mut Figures) -> Result<()> {
    npm::ensure(&paths::root())?;
    let mut node = command("node", ["benches/filter.mjs", "dist"]);
    let table = folder()?.join("flows_1m.csv");
    figures.take(with_browser(&mut node)?.args([codec()?, table]).arg(repeat))
}

/// Builds what turns the engine's messages into JSON for the benches' scripts, and says where it is.
fn codec() -> Result<PathBuf> {
    let toolchain = setup::for_build()?;
    let mut cargo = command("cargo", ["build", "--release", "--package", "wiresift-bench-codec"]);
    toolchain.apply(cargo.args(["--target", setup::wasm::TARGET])).run()?;
    let module = Path::new(setup::wasm::TARGET).join("release/wiresift_bench_codec.wasm");
    let to = folder()?.join("codec");
    let mut bindgen = command("wasm-bindgen", ["--target", "web", "--no-typescript", "--out-dir"]);
    bindgen.arg(&to).arg(paths::target().join(module)).run()?;
    Ok(to)
}

fn npm_peers(tables: &Tables, repeat: &str, figures: &mut Figures) -> Result<()> {
    npm::ensure(&paths::root())?;
    npm::ensure(&paths::root().join("benches/peers"))?;
    let mut node = command("node", ["benches/peers/run.mjs"]);
    node.arg(paths::target().join("bench/peers"));
    figures.take(with_browser(&mut node)?.arg(&tables.kdd99).arg(repeat))
}

fn lighthouse() -> Result<()> {
    npm::ensure(&paths::root())?;
    npm::ensure(&paths::root().join("benches/peers"))?;
    let mut node = command("node", ["benches/peers/lighthouse.mjs"]);
    with_browser(node.arg(paths::dist()))?.run()
}

fn with_browser(command: &mut Command) -> Result<&mut Command> {
    Ok(command.env("CHROMIUM", setup::browser::ensure()?))
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
        let dir = folder()?;
        let unpack = |name: &str, to: &str| gunzip(&data.join(name), &dir.join(to));
        Ok(Self {
            kdd99: unpack("kddcup99_10pct.csv.gz", "kddcup99_10pct.csv")?,
            nsl_kdd: unpack("nsl_kdd_train20.txt.gz", "nsl_kdd_train20.csv")?,
        })
    }
}

/// Where the benches keep what they read.
fn folder() -> Result<PathBuf> {
    let dir = paths::target().join("bench");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    Ok(dir)
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
