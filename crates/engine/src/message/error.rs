//! Errors in words.

use serde::{Deserialize, Serialize};

/// Who has to do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// The file cannot be read as what it seems to be.
    BadFile,
    /// A setting does not fit, by itself or to this table.
    BadSetting,
    /// The browser or the machine lacks something (memory, WebGPU).
    Environment,
    /// A fault of ours.
    Bug,
}

/// An error in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReport {
    /// Whose turn it is.
    pub kind: ErrorKind,
    /// What happened and where, in a sentence.
    pub message: String,
    /// What to do about it, in a sentence.
    pub hint: Option<String>,
}
