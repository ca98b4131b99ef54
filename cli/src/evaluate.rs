//! `wiresift evaluate`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use wiresift_classify::Evaluation;

use crate::verdicts::Judge;
use crate::{input, models, verdicts};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A labelled table, or a capture with --labels.
    table: PathBuf,
    /// A model of `wiresift train`; when absent, the one that ships for KDD tables or for captures.
    #[arg(long)]
    model: Option<PathBuf>,
    /// A CSV file that says which flows of a capture are attacks.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    model: Judge<'a>,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

/// Reads, judges, compares, prints.
pub(crate) fn evaluate(arguments: &Arguments) -> anyhow::Result<()> {
    let table = input::read(&arguments.table, arguments.labels.as_deref())?;
    let model = models::for_table(arguments.model.as_deref(), &table)?;
    let place = || arguments.table.display().to_string();
    let evaluation = model.evaluate(&table, None).with_context(place)?;
    let evaluation = evaluation
        .context("no row has a label that is one of the model's classes")
        .with_context(place)?;
    if arguments.json {
        return verdicts::json(&Report {
            model: Judge::of(&model),
            evaluation: &evaluation,
        });
    }
    Ok(print(&evaluation, &mut io::stdout().lock())?)
}

/// Writes an evaluation for people.
pub(crate) fn print(evaluation: &Evaluation, out: &mut impl Write) -> io::Result<()> {
    let Evaluation {
        n_rows,
        n_unknown,
        accuracy,
        macro_f1,
        ..
    } = evaluation;
    writeln!(out, "{n_rows} rows ({n_unknown} without a class of the model's)")?;
    writeln!(out, "accuracy {accuracy:.4}, macro-F1 {macro_f1:.4}")?;
    if let (Some(roc_auc), Some(average_precision)) = (evaluation.roc_auc, evaluation.average_precision) {
        writeln!(
            out,
            "attack or normal: ROC-AUC {roc_auc:.4}, average precision {average_precision:.4}"
        )?;
    }
    write!(out, "expected calibration error {:.4}", evaluation.calibration_error)?;
    match &evaluation.unscaled {
        Some(unscaled) => writeln!(out, " ({:.4} before scaling)", unscaled.calibration_error)?,
        None => writeln!(out)?,
    }
    for class in &evaluation.classes {
        let (name, n) = (&class.name, class.n_rows);
        let (precision, recall, f1) = (class.precision, class.recall, class.f1);
        writeln!(
            out,
            "{name:>16} {n:>8} rows: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}"
        )?;
    }
    Ok(())
}
