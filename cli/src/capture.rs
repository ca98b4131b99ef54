//! Reading captures from files or standard input.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use wiresift_capture::{CaptureOptions, CaptureReader, CaptureReport, Packet};

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// A capture that is being read.
pub(crate) struct CaptureFile {
    path: PathBuf,
    input: Box<dyn Read>,
    reader: CaptureReader,
    chunk: Vec<u8>,
}

impl CaptureFile {
    /// Opens a file, or standard input where the path is `-`.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(path).with_context(|| path.display().to_string())?)
        };
        Ok(Self {
            path: path.to_owned(),
            input,
            reader: CaptureReader::new(CaptureOptions::default()),
            chunk: vec![0; CHUNK_BYTES],
        })
    }

    /// Hands the packets of the next piece to `sink`. Returns whether there may be more: not at the end of the file, and
    /// not where it cannot be read any further, which [`CaptureFile::finish`] tells.
    pub(crate) fn advance(&mut self, sink: &mut impl FnMut(Packet<'_>)) -> anyhow::Result<bool> {
        let n_bytes = match self.input.read(&mut self.chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            read => read.with_context(|| self.path.display().to_string())?,
        };
        let bytes = self.chunk.get(..n_bytes).unwrap_or_default();
        Ok(n_bytes > 0 && self.reader.push(bytes, sink).is_ok())
    }

    /// Hands the last packets to `sink`. A file that is cut or damaged behind its header is read up to there, with a word
    /// on standard error.
    ///
    /// # Errors
    /// When the file is no capture.
    pub(crate) fn finish(self, sink: &mut impl FnMut(Packet<'_>)) -> anyhow::Result<CaptureReport> {
        let report = self.reader.finish(sink);
        if let (None, Some(error)) = (report.format, &report.error) {
            anyhow::bail!("{}: {error}. {}", self.path.display(), error.hint());
        }
        for warning in warnings(&report) {
            warn(&format!("{}: {warning}", self.path.display()));
        }
        Ok(report)
    }
}

/// What kept the file from being read to its end.
fn warnings(report: &CaptureReport) -> Vec<String> {
    let n = report.cut_tail_bytes;
    let error = report.error.as_ref();
    let found = [
        error.map(|error| format!("{error}. {}", error.hint())),
        (n > 0 && error.is_none()).then(|| format!("the file ends inside a record; its last {n} bytes were not used")),
        report
            .is_gzip_cut
            .then(|| "the compressed data ends before it says it does".to_owned()),
        report
            .has_bytes_after_gzip
            .then(|| "there are bytes behind the compressed data; they were not used".to_owned()),
    ];
    found.into_iter().flatten().collect()
}

/// What is said beside the result goes to standard error; that it is closed is no reason to stop.
pub(crate) fn warn(text: &str) {
    drop(writeln!(io::stderr().lock(), "wiresift: {text}"));
}
