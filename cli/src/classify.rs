//! `wiresift classify`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use wiresift_classify::{AttackModel, Verdict};

use crate::verdicts::{Judge, Line};
use crate::{input, models, verdicts};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A table (CSV, Zeek, ...) or a capture (pcap, pcapng), plain or gzip. `-` reads a table from standard input.
    file: PathBuf,
    /// A model of `wiresift train`; when absent, the one that ships for KDD tables or for captures.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Print one JSON object. Rows count from 0.
    #[arg(long)]
    json: bool,
    /// Write a line a row to this CSV file.
    #[arg(long)]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report<'a> {
    model: Judge<'a>,
    families: BTreeMap<&'a str, usize>,
    risks: BTreeMap<&'static str, usize>,
    rows: Vec<Line<'a>>,
}

/// Reads, judges, prints.
pub(crate) fn classify(arguments: &Arguments) -> anyhow::Result<()> {
    let table = input::read(&arguments.file, None)?;
    let model = models::for_table(arguments.model.as_deref(), &table)?;
    let place = || arguments.file.display().to_string();
    let judged = model.classify(&table).with_context(place)?;
    let lines = verdicts::lines(&model, &judged);
    if let Some(path) = &arguments.output {
        verdicts::csv(path, &lines)?;
    }
    let (families, risks) = counts(&model, &judged);
    if arguments.json {
        return verdicts::json(&Report {
            model: Judge::of(&model),
            families,
            risks,
            rows: lines,
        });
    }
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} rows, judged by {:?} ({})",
        judged.len(),
        model.about.name,
        model.about.data
    )?;
    for class in model.classes() {
        let n = families.get(class.name.as_str()).copied().unwrap_or(0);
        writeln!(out, "{n:>10}  {}", class.name)?;
    }
    for (risk, n) in &risks {
        writeln!(out, "{n:>10}  risk {risk}")?;
    }
    Ok(())
}

fn counts<'a>(model: &'a AttackModel, judged: &[Verdict]) -> (BTreeMap<&'a str, usize>, BTreeMap<&'static str, usize>) {
    let (mut families, mut risks) = (BTreeMap::new(), BTreeMap::new());
    for verdict in judged {
        *families.entry(verdicts::name(model, verdict)).or_default() += 1;
        *risks.entry(verdict.risk.name()).or_default() += 1;
    }
    (families, risks)
}
