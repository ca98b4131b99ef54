//! What the analyst says of rows, and what that changed.

use serde::{Deserialize, Serialize};

use super::RowSummary;

/// The analyst's word on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Judgement {
    /// It is what one looks for, whether it was flagged or not.
    TruePositive,
    /// It is harmless, whether it was flagged or not.
    FalsePositive,
}

impl Judgement {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::TruePositive => "true_positive",
            Self::FalsePositive => "false_positive",
        }
    }
}

/// A judgement with its grounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The judgement.
    pub judgement: Judgement,
    /// Why, in a few words that many rows can share.
    pub reason: Option<String>,
    /// Anything else worth keeping.
    pub note: Option<String>,
    /// When, in seconds since the Unix epoch.
    pub at: f64,
}

/// What the analyst does about a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FeedbackAction {
    /// Judges rows.
    Mark {
        /// The rows, by their index in the table.
        rows: Vec<u32>,
        /// The mark.
        mark: Mark,
    },
    /// Takes marks away.
    Unmark {
        /// The rows, by their index in the table.
        rows: Vec<u32>,
        /// When, in seconds since the Unix epoch.
        at: f64,
    },
    /// Lets the ranking follow the marks made so far.
    Adapt {
        /// When, in seconds since the Unix epoch.
        at: f64,
    },
    /// Takes the last action back.
    Undo,
    /// Does again what was taken back last.
    Redo,
    /// Nothing; only asks how things are.
    Look,
}

/// All feedback on a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// Rows marked as true positives.
    pub n_true: u64,
    /// Rows marked as false positives.
    pub n_false: u64,
    /// Rows marked since the ranking last followed.
    pub n_pending: u64,
    /// Whether the ranking follows any marks.
    pub is_adapted: bool,
    /// Of the flagged rows that are marked, the share of true positives.
    pub precision: Option<f64>,
    /// What can be taken back.
    pub undo: Option<StepKind>,
    /// What can be done again.
    pub redo: Option<StepKind>,
    /// All that was done, oldest first.
    pub steps: Vec<FeedbackStep>,
    /// What the last adaptation or training changed.
    pub difference: Option<Difference>,
}

/// One action, as the history shows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedbackStep {
    /// When, in seconds since the Unix epoch.
    pub at: f64,
    /// What.
    pub kind: StepKind,
    /// True positives known after it.
    pub n_true: u64,
    /// False positives known after it.
    pub n_false: u64,
    /// As [`Feedback::precision`], after it.
    pub precision: Option<f64>,
}

/// The kind of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// Rows were judged.
    Marked {
        /// How.
        judgement: Judgement,
        /// How many.
        n_rows: u64,
    },
    /// Marks were taken away.
    Unmarked {
        /// From how many rows.
        n_rows: u64,
    },
    /// The ranking followed the marks.
    Adapted,
    /// The detectors were fitted again, with the marks as labels.
    Retrained,
    /// Another version was taken up.
    Switched,
}

/// Two results for the same rows, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// What lies between them.
    pub kind: StepKind,
    /// Rows flagged before.
    pub n_before: u64,
    /// Rows flagged after.
    pub n_after: u64,
    /// Rows that became flagged.
    pub n_joined: u64,
    /// The first of them, by their rank now.
    pub joined: Vec<RowSummary>,
    /// Rows that are no longer flagged.
    pub n_left: u64,
    /// The first of them, by their rank before.
    pub left: Vec<RowSummary>,
    /// Of the flagged rows that are marked, the share of true positives, before.
    pub precision_before: Option<f64>,
    /// The same after.
    pub precision_after: Option<f64>,
}
