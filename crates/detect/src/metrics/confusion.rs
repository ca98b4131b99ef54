//! Counts of right and wrong labels.

use serde::{Deserialize, Serialize};

use super::{MetricError, check_length, share};

/// Rows by label and truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confusion {
    /// Anomalies that were flagged.
    pub true_positives: u64,
    /// Normal rows that were flagged.
    pub false_positives: u64,
    /// Normal rows that were not flagged.
    pub true_negatives: u64,
    /// Anomalies that were not flagged.
    pub false_negatives: u64,
}

impl Confusion {
    /// Counts `is_flagged` against `is_anomaly`.
    ///
    /// # Shapes
    /// Both: `[n_rows]`.
    ///
    /// # Errors
    /// [`MetricError::Length`].
    pub fn new(is_flagged: &[bool], is_anomaly: &[bool]) -> Result<Self, MetricError> {
        check_length(is_flagged.len(), is_anomaly.len())?;
        let mut counts = Self::default();
        for pair in is_flagged.iter().zip(is_anomaly) {
            match pair {
                (true, true) => counts.true_positives += 1,
                (true, false) => counts.false_positives += 1,
                (false, false) => counts.true_negatives += 1,
                (false, true) => counts.false_negatives += 1,
            }
        }
        Ok(counts)
    }

    /// Share of rows with the right label; `None` without rows.
    pub fn accuracy(&self) -> Option<f64> {
        let right = self.true_positives + self.true_negatives;
        share(right, right + self.false_positives + self.false_negatives)
    }

    /// Share of the flagged rows that are anomalies; `None` if none was flagged.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of the anomalies that were flagged; `None` if there are none.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Share of the normal rows that were flagged; `None` if there are none.
    pub fn false_positive_rate(&self) -> Option<f64> {
        share(self.false_positives, self.false_positives + self.true_negatives)
    }

    /// Harmonic mean of precision and recall, `2 tp / (2 tp + fp + fn)`; `None` if no row is an anomaly or flagged.
    pub fn f1(&self) -> Option<f64> {
        let twice = 2 * self.true_positives;
        share(twice, twice + self.false_positives + self.false_negatives)
    }
}
