//! Metrics of scores, whatever the threshold.

use super::{MetricError, check_length, share};

/// Rows with a score of at least `threshold`.
#[derive(Debug, Clone, Copy)]
struct Cut {
    threshold: f64,
    true_positives: u64,
    false_positives: u64,
}

/// Scores and truth, sorted once for all metrics.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// One for each distinct score, from the highest.
    cuts: Vec<Cut>,
    n_positives: u64,
    n_negatives: u64,
}

/// A point of the ROC curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// Share of the normal rows at or above the threshold.
    pub false_positive_rate: f64,
    /// Share of the anomalies at or above the threshold.
    pub true_positive_rate: f64,
    /// Score; infinite for the first point, which no row reaches.
    pub threshold: f64,
}

/// A point of the precision-recall curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecallPoint {
    /// Share of the anomalies at or above the threshold.
    pub recall: f64,
    /// Share of anomalies among the rows at or above the threshold.
    pub precision: f64,
    /// Score.
    pub threshold: f64,
}

impl Ranking {
    /// Ranks rows by `scores`, higher = more anomalous; tied scores are one step.
    ///
    /// # Shapes
    /// Both: `[n_rows]`.
    ///
    /// # Errors
    /// [`MetricError`]: lengths that differ, NaN.
    pub fn new<S: Copy + Into<f64>>(scores: &[S], is_anomaly: &[bool]) -> Result<Self, MetricError> {
        check_length(scores.len(), is_anomaly.len())?;
        let mut rows: Vec<(f64, bool)> = scores
            .iter()
            .map(|&s| s.into())
            .zip(is_anomaly.iter().copied())
            .collect();
        if let Some(index) = rows.iter().position(|(score, _)| score.is_nan()) {
            return Err(MetricError::NotANumber { index });
        }
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut at = Cut {
            threshold: f64::INFINITY,
            true_positives: 0,
            false_positives: 0,
        };
        let mut cuts = Vec::new();
        // Not `total_cmp`: 0 and -0 are ties.
        for ties in rows.chunk_by(|a, b| a.0 <= b.0) {
            let n_positives = ties.iter().filter(|(_, is_anomaly)| *is_anomaly).count();
            at.threshold = ties[0].0;
            at.true_positives += n_positives as u64;
            at.false_positives += (ties.len() - n_positives) as u64;
            cuts.push(at);
        }
        Ok(Self {
            cuts,
            n_positives: at.true_positives,
            n_negatives: at.false_positives,
        })
    }

    /// Probability that a random anomaly scores above a random normal row, ties counted half; `None` unless there are
    /// both.
    ///
    /// # Source
    /// Fawcett (2006), "An introduction to ROC analysis", algorithm 3 (trapezoids over ties).
    pub fn roc_auc(&self) -> Option<f64> {
        let (mut area, mut last) = (0.0, (0, 0));
        for cut in &self.cuts {
            let width = cut.false_positives - last.1;
            area += width as f64 * (cut.true_positives + last.0) as f64 / 2.0;
            last = (cut.true_positives, cut.false_positives);
        }
        let whole = self.n_positives as f64 * self.n_negatives as f64;
        (whole > 0.0).then(|| area / whole)
    }

    /// Mean of the precision at each step of recall, `sum (R_n - R_(n-1)) P_n`, not interpolated; `None` without
    /// anomalies.
    pub fn average_precision(&self) -> Option<f64> {
        let (mut sum, mut last) = (0.0, 0);
        for cut in &self.cuts {
            sum += (cut.true_positives - last) as f64 * precision(cut);
            last = cut.true_positives;
        }
        (self.n_positives > 0).then(|| sum / self.n_positives as f64)
    }

    /// Share of anomalies among the `budget` highest scores (all, if there are fewer); of rows tied at the border, as
    /// many anomalies as are to be expected if one picks among them blindly. `None` for a budget of 0 or no rows.
    pub fn precision_at(&self, budget: usize) -> Option<f64> {
        let budget = (budget as u64).min(self.n_positives + self.n_negatives);
        let mut last = Cut {
            threshold: f64::INFINITY,
            true_positives: 0,
            false_positives: 0,
        };
        for cut in &self.cuts {
            let (n, n_last) = (n_rows(cut), n_rows(&last));
            if n >= budget && budget > 0 {
                let picked = (budget - n_last) as f64 / (n - n_last) as f64;
                let found = (cut.true_positives - last.true_positives) as f64;
                return Some((last.true_positives as f64 + picked * found) / budget as f64);
            }
            last = *cut;
        }
        None
    }

    /// The ROC curve from `(0, 0)` to `(1, 1)` in at most `max_points` points (at least 2), evenly spread along it;
    /// empty unless there are both anomalies and normal rows.
    pub fn roc_curve(&self, max_points: usize) -> Vec<RocPoint> {
        if self.n_positives == 0 || self.n_negatives == 0 {
            return Vec::new();
        }
        let origin = Cut {
            threshold: f64::INFINITY,
            true_positives: 0,
            false_positives: 0,
        };
        let point = |cut: &Cut| RocPoint {
            false_positive_rate: cut.false_positives as f64 / self.n_negatives as f64,
            true_positive_rate: cut.true_positives as f64 / self.n_positives as f64,
            threshold: cut.threshold,
        };
        let curve = std::iter::once(&origin).chain(&self.cuts).map(point);
        // Both rates only rise, so half their sum measures the way along the curve.
        thin(curve, max_points, |p| {
            f64::midpoint(p.false_positive_rate, p.true_positive_rate)
        })
    }

    /// The precision-recall curve, from the highest threshold, in at most `max_points` points (at least 2), evenly
    /// spread over recall; empty without anomalies.
    pub fn precision_recall_curve(&self, max_points: usize) -> Vec<PrecisionRecallPoint> {
        let point = |cut: &Cut| {
            let recall = share(cut.true_positives, self.n_positives)?;
            Some(PrecisionRecallPoint {
                recall,
                precision: precision(cut),
                threshold: cut.threshold,
            })
        };
        // Once every anomaly is found, precision only falls.
        let first_full = self.cuts.partition_point(|cut| cut.true_positives < self.n_positives);
        thin(
            self.cuts.iter().take(first_full + 1).filter_map(point),
            max_points,
            |p| p.recall,
        )
    }
}

fn n_rows(cut: &Cut) -> u64 {
    cut.true_positives + cut.false_positives
}

fn precision(cut: &Cut) -> f64 {
    cut.true_positives as f64 / n_rows(cut) as f64
}

/// All points if they are few enough; else the first, the last and the first in each of `max_points - 2` equal parts of
/// `way`, which rises from 0 to 1.
fn thin<P: Copy>(points: impl Iterator<Item = P>, max_points: usize, way: impl Fn(&P) -> f64) -> Vec<P> {
    let points: Vec<P> = points.collect();
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    if points.len() <= max_points.max(2) {
        return points;
    }
    let n_parts = max_points.saturating_sub(2) as f64;
    let mut next_part = 0.0;
    let mut thinned = vec![first];
    for point in &points[1..points.len() - 1] {
        let part = (way(point) * n_parts).floor();
        if part >= next_part && part < n_parts {
            thinned.push(*point);
            next_part = part + 1.0;
        }
    }
    thinned.push(last);
    thinned
}
