//! The project's own tool: set-up, build, serve, test and bench, one command each (`cargo xtask --help`).
//!
//! Every command installs what it lacks before it starts, so that each works on a fresh machine.

mod bench;
mod build;
mod capture;
mod docs;
mod models;
mod pack;
mod paths;
mod process;
mod screenshots;
mod serve;
mod setup;
mod sizes;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Set-up, build, serve, test and bench of Wiresift"
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the site and serve it on this machine.
    Serve(serve::Args),
    /// Run everything that continuous integration runs.
    Test(test::Args),
    /// Build the static site into dist/ and print its sizes.
    Build(build::Args),
    /// Write the documents into a dist/ that was built by other means, and pack it for publishing.
    Pack(build::PackArgs),
    /// Measure the engine natively and in the tab, against peers; prints JSON lines.
    Bench(bench::Args),
    /// Make a large capture of small ones, to measure with.
    Capture(capture::Args),
    /// Train the models that ship, and write their cards to models/.
    Models(models::Args),
    /// Take the guide's pictures anew, and pictures of every page, light and dark, wide and narrow, to tests/e2e/output/.
    Screenshots,
    /// Install what building needs: the wasm target, Trunk, wasm-bindgen, npm packages.
    Setup(setup::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes, and no backtrace: what failed is nearly always a program that this one called.
            process::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Serve(args) => serve::run(&args),
        Task::Test(args) => test::run(&args),
        Task::Build(args) => build::run(args),
        Task::Pack(args) => build::pack(args),
        Task::Bench(args) => bench::run(&args),
        Task::Capture(args) => capture::run(&args),
        Task::Models(args) => models::run(&args),
        Task::Screenshots => screenshots::run(),
        Task::Setup(args) => setup::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn every_command_can_be_asked_for() {
        Cli::command().debug_assert();
    }
}
