//! `wiresift analyze`.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use wiresift_engine::Session;
use wiresift_engine::analysis::Analysis;
use wiresift_engine::message::{Filter, Overview, Progress, Stage, Summary, TableSlot, TrainOn, TrainingSettings};

use crate::load::{eprint, explained, load};
use crate::run::{execute, n_workers};

#[derive(Args)]
pub(crate) struct Arguments {
    /// What to fit the detectors on: a capture (pcap, pcapng) or a table (CSV, Zeek, Suricata, ...), plain or gzip. It is
    /// scored, too, unless --test is given. `-` reads standard input.
    file: PathBuf,
    /// Expected share of anomalies among the rows that are fitted, above 0 and at most 0.5.
    #[arg(long, default_value_t = TrainingSettings::default().contamination)]
    contamination: f64,
    /// The rows to learn from.
    #[arg(long, value_enum, default_value_t = Rows::All)]
    train_on: Rows,
    /// A second table of the same columns; the result then speaks of this one.
    #[arg(long)]
    test: Option<PathBuf>,
    /// A CSV file that says which flows of the captures are attacks, for the metrics.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// The same table, settings and seed give the same result.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The detectors to use, separated by commas; all four when absent.
    #[arg(long, value_enum, value_delimiter = ',')]
    detectors: Vec<Detector>,
    /// Print one JSON object. Rows count from 0.
    #[arg(long)]
    json: bool,
    /// Write the anomalies to this CSV file.
    #[arg(long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Rows {
    /// Every row; labels are not used.
    All,
    /// The rows labelled as normal.
    Normal,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Detector {
    #[value(name = "isolation_forest")]
    IsolationForest,
    #[value(name = "local_outlier_factor")]
    LocalOutlierFactor,
    #[value(name = "one_class_svm")]
    OneClassSvm,
    #[value(name = "autoencoder")]
    Autoencoder,
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
    let mut run = session.train(&settings(arguments), n_workers).map_err(explained)?;
    let is_watched = io::stderr().is_terminal();
    execute(&mut run, &|progress| {
        if is_watched {
            show(progress);
        }
    })
    .map_err(explained)?;
    if is_watched {
        eprint("\r\x1b[K");
    }
    let summaries = session.conclude(run).map_err(explained)?;
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

fn settings(arguments: &Arguments) -> TrainingSettings {
    let mut settings = TrainingSettings {
        contamination: arguments.contamination,
        train_on: match arguments.train_on {
            Rows::All => TrainOn::All,
            Rows::Normal => TrainOn::NormalRows,
        },
        seed: arguments.seed,
        ..TrainingSettings::default()
    };
    let chosen = &arguments.detectors;
    let is_out = |detector| !chosen.is_empty() && !chosen.contains(&detector);
    if is_out(Detector::IsolationForest) {
        settings.isolation_forest = None;
    }
    if is_out(Detector::LocalOutlierFactor) {
        settings.local_outlier_factor = None;
    }
    if is_out(Detector::OneClassSvm) {
        settings.one_class_svm = None;
    }
    if is_out(Detector::Autoencoder) {
        settings.autoencoder = None;
    }
    settings.min_votes = settings
        .min_votes
        .min(u8::try_from(settings.fits().len()).unwrap_or(u8::MAX));
    settings
}

fn show(progress: &Progress) {
    let stage = match progress.stage {
        Stage::Reading => "reading".to_owned(),
        Stage::Encoding => "encoding".to_owned(),
        Stage::Fitting(kind) => format!("fitting {}", kind.name()),
        Stage::Scoring(kind) => format!("scoring with {}", kind.name()),
        Stage::Summarising => "summarising".to_owned(),
    };
    let left = progress
        .seconds_left
        .map_or_else(String::new, |left| format!(", about {left:.0} s left"));
    eprint(&format!("\r\x1b[K{:3.0} % {stage}{left}", progress.fraction * 100.0));
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
