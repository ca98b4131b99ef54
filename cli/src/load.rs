//! Reads a capture or a table into a session.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::Context;
use wiresift_engine::message::{ErrorReport, Overview, TableSlot};
use wiresift_engine::{Opening, Session};

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Reads a file into a slot; `labels` says which flows of a capture are attacks. `-` is standard input. What was skipped
/// is said on standard error.
pub(crate) fn load(
    session: &mut Session,
    slot: TableSlot,
    path: &Path,
    labels: Option<&Path>,
) -> anyhow::Result<Overview> {
    let place = || format!("{}", path.display());
    let (mut input, size): (Box<dyn Read>, u64) = if path == Path::new("-") {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let file = File::open(path).with_context(place)?;
        let size = file.metadata().with_context(place)?.len();
        (Box::new(file), size)
    };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut opening = Opening::new(&name, size);
    if let Some(path) = labels {
        let place = || format!("{}", path.display());
        let truth = std::fs::read(path).with_context(place)?;
        opening = opening.with_truth(&truth).map_err(explained).with_context(place)?;
    }
    let mut chunk = vec![0; CHUNK_BYTES];
    while !opening.is_done() {
        let n_bytes = input.read(&mut chunk).with_context(place)?;
        if n_bytes == 0 {
            break;
        }
        let bytes = chunk.get(..n_bytes).unwrap_or_default();
        opening.push(bytes).map_err(explained).with_context(place)?;
    }
    let opened = opening.finish().map_err(explained).with_context(place)?;
    let overview = session.insert(slot, opened);
    if labels.is_some() && overview.capture.is_none() {
        eprint(&format!("{}: --labels is for captures, and was not used\n", place()));
    }
    for line in overview.skipped.iter().chain(&overview.warnings) {
        eprint(&format!("{}: {line}\n", place()));
    }
    Ok(overview)
}

/// A report as a message.
pub(crate) fn explained(report: ErrorReport) -> anyhow::Error {
    match report.hint {
        Some(hint) => anyhow::anyhow!("{} {hint}", report.message),
        None => anyhow::anyhow!("{}", report.message),
    }
}

/// What is said beside the result goes to standard error; that it is closed is no reason to stop.
pub(crate) fn eprint(text: &str) {
    drop(io::stderr().lock().write_all(text.as_bytes()));
}
