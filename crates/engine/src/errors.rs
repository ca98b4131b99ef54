//! What the crates below say, as an [`ErrorReport`]: whose turn it is, and what to do.

use wiresift_capture::CaptureError;
use wiresift_detect::metrics::MetricError;
use wiresift_detect::threshold::ThresholdError;
use wiresift_detect::{CalibrationError, EnsembleError, FitError, ParamError, ScoreError};
use wiresift_table::flows::TruthError;
use wiresift_table::{EncodeError, ReadError};

use crate::message::{ErrorKind, ErrorReport};
use crate::work::TaskError;

impl ErrorReport {
    /// A file that is not what it should be.
    pub fn file(message: String, hint: &str) -> Self {
        Self {
            kind: ErrorKind::BadFile,
            message,
            hint: Some(hint.to_owned()),
        }
    }

    /// A setting that does not fit.
    pub fn setting(message: String, hint: Option<&str>) -> Self {
        Self {
            kind: ErrorKind::BadSetting,
            message,
            hint: hint.map(str::to_owned),
        }
    }

    /// Something that the browser or the machine lacks.
    pub fn environment(message: String, hint: &str) -> Self {
        Self {
            kind: ErrorKind::Environment,
            message,
            hint: Some(hint.to_owned()),
        }
    }

    /// A fault of ours.
    pub fn bug(message: String) -> Self {
        Self {
            kind: ErrorKind::Bug,
            message,
            hint: Some("This is a fault in Wiresift; please report it with this message.".to_owned()),
        }
    }

    /// A worker that panicked, or was ended by the browser.
    pub fn worker_died(reason: &str) -> Self {
        let message = format!("A worker stopped unexpectedly ({reason}). It was replaced; the table is still loaded.");
        Self {
            hint: Some("Try again; with less data if memory is short.".to_owned()),
            ..Self::bug(message)
        }
    }
}

/// What to do with a file that is something else.
const READABLE: &str =
    "Choose a packet capture (pcap, pcapng) or a table of flows (CSV, TSV, Zeek or Suricata logs), plain or gzip.";

impl From<ReadError> for ErrorReport {
    fn from(error: ReadError) -> Self {
        if let ReadError::Format { found } = error {
            return Self::file(format!("This is {found}, neither a capture nor a table."), READABLE);
        }
        Self::file(sentence(&error.to_string()), error.hint())
    }
}

impl From<CaptureError> for ErrorReport {
    fn from(error: CaptureError) -> Self {
        Self::file(sentence(&error.to_string()), error.hint())
    }
}

impl From<TruthError> for ErrorReport {
    fn from(error: TruthError) -> Self {
        let hint = "It needs the columns attack, source, destination, protocol, destination_port and first_second.";
        Self::file(format!("The labels of the capture cannot be read: {error}."), hint)
    }
}

impl From<EncodeError> for ErrorReport {
    fn from(error: EncodeError) -> Self {
        let hint = match error {
            EncodeError::MissingColumn { .. } => "Open a table with the same columns as the training table.",
            EncodeError::NoRows => "Load more rows, or train on all rows.",
            _ => "Change what the columns are used for on the data page.",
        };
        Self::setting(sentence(&error.to_string()), Some(hint))
    }
}

impl From<ParamError> for ErrorReport {
    fn from(error: ParamError) -> Self {
        Self::setting(sentence(&error.to_string()), None)
    }
}

impl From<ThresholdError> for ErrorReport {
    fn from(error: ThresholdError) -> Self {
        match error {
            ThresholdError::Param(error) => error.into(),
            error => Self::bug(sentence(&error.to_string())),
        }
    }
}

impl From<MetricError> for ErrorReport {
    fn from(error: MetricError) -> Self {
        Self::bug(sentence(&error.to_string()))
    }
}

impl From<CalibrationError> for ErrorReport {
    fn from(error: CalibrationError) -> Self {
        Self::bug(sentence(&error.to_string()))
    }
}

impl From<EnsembleError> for ErrorReport {
    fn from(error: EnsembleError) -> Self {
        Self::bug(sentence(&error.to_string()))
    }
}

impl From<FitError> for TaskError {
    fn from(error: FitError) -> Self {
        Self::Failed(match error {
            FitError::Cancelled => return Self::Cancelled,
            FitError::Param(error) => error.into(),
            FitError::TooFewRows { .. } => {
                let hint = "Load more rows, train on all rows, or leave this detector out.";
                ErrorReport::setting(sentence(&error.to_string()), Some(hint))
            }
            error => ErrorReport::bug(sentence(&error.to_string())),
        })
    }
}

impl From<ScoreError> for TaskError {
    fn from(error: ScoreError) -> Self {
        match error {
            ScoreError::Cancelled => Self::Cancelled,
            error => Self::Failed(ErrorReport::bug(sentence(&error.to_string()))),
        }
    }
}

impl From<ErrorReport> for TaskError {
    fn from(report: ErrorReport) -> Self {
        Self::Failed(report)
    }
}

impl From<TaskError> for ErrorReport {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Failed(report) => report,
            TaskError::Cancelled => Self::bug("A task was stopped that nobody asked to stop.".to_owned()),
        }
    }
}

/// An error's text as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_ascii_uppercase(), letters.as_str())
    })
}
