//! What an analyst finds who asks about the first row again and again, with and without learning from the verdicts: the
//! labelled sets of `ADBench` (Han et al. 2022) that come with the evaluation data. `http` is left out: its ranking is perfect
//! without feedback.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::figures::Figures;
use crate::paths;
use crate::process::{Run, command, say};

/// Questions that are answered.
const BUDGET: u32 = 60;
const SEEDS: u32 = 5;

const SETS: [&str; 12] = [
    "annthyroid",
    "breastw",
    "cardio",
    "ionosphere",
    "mammography",
    "mnist",
    "musk",
    "pendigits",
    "satimage2",
    "shuttle",
    "smtp",
    "thyroid",
];

/// Prints one line for each set, and one for their mean.
pub(super) fn run(figures: &mut Figures) -> Result<()> {
    let tables = paths::data()
        .context("the evaluation data is absent (set WIRESIFT_DATA)")?
        .join("tables");
    command("cargo", ["build", "--release", "--package", "wiresift-cli"]).run()?;
    let wiresift = paths::target().join("release/wiresift");
    let wiresift = wiresift.to_str().context("the target folder is not UTF-8")?;
    let mut ratios = Vec::new();
    for set in SETS {
        let table = tables.join(format!("adbench_{set}.csv.gz"));
        let table = table.to_str().context("the path of the data is not UTF-8")?;
        let mut found = Vec::new();
        for seed in 0..SEEDS {
            found.push(ask(wiresift, table, seed)?);
        }
        let mean = |of: fn(&(f64, f64)) -> f64| found.iter().map(of).sum::<f64>() / f64::from(SEEDS);
        let (without, with) = (mean(|found| found.0), mean(|found| found.1));
        let n_worse = found.iter().filter(|(without, with)| with < without).count();
        ratios.push(with / without);
        figures.print(json!({
            "bench": format!("feedback/{set}"),
            "without": without,
            "with": with,
            "ratio": with / without,
            "seeds_worse": n_worse,
        }))?;
    }
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    figures.print(json!({"bench": "feedback/mean", "ratio": mean, "limit": 1.4, "ok": mean >= 1.4}))
}

/// Anomalies found without and with feedback.
fn ask(wiresift: &str, table: &str, seed: u32) -> Result<(f64, f64)> {
    let (budget, seed) = (BUDGET.to_string(), seed.to_string());
    let mut asked = command(
        wiresift,
        ["feedback-bench", table, "--budget", &budget, "--seed", &seed, "--json"],
    );
    say(format!("$ {}", asked.shown()));
    let outcome: Value = serde_json::from_str(&asked.read()?).context("not the outcome of feedback-bench")?;
    let last = |key: &str| {
        let found = outcome[key].as_array().and_then(|found| found.last());
        found
            .and_then(Value::as_f64)
            .with_context(|| format!("no `{key}` in the outcome"))
    };
    Ok((last("without_feedback")?, last("with_feedback")?))
}
