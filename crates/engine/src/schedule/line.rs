//! One detector's part of a schedule, and what comes out of it.

use super::Sizes;
use crate::message::DetectorKind;
use crate::work::{Fit, Fitted};

/// A detector with what it said of every row.
#[derive(Clone, Debug)]
pub struct DetectorOutput {
    /// Which.
    pub kind: DetectorKind,
    /// The fitted detector.
    pub fitted: Fitted,
    /// A score for each different row of the training table, unless it was left out.
    pub training_scores: Vec<f32>,
    /// A score for each different row of the test table.
    pub test_scores: Option<Vec<f32>>,
    /// From handing the fit out to its end.
    pub seconds_fit: f64,
    /// Summed over the tasks.
    pub seconds_score: f64,
}

/// A detector's work: a fit, then its rows.
pub(super) struct Line {
    pub(super) kind: DetectorKind,
    pub(super) fitted: Option<Fitted>,
    pub(super) scores: [Option<Vec<f32>>; 2],
    pub(super) fit_cost: f64,
    pub(super) cost_per_row: f64,
    pub(super) seconds_fit: f64,
    pub(super) seconds_score: f64,
    pub(super) fit_fraction: f64,
    pub(super) rows_done: u64,
    pub(super) rows_total: u64,
}

impl Line {
    pub(super) fn new(fit: &Fit, sizes: &Sizes) -> Self {
        let (fit_cost, cost_per_row) = costs(fit, sizes);
        Self {
            kind: fit.kind(),
            fitted: None,
            scores: [None, None],
            fit_cost,
            cost_per_row,
            seconds_fit: 0.0,
            seconds_score: 0.0,
            fit_fraction: 0.0,
            rows_done: 0,
            rows_total: u64::from(sizes.n_training_distinct) + u64::from(sizes.n_test_distinct.unwrap_or(0)),
        }
    }

    pub(super) fn into_output(self) -> Option<DetectorOutput> {
        let [training_scores, test_scores] = self.scores;
        let (fitted, mut training_scores) = (self.fitted?, training_scores.unwrap_or_default());
        if let Some(own) = &fitted.own_scores {
            for (&row, &score) in own.rows.iter().zip(&own.scores) {
                if let Some(place) = training_scores.get_mut(row as usize) {
                    *place = score;
                }
            }
        }
        Some(DetectorOutput {
            kind: self.kind,
            fitted,
            training_scores,
            test_scores,
            seconds_fit: self.seconds_fit,
            seconds_score: self.seconds_score,
        })
    }
}

/// Operations to fit a detector and to score a row with it, roughly: they weigh the stages in the progress shown, no more.
fn costs(fit: &Fit, sizes: &Sizes) -> (f64, f64) {
    let (rows, features) = (sizes.n_training_rows as f64, sizes.n_features as f64);
    match fit {
        Fit::IsolationForest(settings) => {
            let trees = f64::from(settings.n_estimators);
            (trees * f64::from(settings.max_samples) * 60.0, trees * 30.0)
        }
        Fit::LocalOutlierFactor(settings) => {
            let reference = rows.min(f64::from(settings.max_reference_rows));
            (reference * reference * features * 0.2, reference * features * 0.2)
        }
        Fit::OneClassSvm(settings) => {
            let fitted = rows.min(f64::from(settings.max_training_rows));
            (fitted * fitted * features * 0.5, settings.nu * fitted * features * 0.5)
        }
        Fit::Autoencoder(settings) => {
            let fitted = rows.min(f64::from(settings.max_training_rows));
            let weights = 2.0 * (features * 64.0 + 64.0 * 32.0 + 32.0 * 16.0 + 16.0 * 8.0);
            (fitted * f64::from(settings.n_epochs) * weights * 3.0, weights)
        }
    }
}
