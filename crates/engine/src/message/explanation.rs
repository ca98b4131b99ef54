//! Why a row is unusual, ready to be read.

use serde::{Deserialize, Serialize};

use super::{DetectorKind, Incident};

/// Why a row is unusual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// In a sentence or two.
    pub summary: String,
    /// What the row has a part in, where it has.
    pub incident: Option<Box<Incident>>,
    /// The columns that push the row's score most: the mean of what the detectors that voted say; of all, where none did.
    pub reasons: Vec<Reason>,
    /// What each detector listens to.
    pub detectors: Vec<DetectorReasons>,
    /// The rows without a flag that are most like this one.
    pub nearest: Vec<SimilarRow>,
    /// The smallest change found after which it would not be flagged.
    pub change: Change,
}

/// A column's part in a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The column's index in the table.
    pub column: u32,
    /// Its name.
    pub name: String,
    /// What it is, for people; the name again, where nothing more is known.
    pub title: String,
    /// Its share of all that pushes towards anomaly, above 0; below 0 it pushes towards normal, on the same scale.
    pub share: f64,
    /// To four digits; empty when missing.
    pub value: String,
    /// What is usual there, in words.
    pub usual: String,
}

/// What a detector listens to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorReasons {
    /// Which.
    pub kind: DetectorKind,
    /// The columns that push its score most.
    pub reasons: Vec<Reason>,
}

/// A row like another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimilarRow {
    /// Its index in the table.
    pub row: u32,
    /// Euclidean distance over the scaled features.
    pub distance: f64,
    /// Where it differs most.
    pub differences: Vec<Differing>,
}

/// A column in which two rows differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// What the column is, for people.
    pub title: String,
    /// The value of the row that is explained.
    pub here: String,
    /// The value of the other one.
    pub there: String,
}

/// What would make a row normal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// It is not flagged.
    None,
    /// These values together.
    Values(Vec<Differing>),
    /// No change of a few values that was tried.
    NotFound,
}

/// How the score of the whole vote adds up: sampled Shapley values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoteParts {
    /// The row's score by the ensemble, without verdicts, as a row that no detector was fitted on.
    pub score: f64,
    /// The mean score of the rows without a flag that it was compared with.
    pub base: f64,
    /// Base, parts and rest add up to the score within this.
    pub sum_bound: f64,
    /// The parts that move the score most.
    pub parts: Vec<VotePart>,
    /// What all other columns add together.
    pub rest: f64,
    /// Rows that were scored to find out.
    pub n_scored: u64,
}

/// What a column adds to the score of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VotePart {
    /// The column's index in the table.
    pub column: u32,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// To four digits; empty when missing.
    pub value: String,
    /// Its Shapley value: above 0 it makes the row more anomalous.
    pub contribution: f64,
    /// Standard error of the contribution, which is sampled.
    pub standard_error: f64,
}
