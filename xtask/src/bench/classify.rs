//! How well attack families are told, against `REFERENCE.md` of the evaluation data: KDD'99 split 80/20, and NSL-KDD from
//! its training to its test table. The mean of three seeds, one JSON line each.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::figures::Figures;
use super::python;
use crate::models::built;
use crate::paths;
use crate::process::{Run, command};

const SEEDS: [&str; 3] = ["0", "1", "2"];

/// A test, and what scikit-learn reaches in it.
struct Case {
    name: &'static str,
    table: &'static str,
    /// A second table to judge; else a fifth of the first is held out.
    test: Option<&'static str>,
    options: &'static [&'static str],
    reference_macro_f1: f64,
    reference_roc_auc: f64,
}

/// What is trained as the models that ship.
const AS_SHIPPED: [&str; 4] = ["--model-kind", "network", "--networks", "2"];

const CASES: [Case; 3] = [
    Case {
        name: "classify-kdd99-41",
        table: "kddcup99_10pct.csv.gz",
        test: None,
        options: &["--features", "all"],
        reference_macro_f1: 0.9134,
        reference_roc_auc: 1.0,
    },
    Case {
        name: "classify-kdd99-packets",
        table: "kddcup99_10pct.csv.gz",
        test: None,
        options: &["--features", "packets"],
        // Printed by `families.py`.
        reference_macro_f1: 0.8781,
        reference_roc_auc: 0.9999,
    },
    Case {
        name: "classify-nsl",
        table: "nsl_kdd_train20.txt.gz",
        test: Some("nsl_kdd_test.txt.gz"),
        // Chosen on the training table alone, with whole kinds of attacks held out; see `docs/classifier.md`.
        options: &[
            "--model-kind",
            "both",
            "--networks",
            "3",
            "--autoencoders",
            "3",
            "--epochs",
            "10",
            "--unknown-attacks",
            "0.02",
        ],
        reference_macro_f1: 0.6068,
        reference_roc_auc: 0.9639,
    },
];

/// Trains, judges, prints.
pub(super) fn run(wiresift: Option<&Path>, figures: &mut Figures) -> Result<()> {
    let wiresift = built(wiresift)?;
    let tables = paths::data()
        .context("no evaluation data: set WIRESIFT_DATA")?
        .join("tables");
    for case in &CASES {
        let mut sums = [0.0; NAMES.len()];
        for seed in SEEDS {
            let evaluation = judge(&wiresift, case, &tables, seed)?;
            for (sum, name) in sums.iter_mut().zip(NAMES) {
                *sum += evaluation[name].as_f64().unwrap_or(0.0) / SEEDS.len() as f64;
            }
            let figures_of: Vec<f64> = NAMES
                .iter()
                .map(|name| evaluation[name].as_f64().unwrap_or(0.0))
                .collect();
            figures
                .print(json!({"bench": format!("{}-seed-{seed}", case.name), "names": NAMES, "values": figures_of}))?;
        }
        let [accuracy, macro_f1, roc_auc, average_precision, calibration_error] = sums;
        figures.print(json!({
            "bench": case.name,
            "accuracy": accuracy,
            "macro_f1": macro_f1,
            "roc_auc": roc_auc,
            "average_precision": average_precision,
            "calibration_error": calibration_error,
            "reference_macro_f1": case.reference_macro_f1,
            "reference_roc_auc": case.reference_roc_auc,
        }))?;
    }
    // The reference figures are of all features.
    let mut peer = python::script("benches/python/families.py")?;
    figures.take(peer.arg(tables.join("kddcup99_10pct.csv.gz")))
}

const NAMES: [&str; 5] = [
    "accuracy",
    "macro_f1",
    "roc_auc",
    "average_precision",
    "calibration_error",
];

/// The evaluation of one seed.
fn judge(wiresift: &str, case: &Case, tables: &Path, seed: &str) -> Result<Value> {
    let folder = paths::target().join("bench");
    std::fs::create_dir_all(&folder)?;
    let model = folder.join(format!("{}.safetensors", case.name));
    let mut train = command(wiresift, ["train"]);
    train.arg(tables.join(case.table)).arg("--model").arg(&model);
    train.args(["--seed", seed, "--json"]).args(case.options);
    if case.test.is_none() {
        train.args(AS_SHIPPED).args(["--hold-out", "0.2"]);
    }
    let report: Value = serde_json::from_str(&train.read()?)?;
    let Some(test) = case.test else {
        return Ok(report["held_out"].clone());
    };
    let mut evaluate = command(wiresift, ["evaluate"]);
    evaluate.arg(tables.join(test)).arg("--model").arg(&model).arg("--json");
    Ok(serde_json::from_str(&evaluate.read()?)?)
}
