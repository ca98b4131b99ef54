//! `wiresift`: the engine without a page.

mod analyze;
mod capture;
mod capture_info;
mod explain;
mod export;
mod feedback_bench;
mod flows;
mod incidents;
mod load;
mod run;
mod sample;
mod training;

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
    /// Say why a row of a table or flow of a capture is unusual, or why not.
    Explain(explain::Arguments),
    /// Ask a simulated analyst who knows a table's labels, with and without learning from the answers.
    FeedbackBench(feedback_bench::Arguments),
    /// Turn captures into flows: Zeek's conn.log, or a table of every feature.
    Flows(flows::Arguments),
    /// Say what happened in a capture or a table: scans, floods, tunnels, and what is only unusual.
    Incidents(incidents::Arguments),
    /// Print a sample to try things with.
    Sample(sample::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Analyze(arguments) => analyze::analyze(&arguments),
        Command::CaptureInfo(arguments) => capture_info::capture_info(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::FeedbackBench(arguments) => feedback_bench::feedback_bench(&arguments),
        Command::Flows(arguments) => flows::flows(&arguments),
        Command::Incidents(arguments) => incidents::incidents(&arguments),
        Command::Sample(arguments) => sample::sample(&arguments),
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
