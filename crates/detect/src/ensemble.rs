//! Several detectors' scores of a row become votes, a confidence, a severity and one score to rank by.
//!
//! # Design
//! A row's ensemble score is the `min_votes`-th highest of its calibrated percentiles (the second highest by default):
//! the percentile that at least `min_votes` detectors agree it reaches. So ranking and voting say the same: where thresholds come
//! from one contamination, every anomaly ranks above every other row. One wrong detector cannot raise a row alone, nor
//! sink one that the others find.
//!
//! It was chosen on the 13 sets of `ADBench` with scikit-learn's detectors (`reference/ranking.py`, two seeds), as they
//! are, and with LOF replaced by the exact opposite of the forest, as a detector that is plainly wrong:
//!
//! | combination | ROC-AUC | average precision | ROC-AUC, one wrong | average precision, one wrong |
//! |---|---|---|---|---|
//! | second highest percentile | 0.923 | 0.537 | 0.923 | 0.589 |
//! | middle two surprises | 0.916 | 0.493 | 0.916 | 0.540 |
//! | mean surprise (Fisher's method) | 0.909 | 0.463 | 0.903 | 0.529 |
//! | median percentile | 0.902 | 0.463 | 0.900 | 0.493 |
//! | highest percentile | 0.896 | 0.434 | 0.833 | 0.334 |
//! | mean log odds of the percentile | 0.896 | 0.442 | 0.900 | 0.473 |
//! | mean percentile | 0.879 | 0.405 | 0.891 | 0.464 |
//!
//! Adding a tenth or a third of the mean to the second highest changes nothing for the better. Alone, the detectors reach ROC-AUCs
//! of 0.926 (forest), 0.912 (one-class SVM), 0.828 (autoencoder) and 0.618 (LOF); which is best differs from set to set.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calibrate::Calibration;

/// Votes are bits of a byte.
const MAX_DETECTORS: usize = 8;

/// Why an ensemble cannot be built or asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EnsembleError {
    /// None, or more than eight.
    #[error("an ensemble has 1 to {MAX_DETECTORS} detectors, not {n_detectors}")]
    DetectorCount {
        /// Detectors given.
        n_detectors: usize,
    },
    /// 0, or more than there are detectors.
    #[error("{min_votes} votes cannot be asked of {n_detectors} detectors")]
    MinVotes {
        /// Votes asked for.
        min_votes: usize,
        /// Detectors of the ensemble.
        n_detectors: usize,
    },
    /// A threshold is NaN.
    #[error("the threshold of detector {detector} is not a number")]
    Threshold {
        /// Index of the detector.
        detector: usize,
    },
    /// Scores of another number of detectors.
    #[error("scores of {actual} detectors for an ensemble of {expected}")]
    ScoreCount {
        /// Detectors of the ensemble.
        expected: usize,
        /// Detectors scored.
        actual: usize,
    },
    /// Detectors that scored different numbers of rows.
    #[error("detector {detector} scored {actual} rows, the first one {expected}")]
    RowCount {
        /// Index of the detector.
        detector: usize,
        /// Rows that the first detector scored.
        expected: usize,
        /// Rows that this one scored.
        actual: usize,
    },
}

/// One detector of an ensemble: its scores are known, not how it came to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Distribution of its training scores.
    pub calibration: Calibration,
    /// A score above it is a vote.
    pub threshold: f32,
}

/// Which detectors voted: bit `i` is detector `i` of the ensemble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Votes(pub u8);

impl Votes {
    /// Number of votes.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether detector `i` voted.
    pub fn has(self, i: usize) -> bool {
        i < MAX_DETECTORS && self.0 >> i & 1 == 1
    }
}

/// How many detectors agree on an anomaly.
///
/// It counts votes, not their share: it means the same whatever the ensemble. Three detectors never say `High`, as
/// three opinions are weaker evidence than four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Fewer than `min_votes`: no anomaly.
    None,
    /// Up to two votes.
    Low,
    /// Three votes.
    Medium,
    /// Four votes or more.
    High,
}

impl Severity {
    /// As files and answers have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What an ensemble makes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which detectors voted.
    pub votes: Votes,
    /// Whether they are at least `min_votes`.
    pub is_anomaly: bool,
    /// Votes over detectors.
    pub confidence: f64,
    /// How many detectors agree, if it is an anomaly.
    pub severity: Severity,
    /// The percentile that `min_votes` detectors agree on, in `[0, 1]`.
    pub score: f64,
    /// The same as a surprise, `-log10(1 - score)`. To rank by: it orders rows whose `score` rounds to 1.
    pub surprise: f64,
}

/// Detectors that vote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct Ensemble {
    members: Vec<Member>,
    min_votes: u8,
}

impl Ensemble {
    /// Votes that make an anomaly, unless said otherwise; with a single detector, its vote does.
    pub const DEFAULT_MIN_VOTES: usize = 2;

    /// An ensemble in which `min_votes` make an anomaly.
    ///
    /// # Errors
    /// [`EnsembleError`]: no or more than eight detectors, `min_votes` of 0 or more than there are, a threshold of NaN.
    pub fn new(members: Vec<Member>, min_votes: usize) -> Result<Self, EnsembleError> {
        let n_detectors = members.len();
        if !(1..=MAX_DETECTORS).contains(&n_detectors) {
            return Err(EnsembleError::DetectorCount { n_detectors });
        }
        if let Some(detector) = members.iter().position(|member| member.threshold.is_nan()) {
            return Err(EnsembleError::Threshold { detector });
        }
        match u8::try_from(min_votes) {
            Ok(votes @ 1..) if min_votes <= n_detectors => Ok(Self {
                members,
                min_votes: votes,
            }),
            _ => Err(EnsembleError::MinVotes { min_votes, n_detectors }),
        }
    }

    /// The detectors, in the order of the votes' bits.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Votes that make an anomaly.
    pub fn min_votes(&self) -> usize {
        self.min_votes.into()
    }

    /// What the detectors' scores of one row amount to. NaN is no vote and the lowest percentile.
    ///
    /// # Shapes
    /// `scores`: `[n_detectors]`.
    ///
    /// # Errors
    /// [`EnsembleError::ScoreCount`].
    pub fn verdict(&self, scores: &[f32]) -> Result<Verdict, EnsembleError> {
        self.check_count(scores.len())?;
        Ok(self.judge(scores.iter().copied()))
    }

    /// What the detectors' scores amount to, row by row.
    ///
    /// # Shapes
    /// `scores`: `[n_detectors][n_rows]`. Returns `[n_rows]`.
    ///
    /// # Errors
    /// [`EnsembleError::ScoreCount`], [`EnsembleError::RowCount`].
    pub fn verdicts(&self, scores: &[&[f32]]) -> Result<Vec<Verdict>, EnsembleError> {
        self.check_count(scores.len())?;
        let expected = scores[0].len();
        if let Some(detector) = scores.iter().position(|column| column.len() != expected) {
            return Err(EnsembleError::RowCount {
                detector,
                expected,
                actual: scores[detector].len(),
            });
        }
        Ok((0..expected)
            .map(|row| self.judge(scores.iter().map(|column| column[row])))
            .collect())
    }

    fn check_count(&self, actual: usize) -> Result<(), EnsembleError> {
        let expected = self.members.len();
        if actual == expected {
            Ok(())
        } else {
            Err(EnsembleError::ScoreCount { expected, actual })
        }
    }

    fn judge(&self, scores: impl Iterator<Item = f32>) -> Verdict {
        let mut votes = Votes(0);
        // Shares of training scores above: the `min_votes`-th lowest is the `min_votes`-th highest percentile.
        let mut shares = [1.0; MAX_DETECTORS];
        for (i, (member, score)) in self.members.iter().zip(scores).enumerate() {
            votes.0 |= u8::from(score > member.threshold) << i;
            shares[i] = member.calibration.share_above(score);
        }
        shares.sort_unstable_by(f64::total_cmp);
        let share = shares[self.min_votes() - 1];
        let is_anomaly = votes.count() >= self.min_votes();
        Verdict {
            votes,
            is_anomaly,
            confidence: votes.count() as f64 / self.members.len() as f64,
            severity: severity(votes.count(), is_anomaly),
            score: 1.0 - share,
            surprise: -libm::log10(share),
        }
    }
}

fn severity(n_votes: usize, is_anomaly: bool) -> Severity {
    match n_votes {
        _ if !is_anomaly => Severity::None,
        0..=2 => Severity::Low,
        3 => Severity::Medium,
        _ => Severity::High,
    }
}

/// [`Ensemble`] as it is stored.
#[derive(Deserialize)]
struct Saved {
    members: Vec<Member>,
    min_votes: u8,
}

impl TryFrom<Saved> for Ensemble {
    type Error = EnsembleError;

    fn try_from(saved: Saved) -> Result<Self, EnsembleError> {
        Self::new(saved.members, saved.min_votes.into())
    }
}

#[cfg(test)]
mod tests;
