//! `wiresift score`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use crate::verdicts::Judge;
use crate::{input, models, verdicts};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A table (CSV, Zeek, ...) or a capture (pcap, pcapng), plain or gzip. `-` reads a table from standard input.
    file: PathBuf,
    /// A model of `wiresift train`; when absent, the one that ships for KDD tables or for captures.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Print one JSON object, with the scores in the order of the rows.
    #[arg(long)]
    json: bool,
    /// Write a line a row to this CSV file.
    #[arg(long)]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report<'a> {
    model: Judge<'a>,
    attack_score: Vec<f32>,
    attack_probability: Vec<f32>,
}

#[derive(Serialize)]
struct Line {
    row: usize,
    attack_score: f32,
    attack_probability: f32,
}

/// Reads, scores, prints: one score a line, unless JSON or a file is asked for.
pub(crate) fn score(arguments: &Arguments) -> anyhow::Result<()> {
    let table = input::read(&arguments.file, None)?;
    let model = models::for_table(arguments.model.as_deref(), &table)?;
    let place = || arguments.file.display().to_string();
    let judged = model.classify(&table).with_context(place)?;
    if let Some(path) = &arguments.output {
        let line = |(row, verdict): (usize, &wiresift_classify::Verdict)| Line {
            row,
            attack_score: verdict.attack_score,
            attack_probability: verdict.attack_probability,
        };
        let lines: Vec<Line> = judged.iter().enumerate().map(line).collect();
        verdicts::csv(path, &lines)?;
    }
    if arguments.json {
        return verdicts::json(&Report {
            model: Judge::of(&model),
            attack_score: judged.iter().map(|verdict| verdict.attack_score).collect(),
            attack_probability: judged.iter().map(|verdict| verdict.attack_probability).collect(),
        });
    }
    if arguments.output.is_none() {
        let mut out = BufWriter::new(io::stdout().lock());
        for verdict in &judged {
            writeln!(out, "{}", verdict.attack_score)?;
        }
        out.flush()?;
    }
    Ok(())
}
