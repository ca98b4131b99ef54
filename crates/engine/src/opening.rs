//! A file on its way to becoming a table.

use web_time::Instant;
use wiresift_table::{ReadOptions, Table, TableReader};

use crate::message::{ErrorReport, Progress, Stage};

/// Reads a file that comes in pieces.
pub struct Opening {
    reader: TableReader,
    size_bytes: u64,
    started: Instant,
}

/// A table that was read and is not yet in the session.
pub struct Opened {
    pub(crate) table: Table,
    pub(crate) size_bytes: u64,
    pub(crate) seconds_read: f64,
    pub(crate) n_repeated_rows: u64,
}

impl Opening {
    /// Begins with a file of this name and size. The size is only used for progress.
    pub fn new(name: &str, size_bytes: u64) -> Self {
        Self {
            reader: TableReader::new(name, ReadOptions::default()),
            size_bytes,
            started: Instant::now(),
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As [`TableReader::push`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ErrorReport> {
        self.reader.push(bytes).map_err(ErrorReport::from)
    }

    /// How far the file is read.
    pub fn progress(&self) -> Progress {
        let read = self.reader.progress();
        let fraction = (read.n_bytes as f64 / self.size_bytes.max(1) as f64).min(1.0);
        let elapsed = self.started.elapsed().as_secs_f64();
        Progress {
            stage: Stage::Reading,
            stage_fraction: fraction,
            fraction,
            rows: Some(read.n_rows as u64),
            seconds_left: (fraction > 0.02).then(|| elapsed * (1.0 - fraction) / fraction),
            epoch: None,
        }
    }

    /// Takes the end of the file.
    ///
    /// # Errors
    /// As [`TableReader::finish`].
    pub fn finish(self) -> Result<Opened, ErrorReport> {
        let table = self.reader.finish()?;
        let seconds_read = self.started.elapsed().as_secs_f64();
        let n_repeated_rows = table.n_repeated_rows() as u64;
        Ok(Opened {
            table,
            size_bytes: self.size_bytes,
            seconds_read,
            n_repeated_rows,
        })
    }
}
