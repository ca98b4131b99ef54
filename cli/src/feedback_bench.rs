//! `wiresift feedback-bench`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use wiresift_engine::Session;
use wiresift_engine::message::{TableSlot, TrainingSettings};

use crate::load::{explained, load};
use crate::run::{execute, n_workers};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A table with labels.
    file: PathBuf,
    /// Questions that the analyst answers.
    #[arg(long, default_value_t = 60)]
    budget: usize,
    /// The same table and seed give the same result.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome<'a> {
    name: &'a str,
    seed: u64,
    budget: usize,
    n_rows: usize,
    n_anomalies: usize,
    /// Anomalies found after each question.
    without_feedback: &'a [u32],
    with_feedback: &'a [u32],
}

/// Reads, fits with the default settings, asks.
pub(crate) fn feedback_bench(arguments: &Arguments) -> anyhow::Result<()> {
    let slot = TableSlot::Training;
    let mut session = Session::default();
    let overview = load(&mut session, slot, &arguments.file, None)?;
    let settings = TrainingSettings {
        seed: arguments.seed,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, n_workers).map_err(explained)?;
    execute(&mut run, &|_| ()).map_err(explained)?;
    session.conclude(run).map_err(explained)?;
    let questions = session.question(slot, arguments.budget).map_err(explained)?;
    let mut out = io::stdout().lock();
    if arguments.json {
        let outcome = Outcome {
            name: &overview.name,
            seed: arguments.seed,
            budget: arguments.budget,
            n_rows: questions.n_rows,
            n_anomalies: questions.n_anomalies,
            without_feedback: &questions.without,
            with_feedback: &questions.with,
        };
        serde_json::to_writer(&mut out, &outcome).context("cannot write to standard output")?;
        writeln!(out)?;
        return Ok(());
    }
    let last = |found: &[u32]| found.last().copied().unwrap_or_default();
    writeln!(
        out,
        "{}: {} of {} rows that differ are anomalies; after {} questions {} were found without feedback, {} with it",
        overview.name,
        questions.n_anomalies,
        questions.n_rows,
        questions.with.len(),
        last(&questions.without),
        last(&questions.with),
    )?;
    Ok(())
}
