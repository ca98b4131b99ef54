//! `wiresift`: the engine without a page.

mod analyze;
mod capture;
mod capture_info;
mod classify;
mod evaluate;
mod explain;
mod export;
mod feedback_bench;
mod flows;
mod incidents;
mod input;
mod load;
mod models;
mod report;
mod run;
mod sample;
mod score;
mod serve;
mod train;
mod training;
mod verdicts;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sifts network traffic: finds what is unusual in a table of flows. Nothing leaves the machine.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fit the detectors on a table and rank its rows.
    Analyze(analyze::Arguments),
    /// Say what a capture holds, and what of it was skipped.
    CaptureInfo(capture_info::Arguments),
    /// Name the attack family of every row of a table or flow of a capture.
    Classify(classify::Arguments),
    /// Say how well a trained model judges a labelled table.
    Evaluate(evaluate::Arguments),
    /// Say why a row of a table or flow of a capture is unusual, or why not.
    Explain(explain::Arguments),
    /// Ask a simulated analyst who knows a table's labels, with and without learning from the answers.
    FeedbackBench(feedback_bench::Arguments),
    /// Turn captures into flows: Zeek's conn.log, or a table of every feature.
    Flows(flows::Arguments),
    /// Say what happened in a capture or a table: scans, floods, tunnels, and what is only unusual.
    Incidents(incidents::Arguments),
    /// Write what was found as a file: a page to read, JSON, ECS, OCSF, STIX, Zeek's notices, CSV, or the packets.
    Report(report::Arguments),
    /// Print a sample to try things with.
    Sample(sample::Arguments),
    /// Score every row of a table or flow of a capture with a trained model: from normal to attack.
    Score(score::Arguments),
    /// Answer programs over HTTP on this machine: judge records, analyze files, and watch what a sidecar captures.
    Serve(serve::Arguments),
    /// Train a model that names attack families, on a labelled table.
    Train(train::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Analyze(arguments) => analyze::analyze(&arguments),
        Command::CaptureInfo(arguments) => capture_info::capture_info(&arguments),
        Command::Classify(arguments) => classify::classify(&arguments),
        Command::Evaluate(arguments) => evaluate::evaluate(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::FeedbackBench(arguments) => feedback_bench::feedback_bench(&arguments),
        Command::Flows(arguments) => flows::flows(&arguments),
        Command::Incidents(arguments) => incidents::incidents(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Sample(arguments) => sample::sample(&arguments),
        Command::Score(arguments) => score::score(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Train(arguments) => train::train(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done about a closed standard error.
            drop(writeln!(io::stderr(), "wiresift: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whoever reads our output, `head` say, may stop before the end.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
}
