//! A Chromium for the browser tests: `CHROMIUM`, one on the `PATH`, Playwright's own, or Debian's.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::wasm::debian;
use crate::paths;
use crate::process::{Run, command, say};

const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds a Chromium or installs one. Returns the program's path.
///
/// # Errors
/// When `CHROMIUM` names a file that is not there, or neither Playwright nor `apt-get` can install one.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!("CHROMIUM names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    say("no Chromium found: asking Playwright for one");
    if command("npx", ["playwright", "install", "--with-deps", "chromium"])
        .run()
        .is_err()
    {
        say("Playwright cannot download one here: installing Debian's");
        debian::install_packages(&["chromium"])?;
    }
    find().context("no Chromium found even after installing one")
}

fn find() -> Option<PathBuf> {
    paths::find_program(PROGRAMS).or_else(playwrights_own)
}

/// The Chromium that Playwright downloaded, if it did.
fn playwrights_own() -> Option<PathBuf> {
    let script = "console.log(require('@playwright/test').chromium.executablePath())";
    let output = command("node", ["-e", script])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    path.is_file().then_some(path)
}
