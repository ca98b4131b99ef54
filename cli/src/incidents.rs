//! `wiresift incidents`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use wiresift_engine::Session;
use wiresift_engine::message::{Incident, IncidentAction, TableSlot, TrainingSettings};

use crate::load::{eprint, explained, load};
use crate::run::{execute, n_workers};

/// Reasons that are printed of an incident.
const MAX_REASONS: usize = 3;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A capture (pcap, pcapng) or a table of flows, plain or gzip. `-` reads standard input.
    file: PathBuf,
    /// The same file and seed give the same result.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Hide the rows that pass this filter; may be given more than once.
    #[arg(long, value_name = "FILTER")]
    mute: Vec<String>,
    /// Print one JSON object. Rows count from 0.
    #[arg(long)]
    json: bool,
}

/// Reads, fits with the default settings, says what happened.
pub(crate) fn incidents(arguments: &Arguments) -> anyhow::Result<()> {
    let slot = TableSlot::Training;
    let mut session = Session::default();
    load(&mut session, slot, &arguments.file, None)?;
    // What is known by its behaviour is known without detectors, which a handful of rows teaches nothing.
    if let Err(error) = fit(&mut session, arguments.seed) {
        eprint(&format!("Without anomalies: {error:#}\n"));
    }
    for filter in &arguments.mute {
        let mute = IncidentAction::Mute {
            name: filter.clone(),
            expression: filter.clone(),
            at: 0.0,
        };
        session
            .incidents(slot, mute)
            .map_err(explained)
            .with_context(|| format!("--mute {filter:?}"))?;
    }
    let (incidents, _) = session.incidents(slot, IncidentAction::Look).map_err(explained)?;
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer(&mut out, &incidents).context("cannot write to standard output")?;
        writeln!(out)?;
        return Ok(());
    }
    if incidents.all.is_empty() {
        writeln!(out, "Nothing stands out.")?;
    }
    for incident in &incidents.all {
        print(&mut out, incident)?;
    }
    if incidents.n_left_over > 0 {
        writeln!(out, "{} more unusual rows are in none of these", incidents.n_left_over)?;
    }
    if incidents.n_muted > 0 {
        writeln!(out, "{} rows are muted", incidents.n_muted)?;
    }
    Ok(())
}

/// Fits what there is with the default settings.
pub(crate) fn fit(session: &mut Session, seed: u64) -> anyhow::Result<()> {
    let settings = TrainingSettings {
        seed,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, n_workers).map_err(explained)?;
    execute(&mut run, &|_| ()).map_err(explained)?;
    session.conclude(run).map_err(explained)?;
    Ok(())
}

fn print(out: &mut impl Write, incident: &Incident) -> io::Result<()> {
    let technique = incident.technique.as_ref();
    let technique = technique.map_or_else(String::new, |technique| {
        format!("  {} {}", technique.id, technique.name)
    });
    writeln!(out, "{:<8} {}{technique}", incident.threat.name(), incident.title)?;
    if !incident.is_named {
        return Ok(());
    }
    for reason in incident.reasons.iter().take(MAX_REASONS) {
        writeln!(out, "         {reason}")?;
    }
    Ok(())
}
