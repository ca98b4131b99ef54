//! Reading a table, or a capture as a table of its flows.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;
use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_table::flows::FlowColumnsOptions;
use wiresift_table::{ReadOptions, Table, TableReader};

use crate::capture::warn;
use crate::flows;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Reads a file, whichever its first bytes say it is; `-` is a table on standard input. `labels` says which flows of a
/// capture are attacks. What was skipped is said on standard error.
pub(crate) fn read(path: &Path, labels: Option<&Path>) -> anyhow::Result<Table> {
    if path != Path::new("-") && is_capture(path)? {
        let rules = labels.map(flows::rules).transpose()?;
        return flows::table(&[path.to_owned()], rules, FlowColumnsOptions::default().max_rows);
    }
    anyhow::ensure!(labels.is_none(), "--labels: {} is no capture", path.display());
    let table = read_table(path).with_context(|| path.display().to_string())?;
    let n_skipped = table.report.skipped.iter().map(|skipped| skipped.count).sum::<u64>();
    if n_skipped > 0 {
        warn(&format!(
            "{}: {n_skipped} rows could not be read and were skipped",
            path.display()
        ));
    }
    for warning in &table.report.warnings {
        warn(&format!("{}: {warning}", path.display()));
    }
    Ok(table)
}

fn is_capture(path: &Path) -> anyhow::Result<bool> {
    let place = || path.display().to_string();
    let mut head = Vec::new();
    let file = File::open(path).with_context(place)?;
    file.take(CHUNK_BYTES as u64)
        .read_to_end(&mut head)
        .with_context(place)?;
    let mut reader = CaptureReader::new(CaptureOptions::default());
    // A damaged capture is one all the same.
    drop(reader.push(&head, &mut |_| {}));
    Ok(reader.report().format.is_some())
}

fn read_table(path: &Path) -> anyhow::Result<Table> {
    let (mut input, name): (Box<dyn Read>, _) = if path == Path::new("-") {
        (Box::new(io::stdin().lock()), "standard input".into())
    } else {
        (
            Box::new(File::open(path)?),
            path.file_name().unwrap_or_default().to_string_lossy(),
        )
    };
    let mut reader = TableReader::new(&name, ReadOptions::default());
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match input.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
            Ok(0) => return Ok(reader.finish()?),
            Ok(n_bytes) => reader.push(chunk.get(..n_bytes).unwrap_or_default())?,
        }
    }
}
