//! `wiresift sample`.

use std::io::{self, Write};

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use wiresift_scenario::{sample as sample_capture, write_labels};
use wiresift_table::sample::sample_table_csv;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A labelled table in the 10-feature schema, as CSV.
    Table {
        /// The same seed gives the same table.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Rows below the header.
        #[arg(long, default_value_t = 1_000)]
        rows: usize,
        /// Share of anomalies, 0 to 1.
        #[arg(long, default_value_t = 0.15)]
        anomalies: f64,
    },
    /// Half an hour of a small office's traffic with six attacks in it, as a pcap.
    Capture {
        /// The same seed gives the same capture.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Write which flows are attacks to this CSV file.
        #[arg(long)]
        labels: Option<PathBuf>,
        /// The file to write; standard output when absent.
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

/// Prints the sample.
pub(crate) fn sample(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.what {
        What::Table { seed, rows, anomalies } => table(*seed, *rows, *anomalies),
        What::Capture { seed, labels, output } => {
            let sample = sample_capture(*seed);
            if let Some(path) = labels {
                write(Some(path), write_labels(&sample.attacks).as_bytes())?;
            }
            write(output.as_ref(), &sample.pcap)
        }
    }
}

fn table(seed: u64, rows: usize, anomalies: f64) -> anyhow::Result<()> {
    anyhow::ensure!(
        (0.0..=1.0).contains(&anomalies),
        "--anomalies is {anomalies}, but must be 0 to 1"
    );
    write(None, sample_table_csv(rows, anomalies, seed).as_bytes())
}

fn write(path: Option<&PathBuf>, bytes: &[u8]) -> anyhow::Result<()> {
    match path {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display())),
        None => io::stdout()
            .lock()
            .write_all(bytes)
            .context("cannot write to standard output"),
    }
}
