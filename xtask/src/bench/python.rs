//! The Python peers, in a virtual environment of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::process::{Run, command, say};

const REQUIREMENTS: &str = "benches/python/requirements.txt";

/// The command that times them; its arguments are the tables.
pub(super) fn peers() -> Result<Command> {
    let python = environment()?.join("bin/python");
    Ok(command(&python.to_string_lossy(), ["benches/python/peers.py"]))
}

/// Makes the environment unless it is there with the same requirements.
fn environment() -> Result<PathBuf> {
    let dir = paths::target().join("bench/python");
    let requirements = fs::read(paths::root().join(REQUIREMENTS))?;
    let stamp = dir.join("wiresift-requirements.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(dir);
    }
    say("making a Python environment with pandas and scikit-learn");
    command("python3", ["-m", "venv", "--clear", &dir.to_string_lossy()]).run()?;
    let pip = dir.join("bin/pip");
    command(
        &pip.to_string_lossy(),
        ["install", "--quiet", "--requirement", REQUIREMENTS],
    )
    .run()?;
    fs::write(stamp, requirements)?;
    Ok(dir)
}
