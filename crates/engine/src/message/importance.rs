//! Which columns matter overall, ready to be drawn.

use serde::{Deserialize, Serialize};

use super::DetectorKind;

/// One column's part in the scores of a table: what its permutation costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// The column's index in the table.
    pub column: u32,
    /// Its name.
    pub name: String,
    /// What it is, for people; the name again, where nothing more is known.
    pub title: String,
    /// By the ensemble, and by each detector.
    pub values: Vec<ImportanceValue>,
    /// What is measured.
    pub measure: ImportanceMeasure,
    /// Rows that were shuffled.
    pub n_rows: u64,
    /// Columns that there are to ask for, from 0.
    pub n_columns: u32,
}

/// What a column is worth to a scorer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportanceValue {
    /// The detector; `None` is the ensemble.
    pub detector: Option<DetectorKind>,
    /// Mean drop of the measure over the repeats.
    pub mean: f64,
    /// Its standard deviation over the repeats.
    pub std: f64,
}

/// What gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportanceMeasure {
    /// The area under the ROC curve, by the table's labels.
    RocAuc,
    /// Spearman's rank correlation with the scores as they are: there are no labels.
    OwnRanking,
}
