//! Which rows a question is about.

use serde::{Deserialize, Serialize};

/// What a row must be like to be counted or shown. The default lets every row pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// When it must begin; rows without a time do not.
    pub time: Option<TimeRange>,
}

impl Filter {
    /// Whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.time.is_none()
    }
}

/// A stretch of time, in seconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeRange {
    /// Belongs to it.
    pub start: f64,
    /// No longer does.
    pub end: f64,
}

impl TimeRange {
    /// Whether a moment lies in it; NaN never does.
    pub fn contains(&self, seconds: f64) -> bool {
        (self.start..self.end).contains(&seconds)
    }
}
