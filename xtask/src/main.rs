//! The project's own tool: set-up, build, serve, test and bench, one command each (`cargo xtask --help`).
//!
//! Every command installs what it lacks before it starts, so that each works on a fresh machine.

mod paths;
mod process;
mod setup;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, build, serve, test and bench of Wiresift")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building needs: the wasm target, Trunk, wasm-bindgen, npm packages.
    Setup(setup::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Task::Setup(args) => setup::run(&args),
    }
}
