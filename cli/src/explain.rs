//! `wiresift explain`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use wiresift_engine::Session;
use wiresift_engine::message::{Change, Differing, Explanation, TableSlot};

use crate::load::{explained, load};
use crate::training::Training;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A capture or a table, as `analyze` reads it.
    file: PathBuf,
    /// The row, counted from 0 as in the output of `analyze`.
    #[arg(long)]
    row: u32,
    #[command(flatten)]
    training: Training,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Reads, fits, says why.
pub(crate) fn explain(arguments: &Arguments) -> anyhow::Result<()> {
    let slot = TableSlot::Training;
    let mut session = Session::default();
    let overview = load(&mut session, slot, &arguments.file, None)?;
    // Before the work of a fit.
    if u64::from(arguments.row) >= overview.n_rows as u64 {
        anyhow::bail!(
            "{} has {} rows, counted from 0: there is no row {}",
            overview.name,
            overview.n_rows,
            arguments.row
        );
    }
    arguments.training.fit(&mut session)?;
    let explanation = session.explain(slot, arguments.row).map_err(explained)?;
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer(&mut out, &explanation).context("cannot write to standard output")?;
        writeln!(out)?;
    } else {
        print(&mut out, &explanation)?;
    }
    Ok(())
}

fn print(out: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
    writeln!(out, "{}\n", explanation.summary)?;
    for reason in &explanation.reasons {
        let usual = if reason.usual.is_empty() { "-" } else { &reason.usual };
        writeln!(
            out,
            "{:>6.1} %  {}: {} (usually {usual})  {}",
            reason.share * 100.0,
            reason.title,
            reason.value,
            reason.name
        )?;
    }
    match &explanation.change {
        Change::None => {}
        Change::NotFound => writeln!(out, "\nNo change of a few values makes it ordinary.")?,
        Change::Values(values) => {
            writeln!(out, "\nIt would not be flagged with:")?;
            for Differing { title, here, there } in values {
                writeln!(out, "  {title}: {there} instead of {here}")?;
            }
        }
    }
    for other in &explanation.nearest {
        writeln!(out, "\nSimilar, and not flagged: row {}", other.row)?;
        for Differing { title, here, there } in &other.differences {
            writeln!(out, "  {title}: {there} there, {here} here")?;
        }
    }
    Ok(())
}
