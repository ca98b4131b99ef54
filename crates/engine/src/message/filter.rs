//! Which rows a question is about.

use serde::{Deserialize, Serialize};

/// What a row must be like to be counted or shown. The default lets every row pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// When it must begin; rows without a time do not.
    pub time: Option<TimeRange>,
    /// What must hold for it, in Wireshark's language (see `wiresift_filter`); nothing asks for nothing.
    pub expression: String,
}

impl Filter {
    /// Whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.time.is_none() && self.expression.trim().is_empty()
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

/// What there is to say of an expression while it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCheck {
    /// What is wrong with it.
    pub problem: Option<FilterProblem>,
    /// Rows that pass; `None` while something is wrong.
    pub n_passing: Option<u64>,
    /// The first byte of what a proposal replaces.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What may stand at the cursor, the best first.
    pub proposals: Vec<FilterProposal>,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterProblem {
    /// In a sentence.
    pub message: String,
    /// The first byte of the part that is wrong.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A word that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterProposal {
    /// As it is written.
    pub text: String,
    /// What it means; may be empty.
    pub about: String,
}

/// What a cell does to an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refinement {
    /// Rows that pass already and have the cell's value.
    Include,
    /// Rows that pass already and do not have it.
    Exclude,
    /// Rows that have it, whatever passed before.
    Only,
}
