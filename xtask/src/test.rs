//! Everything that continuous integration checks, in one command.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::process::{Run, command, say};
use crate::setup::{self, wasm};
use crate::{build, paths};

/// The packages that are compiled for the tab.
const WASM_PACKAGES: [&str; 3] = ["wiresift", "wiresift-worker-engine", "wiresift-worker-neural"];

/// Every package but the neural worker, which runs in a tab only: cargo unites the features of what it builds together, and
/// this one would make everybody build the GPU backend.
const NATIVE_PACKAGES: [&str; 3] = ["--workspace", "--exclude", "wiresift-worker-neural"];

/// Where proptest takes its seed from.
const SEED: &str = "PROPTEST_RNG_SEED";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the native tests.
    #[arg(long)]
    native: bool,
}

/// What `cargo xtask test` does.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut steps = Steps::default();
    if args.native {
        steps.take("native tests", native_tests)?;
    } else {
        everything(&mut steps)?;
    }
    steps.report();
    Ok(())
}

fn everything(steps: &mut Steps) -> Result<()> {
    let toolchain = steps.take("set-up", || {
        let toolchain = setup::for_build()?;
        setup::for_tests()?;
        Ok(toolchain)
    })?;
    steps.take("formatting", formatting)?;
    steps.take("clippy, native", || {
        let mut clippy = command("cargo", ["clippy", "--all-targets"]);
        clippy
            .args(NATIVE_PACKAGES)
            .args(setup::libpcap::features())
            .args(["--", "-Dwarnings"])
            .run_keeping_tail()
    })?;
    steps.take("clippy, wasm", || clippy_wasm(toolchain))?;
    steps.take("licences, bans, sources", || {
        command(
            "cargo",
            ["deny", "--all-features", "check", "licenses", "bans", "sources"],
        )
        .run_keeping_tail()
    })?;
    steps.take("native tests", native_tests)?;
    steps.take("documentation", documentation)?;
    steps.take("site", || {
        build::run(build::Args {
            fast: true,
            dist: false,
            pack: build::PackArgs::default(),
        })
    })?;
    steps.take("browser tests", || {
        end_to_end(&mut command("npm", ["run", "--silent", "e2e"]))
    })
}

/// `cargo fmt`, with the stable toolchain where the active one has no formatter.
fn formatting() -> Result<()> {
    let has_formatter = command("cargo", ["fmt", "--version"]).succeeds();
    let mut fmt = if has_formatter {
        command("cargo", ["fmt", "--all", "--check"])
    } else {
        command("cargo", ["+stable", "fmt", "--all", "--check"])
    };
    fmt.run_keeping_tail()
}

fn clippy_wasm(toolchain: wasm::WasmToolchain) -> Result<()> {
    let mut clippy = command("cargo", ["clippy", "--target", wasm::TARGET]);
    for package in WASM_PACKAGES {
        clippy.args(["--package", package]);
    }
    toolchain.apply(clippy.args(["--", "-Dwarnings"])).run_keeping_tail()
}

/// The tests of properties try the same cases each time, so that a commit passes or fails on every machine alike; run by
/// `cargo test` they try others.
fn native_tests() -> Result<()> {
    let mut tests = command("cargo", ["test"]);
    if std::env::var_os(SEED).is_none() {
        tests.env(SEED, "1");
    }
    tests
        .args(NATIVE_PACKAGES)
        .args(setup::libpcap::features())
        .run_keeping_tail()
}

fn documentation() -> Result<()> {
    command("cargo", ["doc", "--no-deps", "--document-private-items"])
        .args(NATIVE_PACKAGES)
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .run_keeping_tail()
}

/// Runs `playwright`, a command that ends in a run of Playwright, against the built site.
pub(crate) fn end_to_end(playwright: &mut Command) -> Result<()> {
    playwright.env("CHROMIUM", setup::browser::ensure()?);
    if let Some(data) = paths::data() {
        playwright.env("WIRESIFT_DATA", data);
    }
    build_programs()?;
    playwright
        .env("WIRESIFT_CLI", program("wiresift")?)
        .env("WIRESIFT_SIDECAR", program("wiresift-sidecar")?)
        .run_keeping_tail()
}

/// Builds the native programs that the browser tests compare the page with, and connect it to.
fn build_programs() -> Result<()> {
    // The tests' profile, packages and features, so that nothing is compiled twice.
    command("cargo", ["build", "--quiet", "--profile", "test"])
        .args(NATIVE_PACKAGES)
        .args(setup::libpcap::features())
        .args(["--bin", "wiresift", "--bin", "wiresift-sidecar"])
        .run()
}

/// The path of a program that was built.
fn program(name: &str) -> Result<PathBuf> {
    let path = paths::target().join("debug").join(name);
    path.canonicalize()
        .with_context(|| format!("{} was not built", path.display()))
}

/// The steps taken so far and how long each took.
#[derive(Default)]
struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Takes one step; a failure's error says which one it was.
    fn take<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        say(format!("== {name}"));
        let start = Instant::now();
        let result = step().with_context(|| format!("the step `{name}` failed"));
        let elapsed = start.elapsed();
        say(format!(
            "== {name}: {} in {:.0} s",
            if result.is_ok() { "ok" } else { "FAILED" },
            elapsed.as_secs_f64()
        ));
        self.0.push((name, elapsed));
        result
    }

    fn report(&self) {
        say("all steps passed:");
        for (name, elapsed) in &self.0 {
            say(format!("{:>6.0} s  {name}", elapsed.as_secs_f64()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use anyhow::bail;

    #[test]
    fn a_failed_step_is_named() {
        let mut steps = Steps::default();
        steps.take("first", || Ok(())).unwrap();
        let error = steps
            .take("second", || -> anyhow::Result<()> { bail!("no") })
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "the step `second` failed: no");
        assert_eq!(steps.0.len(), 2);
    }
}
