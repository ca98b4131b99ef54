//! `wiresift sample`.

use std::io::{self, Write};

use anyhow::Context;
use clap::{Args, Subcommand};
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
}

/// Prints the sample.
pub(crate) fn sample(arguments: &Arguments) -> anyhow::Result<()> {
    let What::Table { seed, rows, anomalies } = arguments.what;
    anyhow::ensure!(
        (0.0..=1.0).contains(&anomalies),
        "--anomalies is {anomalies}, but must be 0 to 1"
    );
    let table = sample_table_csv(rows, anomalies, seed);
    io::stdout()
        .lock()
        .write_all(table.as_bytes())
        .context("cannot write to standard output")
}
