//! `wiresift analyze`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use wiresift_engine::Session;
use wiresift_engine::analysis::Analysis;
use wiresift_engine::message::{Filter, Overview, Summary, TableSlot};

use crate::load::{explained, load};
use crate::training::Training;

#[derive(Args)]
pub(crate) struct Arguments {
    /// What to fit the detectors on: a capture (pcap, pcapng) or a table (CSV, Zeek, Suricata, ...), plain or gzip. It is
    /// scored, too, unless --test is given. `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    training: Training,
    /// A second table of the same columns; the result then speaks of this one.
    #[arg(long)]
    test: Option<PathBuf>,
    /// A CSV file that says which flows of the captures are attacks, for the metrics.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Print one JSON object. Rows count from 0.
    #[arg(long)]
    json: bool,
    /// Write the anomalies to this CSV file.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Reads, fits, scores, prints.
pub(crate) fn analyze(arguments: &Arguments) -> anyhow::Result<()> {
    let mut session = Session::default();
    let labels = arguments.labels.as_deref();
    let mut overview = load(&mut session, TableSlot::Training, &arguments.file, labels)?;
    let mut slot = TableSlot::Training;
    if let Some(test) = &arguments.test {
        slot = TableSlot::Test;
        overview = load(&mut session, slot, test, labels)?;
    }
    let summaries = arguments.training.fit(&mut session)?;
    let summary = summaries
        .into_iter()
        .find_map(|(which, summary)| (which == slot).then_some(summary));
    let summary = summary.context("the table was not scored")?;
    if let Some(path) = &arguments.output {
        let (_, report) = session.report(slot, &Filter::default()).map_err(explained)?;
        std::fs::write(path, report).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let mut out = io::stdout().lock();
    if arguments.json {
        let analysis = Analysis::new(&session, slot, &summary).map_err(explained)?;
        serde_json::to_writer(&mut out, &analysis).context("cannot write to standard output")?;
        writeln!(out)?;
    } else {
        print_summary(&mut out, &overview, &summary)?;
    }
    Ok(())
}

fn print_summary(out: &mut impl Write, overview: &Overview, summary: &Summary) -> io::Result<()> {
    let [low, medium, high] = summary.severities;
    writeln!(
        out,
        "{}: {}, {} rows, {} columns, {} features",
        overview.name,
        overview.schema,
        overview.n_rows,
        overview.columns.len(),
        summary.features.len()
    )?;
    writeln!(
        out,
        "{} anomalies: {high} high, {medium} medium, {low} low",
        summary.n_anomalies
    )?;
    writeln!(
        out,
        "\n{:<22} {:>10} {:>9} {:>8} {:>8}",
        "detector", "threshold", "flagged", "ROC-AUC", "AP"
    )?;
    for detector in &summary.detectors {
        writeln!(
            out,
            "{:<22} {:>10.4} {:>9} {:>8} {:>8}",
            detector.kind.name(),
            detector.threshold,
            detector.n_flagged,
            figure(detector.roc_auc),
            figure(detector.average_precision)
        )?;
    }
    if let Some(metrics) = &summary.metrics {
        writeln!(
            out,
            "{:<22} {:>10} {:>9} {:>8} {:>8}",
            "ensemble",
            "",
            summary.n_anomalies,
            figure(metrics.roc_auc),
            figure(metrics.average_precision)
        )?;
        writeln!(
            out,
            "\naccuracy {}, precision {}, recall {}, F1 {}",
            figure(metrics.accuracy),
            figure(metrics.precision),
            figure(metrics.recall),
            figure(metrics.f1)
        )?;
    }
    for note in &summary.notes {
        writeln!(out, "{note}")?;
    }
    let seconds = &summary.seconds;
    writeln!(
        out,
        "\nread {:.2} s, encode {:.2} s, fit {:.2} s, score {:.2} s",
        seconds.read, seconds.encode, seconds.fit, seconds.score
    )
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}
