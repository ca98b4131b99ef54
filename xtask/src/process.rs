//! Child processes and what this tool says about them.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::paths;

/// Prints one line to standard error, so that standard output stays free for results.
pub(crate) fn say(line: impl AsRef<str>) {
    // Nobody is left to tell when standard error itself is gone.
    drop(writeln!(io::stderr().lock(), "xtask: {}", line.as_ref()));
}

/// Prints one line of results to standard output.
pub(crate) fn print(line: impl AsRef<str>) -> Result<()> {
    writeln!(io::stdout().lock(), "{}", line.as_ref()).context("cannot write to standard output")
}

/// `program` with `args`, to be run in the repository's root.
pub(crate) fn command<const N: usize>(program: &str, args: [&str; N]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(paths::root());
    command
}

/// How this tool runs a child process.
pub(crate) trait Run {
    /// Runs it with the terminal's own streams; fails unless it exits with 0.
    fn run(&mut self) -> Result<()>;
    /// Runs it, quietly, and says whether it could be started and exited with 0.
    fn succeeds(&mut self) -> bool;
    /// Runs it and returns its standard output, trimmed; fails unless it exits with 0.
    fn read(&mut self) -> Result<String>;
    /// Runs it with its output passed on as it comes; a failure's error carries the last lines.
    fn run_keeping_tail(&mut self) -> Result<()>;
    /// The command as one would type it.
    fn shown(&self) -> String;
}

/// How many lines of a failing step are repeated at the end.
const TAIL_LINES: usize = 40;

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        let shown = self.shown();
        say(format!("$ {shown}"));
        let status = self.status().with_context(|| format!("cannot start `{shown}`"))?;
        if !status.success() {
            bail!("`{shown}` failed: {status}");
        }
        Ok(())
    }

    fn succeeds(&mut self) -> bool {
        let quiet = self.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    fn read(&mut self) -> Result<String> {
        let shown = self.shown();
        let output = self
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start `{shown}`"))?;
        if !output.status.success() {
            bail!("`{shown}` failed: {}", output.status);
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn run_keeping_tail(&mut self) -> Result<()> {
        let shown = self.shown();
        say(format!("$ {shown}"));
        let (reader, writer) = io::pipe().context("cannot make a pipe")?;
        self.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let mut child = self.spawn().with_context(|| format!("cannot start `{shown}`"))?;
        // The command still owns the pipe's writing ends: without this the loop below would never see the end.
        self.stdout(Stdio::null()).stderr(Stdio::null());
        let tail = pass_on(reader)?;
        let status = child.wait()?;
        if !status.success() {
            bail!(
                "`{shown}` failed: {status}; its last lines:\n{}",
                Vec::from(tail).join("\n")
            );
        }
        Ok(())
    }

    fn shown(&self) -> String {
        let mut words = vec![self.get_program().to_string_lossy()];
        words.extend(self.get_args().map(|arg| arg.to_string_lossy()));
        words.join(" ")
    }
}

/// Copies `reader` to standard output line by line and returns the last lines.
fn pass_on(reader: impl io::Read) -> Result<VecDeque<String>> {
    let mut tail = VecDeque::with_capacity(TAIL_LINES);
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        io::stdout().lock().write_all(&line)?;
        if tail.len() == TAIL_LINES {
            tail.pop_front();
        }
        tail.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
        line.clear();
    }
    Ok(tail)
}

#[cfg(test)]
mod tests;
