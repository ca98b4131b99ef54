//! A file on its way to becoming a table.

use serde::{Deserialize, Serialize};
use web_time::Instant;
use wiresift_capture::CaptureError;
use wiresift_table::flows::TruthRules;
use wiresift_table::{ReadError, ReadOptions, Table, TableReader};

use crate::capture::{CaptureOpening, Captured, Finished};
use crate::message::{ErrorReport, Noun, Progress, Stage};

/// Bytes after which a file that might be a capture would have said so.
const MAX_HEAD_BYTES: usize = 1 << 20;

/// The time between two looks at a capture that is read: five a second can be followed.
const SECONDS_BETWEEN_LOOKS: f64 = 0.2;

/// Reads a file that comes in pieces: a capture or a table, whichever its first bytes say.
pub struct Opening {
    name: String,
    state: State,
    truth: Option<TruthRules>,
    limits: ReadOptions,
    size_bytes: u64,
    n_bytes: u64,
    started: Instant,
    /// When the last look at a capture was given, in seconds since the start.
    looked: f64,
}

enum State {
    /// What came so far, and a reader that says whether that is a capture. It decompresses what is compressed.
    Unknown(Vec<u8>, Box<CaptureOpening>),
    Table(Box<TableReader>),
    Capture(Box<CaptureOpening>),
}

/// A table that was read and is not yet in the session.
#[derive(Serialize, Deserialize)]
pub struct Opened {
    pub(crate) table: Table,
    pub(crate) size_bytes: u64,
    pub(crate) seconds_read: f64,
    pub(crate) n_repeated_rows: u64,
    pub(crate) warnings: Vec<String>,
    pub(crate) captured: Option<Box<Captured>>,
}

impl Opened {
    pub(crate) fn noun(&self) -> Noun {
        match self.captured {
            Some(_) => Noun::Flow,
            None => Noun::Row,
        }
    }
}

impl Opening {
    /// Begins with a file of this name and size. The size is only used for progress.
    pub fn new(name: &str, size_bytes: u64) -> Self {
        Self {
            name: name.to_owned(),
            state: State::Unknown(Vec::new(), Box::new(CaptureOpening::new())),
            truth: None,
            limits: ReadOptions::default(),
            size_bytes,
            n_bytes: 0,
            started: Instant::now(),
            looked: 0.0,
        }
    }

    /// Says which flows of a capture are attacks; a table has labels of its own.
    ///
    /// # Errors
    /// As [`TruthRules::parse`].
    pub fn with_truth(self, csv: &[u8]) -> Result<Self, ErrorReport> {
        Ok(Self {
            truth: Some(TruthRules::parse(csv)?),
            ..self
        })
    }

    /// Reads a table within these limits, not those that suit a file of one's own.
    pub fn with_limits(self, limits: ReadOptions) -> Self {
        Self { limits, ..self }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As [`TableReader::push`]. A damaged capture is no error here: what comes before the damage is used.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ErrorReport> {
        self.n_bytes += bytes.len() as u64;
        match &mut self.state {
            State::Table(reader) => Ok(reader.push(bytes)?),
            State::Capture(capture) => {
                capture.push(bytes);
                Ok(())
            }
            State::Unknown(head, capture) => {
                head.extend_from_slice(bytes);
                capture.push(bytes);
                self.decide()
            }
        }
    }

    /// Whether the rest of the file would not be used.
    pub fn is_done(&self) -> bool {
        match &self.state {
            State::Capture(capture) => capture.is_broken(),
            State::Unknown(..) | State::Table(_) => false,
        }
    }

    fn decide(&mut self) -> Result<(), ErrorReport> {
        let State::Unknown(head, capture) = &mut self.state else {
            return Ok(());
        };
        let report = capture.report();
        let is_table = match report.error {
            None => head.len() > MAX_HEAD_BYTES,
            Some(CaptureError::NotACapture { .. } | CaptureError::CorruptGzip { .. }) => true,
            Some(error) if report.format.is_none() => return Err(error.into()),
            Some(_) => false,
        };
        if report.format.is_some() {
            let capture = std::mem::replace(capture, Box::new(CaptureOpening::new()));
            self.state = State::Capture(capture);
        } else if is_table {
            let head = std::mem::take(head);
            let mut reader = Box::new(TableReader::new(&self.name, self.limits.clone()));
            reader.push(&head)?;
            self.state = State::Table(reader);
        }
        Ok(())
    }

    /// How far the file is read; with a look at a capture when there was none for a while.
    pub fn progress(&mut self) -> Progress {
        let fraction = (self.n_bytes as f64 / self.size_bytes.max(1) as f64).min(1.0);
        let elapsed = self.started.elapsed().as_secs_f64();
        let is_time = elapsed - self.looked >= SECONDS_BETWEEN_LOOKS;
        let (rows, capture) = match &mut self.state {
            State::Table(reader) => (reader.progress().n_rows, None),
            State::Capture(capture) => (capture.n_rows(), is_time.then(|| Box::new(capture.live()))),
            State::Unknown(..) => (0, None),
        };
        if capture.is_some() {
            self.looked = elapsed;
        }
        Progress {
            stage: Stage::Reading,
            stage_fraction: fraction,
            fraction,
            rows: Some(rows as u64),
            seconds_left: (fraction > 0.02).then(|| elapsed * (1.0 - fraction) / fraction),
            epoch: None,
            capture,
        }
    }

    /// Takes the end of the file.
    ///
    /// # Errors
    /// As [`TableReader::finish`]; of a capture, when there is no flow in it.
    pub fn finish(self) -> Result<Opened, ErrorReport> {
        let (name, truth, limits) = (self.name, self.truth, self.limits);
        let read = match self.state {
            State::Table(reader) => Read::Table(reader.finish()?),
            State::Capture(capture) => Read::Capture(Box::new(capture.finish(name, truth)?)),
            State::Unknown(head, capture) => match capture.finish(name.clone(), truth) {
                Ok(finished) => Read::Capture(Box::new(finished)),
                Err(report) => Read::Table(short_table(&name, &head, limits, report)?),
            },
        };
        let (table, captured, warnings) = match read {
            Read::Table(table) => (table, None, Vec::new()),
            Read::Capture(finished) => (finished.table, Some(Box::new(finished.captured)), finished.warnings),
        };
        // No two flows begin at the same time with the same ends.
        let n_repeated_rows = match captured {
            Some(_) => 0,
            None => table.n_repeated_rows() as u64,
        };
        Ok(Opened {
            n_repeated_rows,
            table,
            size_bytes: self.size_bytes,
            seconds_read: self.started.elapsed().as_secs_f64(),
            warnings,
            captured,
        })
    }
}

enum Read {
    Table(Table),
    Capture(Box<Finished>),
}

/// A file that ended before it was known what it is, and is no whole capture. Where its bytes are those of one, that
/// is what is to say about it.
fn short_table(name: &str, head: &[u8], limits: ReadOptions, as_capture: ErrorReport) -> Result<Table, ErrorReport> {
    let mut reader = TableReader::new(name, limits);
    match reader.push(head).and_then(|()| reader.finish()) {
        Err(ReadError::Format { .. }) => Err(as_capture),
        result => Ok(result?),
    }
}
