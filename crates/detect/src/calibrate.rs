//! From raw scores, which no two detectors measure alike, to percentiles among the training scores.
//!
//! In: the scores of the training rows, any finite numbers. Out: for any score its percentile in `(0, 1)`, and its
//! surprise `-log10(1 - percentile)`.
//!
//! # Design
//! Between two training scores the percentile is interpolated. At a training score it is that of the middle of its
//! ties ("mid-rank"): a score that all rows share is the 50th percentile.
//!
//! Beyond the training scores every percentile would be 1, and the most anomalous rows would be ties. There the share
//! of rows above `x` is taken to fall as `1 / (1 + z)` with `z = (x - greatest training score) / scale`: a generalized
//! Pareto tail (Pickands 1975) of shape 1, mirrored below the least score. The scale is the median excess over the
//! 95th percentile, which for this tail is its scale parameter and which a few outliers do not move. The shape is
//! fixed: 1 is heavier than the tails of most scores, so it orders rows without claiming to know how rare they are.
//!
//! Stored is the share above, not the percentile, because near 1 it keeps its digits.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::error::ModelError;

/// Most knots of a calibration: 4,096 are 48 kB.
const MAX_KNOTS: usize = 4_096;
/// The highest scores are what matters: so many of them are knots, the others are spread evenly.
const UPPER_KNOTS: usize = 1_024;
/// One in so many training scores counts as tail where its scale is measured.
const TAIL_DIVISOR: usize = 20;

/// Why there is no calibration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// No scores.
    #[error("no training scores to calibrate with")]
    Empty,
    /// NaN or infinity among the scores.
    #[error("training score {index} is not a finite number")]
    NotFinite {
        /// Index of the first such score.
        index: usize,
    },
}

/// The distribution of a detector's training scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct Calibration {
    /// Distinct training scores, ascending.
    scores: Vec<f32>,
    /// Share of training scores above each, ties counted half; strictly falling, in `(0, 1)`.
    above: Vec<f64>,
    lower_scale: f64,
    upper_scale: f64,
}

impl Calibration {
    /// The distribution of `training_scores`, repeats included, in any order.
    ///
    /// # Errors
    /// [`CalibrationError`]: no scores, or one that is not finite.
    pub fn fit(training_scores: &[f32]) -> Result<Self, CalibrationError> {
        if let Some(index) = training_scores.iter().position(|score| !score.is_finite()) {
            return Err(CalibrationError::NotFinite { index });
        }
        if training_scores.is_empty() {
            return Err(CalibrationError::Empty);
        }
        let mut ascending = training_scores.to_vec();
        ascending.sort_unstable_by(f32::total_cmp);
        let (scores, above) = thin(&mid_ranks(&ascending)).into_iter().unzip();
        let upper_scale = tail_scale(ascending.iter().rev().map(|&score| f64::from(score)));
        let lower_scale = tail_scale(ascending.iter().map(|&score| -f64::from(score)));
        Ok(Self {
            scores,
            above,
            lower_scale,
            upper_scale,
        })
    }

    /// Share of training scores below `score`, in `[0, 1]`, strictly increasing in `score` until it rounds to 1, far
    /// beyond the training scores ([`Self::tail`] goes on). NaN counts as the least score.
    pub fn percentile(&self, score: f32) -> f64 {
        1.0 - self.share_above(score)
    }

    /// Surprise, `-log10(1 - percentile)`: 1 for one row in ten, 2 for one in a hundred. Strictly increasing, also
    /// where `percentile` rounds to 1.
    pub fn tail(&self, score: f32) -> f64 {
        -libm::log10(self.share_above(score))
    }

    /// The score below which the share `percentile` of the training scores lies, the inverse of
    /// [`Self::percentile`] within the range of the training scores, to which the result is limited.
    #[expect(clippy::cast_possible_truncation, reason = "scores are f32 throughout")]
    pub fn quantile(&self, percentile: f64) -> f32 {
        let above = 1.0 - percentile;
        let right = self.above.partition_point(|&a| a > above);
        if right == 0 || right == self.scores.len() {
            return self.scores[right.min(self.scores.len() - 1)];
        }
        let weight = (self.above[right - 1] - above) / (self.above[right - 1] - self.above[right]);
        let (a, b) = (f64::from(self.scores[right - 1]), f64::from(self.scores[right]));
        (a + weight * (b - a)) as f32
    }

    /// `1 - percentile`, without rounding near 1.
    pub(crate) fn share_above(&self, score: f32) -> f64 {
        let last = self.scores.len() - 1;
        let right = self.scores.partition_point(|&knot| knot < score);
        if right > last {
            let z = (f64::from(score) - f64::from(self.scores[last])) / self.upper_scale;
            return self.above[last] / (1.0 + z);
        }
        if self.scores[right].total_cmp(&score).is_eq() {
            return self.above[right];
        }
        if right == 0 {
            // NaN lands here, as no knot is less; `max` turns it into 0, then into the limit of the tail.
            let z = (f64::from(self.scores[0]) - f64::from(score)) / self.lower_scale;
            return if z.is_nan() {
                1.0
            } else {
                1.0 - (1.0 - self.above[0]) / (1.0 + z.max(0.0))
            };
        }
        let (a, b) = (f64::from(self.scores[right - 1]), f64::from(self.scores[right]));
        let weight = (f64::from(score) - a) / (b - a);
        self.above[right - 1] + weight * (self.above[right] - self.above[right - 1])
    }
}

/// Distinct scores, ascending, each with the share of scores above it, ties counted half.
fn mid_ranks(ascending: &[f32]) -> Vec<(f32, f64)> {
    let n = ascending.len() as f64;
    let mut n_above = ascending.len();
    // Not `total_cmp`: 0 and -0 are one score.
    let runs = ascending.chunk_by(|a, b| a >= b);
    runs.map(|ties| {
        n_above -= ties.len();
        (ties[0], (n_above as f64 + ties.len() as f64 / 2.0) / n)
    })
    .collect()
}

/// At most [`MAX_KNOTS`] of the knots, with the first and the last.
fn thin(knots: &[(f32, f64)]) -> Vec<(f32, f64)> {
    if knots.len() <= MAX_KNOTS {
        return knots.to_vec();
    }
    let (lower, upper) = knots.split_at(knots.len() - UPPER_KNOTS);
    let n = MAX_KNOTS - UPPER_KNOTS;
    let spread = (0..n).map(|i| lower[i * lower.len() / n]);
    spread.chain(upper.iter().copied()).collect()
}

/// Median excess of the outermost twentieth of scores, given from the outermost inwards, over the first score inside
/// it. Where that is 0, a thousandth of the range; where that is 0, of the score itself or 1.
fn tail_scale(mut outermost_first: impl ExactSizeIterator<Item = f64> + DoubleEndedIterator + Clone) -> f64 {
    let n_tail = (outermost_first.len() / TAIL_DIVISOR).max(1);
    let mut scores = outermost_first.clone();
    let median = scores.clone().nth(n_tail / 2).unwrap_or(0.0);
    let border = scores.nth(n_tail).unwrap_or(median);
    let outermost = outermost_first.next().unwrap_or(0.0);
    let range = outermost - outermost_first.next_back().unwrap_or(outermost);
    let widths = [median - border, range * 1e-3, outermost.abs() * 1e-3];
    widths
        .into_iter()
        .find(|&width| width > 0.0)
        .unwrap_or(1e-3)
        .max(f64::MIN_POSITIVE)
}

/// [`Calibration`] as it is stored.
#[derive(Deserialize)]
struct Saved {
    scores: Vec<f32>,
    above: Vec<f64>,
    lower_scale: f64,
    upper_scale: f64,
}

impl TryFrom<Saved> for Calibration {
    type Error = ModelError;

    fn try_from(saved: Saved) -> Result<Self, ModelError> {
        let Saved {
            scores,
            above,
            lower_scale,
            upper_scale,
        } = saved;
        let sized = !scores.is_empty() && scores.len() == above.len() && scores.len() <= MAX_KNOTS;
        let ordered = scores.windows(2).all(|w| w[0] < w[1]) && above.windows(2).all(|w| w[0] > w[1]);
        let finite = scores.iter().all(|s| s.is_finite()) && above.iter().all(|a| *a > 0.0 && *a < 1.0);
        let scaled = [lower_scale, upper_scale].iter().all(|s| *s > 0.0 && s.is_finite());
        ModelError::check(
            sized && ordered && finite && scaled,
            "calibration that is no distribution",
        )?;
        Ok(Self {
            scores,
            above,
            lower_scale,
            upper_scale,
        })
    }
}

#[cfg(test)]
mod tests;
