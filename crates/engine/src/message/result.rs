//! What a training found.

use super::{DetectorKind, Epoch, LabelCount, Noun, TrainingSettings};
use serde::{Deserialize, Serialize};

/// The result for one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The table's name.
    pub name: String,
    /// What its rows are.
    pub noun: Noun,
    /// Rows scored.
    pub n_rows: u64,
    /// Rows fitted on.
    pub n_training_rows: u64,
    /// Different rows among the scored, by their features.
    pub n_distinct_rows: u64,
    /// The settings of the training.
    pub settings: TrainingSettings,
    /// Names of the matrix' columns.
    pub features: Vec<String>,
    /// Rows with enough votes.
    pub n_anomalies: u64,
    /// Rows of low, medium and high severity.
    pub severities: [u64; 3],
    /// Rows by number of votes, from none to all.
    pub votes: Vec<u64>,
    /// The detectors, in the order of [`DetectorKind::ALL`].
    pub detectors: Vec<DetectorSummary>,
    /// For each pair of detectors (same order), the rows that both flagged.
    pub agreement: Vec<Vec<u64>>,
    /// Against the labels, where the table has them.
    pub metrics: Option<Metrics>,
    /// One curve a detector and one for the ensemble (`"ensemble"`); empty without labels.
    pub roc: Vec<Curve>,
    /// What was flagged of each label value, most rows first.
    pub labels: Vec<LabelResult>,
    /// Where the time went.
    pub seconds: Seconds,
    /// Caps that were applied and values that were imputed, in words.
    pub notes: Vec<String>,
}

/// One detector's part in a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorSummary {
    /// Which.
    pub kind: DetectorKind,
    /// A score above this is a vote.
    pub threshold: f64,
    /// Rows it voted for.
    pub n_flagged: u64,
    /// Rows it was fitted on, after its cap.
    pub n_fitted_rows: u64,
    /// Area under its ROC curve.
    pub roc_auc: Option<f64>,
    /// Average precision of its ranking.
    pub average_precision: Option<f64>,
    /// Seconds to fit.
    pub seconds_fit: f64,
    /// Seconds to score, summed over the workers that shared the rows.
    pub seconds_score: f64,
    /// "CPU" or "WebGPU (adapter)", for a neural one.
    pub backend: Option<String>,
    /// Loss by epoch, for a neural one.
    pub epochs: Vec<Epoch>,
    /// How its calibrated scores spread.
    pub scores: Histogram,
}

/// Counts of the rows within and outside the anomalies, over the same bins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// One more than there are bins.
    pub edges: Vec<f64>,
    /// Rows that are no anomaly.
    pub normal: Vec<u64>,
    /// Anomalies.
    pub anomalous: Vec<u64>,
}

/// The vote against the labels. A figure is `None` where it is not defined.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Attacks flagged.
    pub tp: u64,
    /// Normal rows flagged.
    pub fp: u64,
    /// Normal rows not flagged.
    pub tn: u64,
    /// Attacks not flagged.
    pub fn_: u64,
    /// (tp + tn) / all.
    pub accuracy: Option<f64>,
    /// tp / (tp + fp).
    pub precision: Option<f64>,
    /// tp / (tp + fn).
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Of the ensemble's ranking.
    pub roc_auc: Option<f64>,
    /// Of the ensemble's ranking.
    pub average_precision: Option<f64>,
}

/// A ROC curve, thinned for drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// A detector's [`DetectorKind::name`], or `"ensemble"`.
    pub name: String,
    /// (false positive rate, true positive rate), from (0, 0) to (1, 1).
    pub points: Vec<(f64, f64)>,
}

/// What became of the rows of one label value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelResult {
    /// The label value and its rows.
    pub label: LabelCount,
    /// Rows of it among the anomalies.
    pub n_flagged: u64,
}

/// Where the time of a result went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seconds {
    /// File to columns.
    pub read: f64,
    /// Columns to matrix.
    pub encode: f64,
    /// From the first fit's start to the last one's end.
    pub fit: f64,
    /// From the first row's scoring to the last one's.
    pub score: f64,
    /// The whole command.
    pub total: f64,
}

impl Seconds {
    /// The same for a table that took so long to read.
    pub(crate) fn after_reading(self, read: f64) -> Self {
        Self {
            read,
            total: read + self.total,
            ..self
        }
    }
}
