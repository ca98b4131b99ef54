//! The Python peers, in a virtual environment of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::process::{Run, command, say};

const REQUIREMENTS: &str = "benches/python/requirements.txt";

/// The command that runs one of their scripts.
pub(super) fn script(path: &str) -> Result<Command> {
    let python = environment()?.join("bin/python");
    Ok(command(&python.to_string_lossy(), [path]))
}

/// Makes the environment unless it is there with the same requirements.
fn environment() -> Result<PathBuf> {
    let dir = paths::target().join("bench/python");
    let requirements = fs::read(paths::root().join(REQUIREMENTS))?;
    let stamp = dir.join("wiresift-requirements.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(dir);
    }
    say("making a Python environment with the peers");
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
