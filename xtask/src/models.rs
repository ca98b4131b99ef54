//! Trains the models that ship, and writes their cards. Nothing in `models/` is made by hand.

mod card;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::paths;
use crate::process::{Run, command, say};

/// Models travel to every reader's tab.
const MAX_BYTES: u64 = 300_000;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The evaluation data: the folder that holds `tables`. `WIRESIFT_DATA` when absent.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Decides the split and everything that is drawn.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The `wiresift` to train with; built anew when absent.
    #[arg(long)]
    wiresift: Option<PathBuf>,
}

/// A model that ships.
struct Shipped {
    name: &'static str,
    features: &'static str,
    title: &'static str,
    about: &'static str,
}

const MODELS: [Shipped; 2] = [
    Shipped {
        name: "kdd-family-41",
        features: "all",
        title: "Attack families, all 41 features of KDD'99",
        about: "Judges tables of KDD'99 and NSL-KDD: normal, DoS, Probe, R2L, U2R.",
    },
    Shipped {
        name: "kdd-family-packets",
        features: "packets",
        title: "Attack families, the 26 features of KDD'99 that packets give",
        about: "Judges captures: flows in KDD's columns, without what only the content of sessions tells.",
    },
];

/// What `cargo xtask models` does.
///
/// # Errors
/// When the data is absent, training fails, or a model is too large to ship.
pub(crate) fn run(args: &Args) -> Result<()> {
    let data = match &args.data {
        Some(data) => data.canonicalize().with_context(|| data.display().to_string())?,
        None => paths::data().context("no evaluation data: give --data or set WIRESIFT_DATA")?,
    };
    let table = data.join("tables/kddcup99_10pct.csv.gz");
    ensure!(table.is_file(), "there is no {}", table.display());
    let wiresift = built(args.wiresift.as_deref())?;
    for model in &MODELS {
        train(&wiresift, model, &table, args.seed)?;
    }
    Ok(())
}

/// The command line's binary: the one that is given, or a fresh one.
pub(crate) fn built(given: Option<&Path>) -> Result<String> {
    let path = if let Some(given) = given {
        given.to_owned()
    } else {
        command("cargo", ["build", "--release", "--package", "wiresift-cli"]).run()?;
        paths::target().join("release/wiresift")
    };
    path.to_str()
        .map(str::to_owned)
        .context("the binary's path is not UTF-8")
}

fn train(wiresift: &str, model: &Shipped, table: &Path, seed: u64) -> Result<()> {
    let folder = paths::root().join("models");
    let file = folder.join(format!("{}.safetensors", model.name));
    say(format!("training {}", model.name));
    let mut wiresift = command(wiresift, ["train"]);
    wiresift.arg(table).arg("--model").arg(&file);
    wiresift.args([
        "--features",
        model.features,
        "--name",
        model.name,
        "--seed",
        &seed.to_string(),
    ]);
    // What is held out is judged by the very model that ships.
    wiresift.args([
        "--model-kind",
        "network",
        "--networks",
        "2",
        "--hold-out",
        "0.2",
        "--json",
    ]);
    let report: Value = serde_json::from_str(&wiresift.read()?).context("the report is no JSON")?;
    let n_bytes = fs::metadata(&file)?.len();
    ensure!(
        n_bytes <= MAX_BYTES,
        "{} has {n_bytes} bytes, more than {MAX_BYTES}",
        file.display()
    );
    fs::write(folder.join(format!("{}.md", model.name)), card::of(model, &report)?)?;
    Ok(())
}
