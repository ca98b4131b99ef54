//! npm packages of one folder, as its lock file names them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{Run, command, say};

/// Runs `npm ci` in `dir` unless what it last installed came from the same lock file.
///
/// # Errors
/// When Node is missing or npm fails.
pub(crate) fn ensure(dir: &Path) -> Result<()> {
    if !command("node", ["--version"]).succeeds() {
        bail!("Node.js is missing: install version 20 or newer, from https://nodejs.org or your system's packages");
    }
    let lock = fs::read(dir.join("package-lock.json"))
        .with_context(|| format!("cannot read package-lock.json in {}", dir.display()))?;
    let stamp = dir.join("node_modules/.wiresift-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say(format!("installing npm packages in {}", dir.display()));
    command("npm", ["ci", "--no-audit", "--no-fund"])
        .current_dir(dir)
        .run()?;
    fs::write(stamp, lock).context("cannot write in node_modules")
}
