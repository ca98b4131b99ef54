//! How well labels or scores agree with the truth, as scikit-learn counts it.
//!
//! The positive class is the anomaly. A metric that is undefined (precision where nothing was flagged, ROC-AUC where all
//! rows are normal) is `None`, where scikit-learn warns and says 0 or NaN.
//!
//! # Design
//! linfa 0.8 has a confusion matrix and a ROC curve. They are not used: its curve takes probabilities in `[0, 1]` as
//! `f32` and sums areas in `f32`, tied scores are points of their own (so the area depends on the order of the rows),
//! and there is no average precision.

mod confusion;
mod ranking;

#[cfg(test)]
mod tests;

use thiserror::Error;

pub use confusion::Confusion;
pub use ranking::{PrecisionRecallPoint, Ranking, RocPoint};

/// Why there are no metrics.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetricError {
    /// Not one truth for each row.
    #[error("{n_rows} rows, but the truth of {n_truth}")]
    Length {
        /// Labels or scores given.
        n_rows: usize,
        /// Truths given.
        n_truth: usize,
    },
    /// NaN among the scores.
    #[error("score {index} is not a number")]
    NotANumber {
        /// Index of the first NaN.
        index: usize,
    },
}

fn check_length(n_rows: usize, n_truth: usize) -> Result<(), MetricError> {
    if n_rows == n_truth {
        Ok(())
    } else {
        Err(MetricError::Length { n_rows, n_truth })
    }
}

/// `part / whole`, unless there is no whole.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
