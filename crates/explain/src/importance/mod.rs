//! Which features matter to a scorer overall: permutation importance.
//!
//! The values of a feature are shuffled among the rows, which leaves what they are and takes away where they belong; how much worse the
//! scores get is what the feature was worth. Worse is measured against labels, where there are any, and else against the
//! scorer's own ranking of the rows as they are: that says what the scorer listens to, not whether it is right to.
//!
//! # Source
//! Breiman (2001), "Random Forests", section 10; repeats and their spread as in scikit-learn's `permutation_importance`.
//!
//! # Limits
//! Of features that say the same each looks dispensable, for the other is still there. Shuffled rows may be impossible traffic.
//!
//! # Cost
//! `n_repeats * n_groups` scorings of all rows: give a sample of a few thousand.

mod rank;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use ndarray::{Array2, ArrayView2};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use wiresift_detect::Progress;
use wiresift_detect::metrics::Ranking;

use crate::{ExplainError, Groups};
use rank::{correlation, ranks};

/// How to shuffle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportanceParams {
    /// Shuffles of each feature, at least 1. Default 5, scikit-learn's.
    pub n_repeats: usize,
    /// Seed of the shuffles.
    pub seed: u64,
}

impl Default for ImportanceParams {
    fn default() -> Self {
        Self { n_repeats: 5, seed: 0 }
    }
}

/// What scores are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Yardstick<'a> {
    /// Area under the ROC curve, by whether each row is an anomaly. `[n_rows]`
    RocAuc(&'a [bool]),
    /// Average precision, by whether each row is an anomaly. `[n_rows]`
    AveragePrecision(&'a [bool]),
    /// Spearman's rank correlation with the scores of the rows as they are.
    OwnRanking,
}

/// [`Yardstick`] without the labels, to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Area under the ROC curve, against labels.
    RocAuc,
    /// Average precision, against labels.
    AveragePrecision,
    /// Rank correlation with the scorer's own scores.
    OwnRanking,
}

/// What every feature is worth to a scorer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// What is measured.
    pub measure: Measure,
    /// The measure before anything was shuffled; 1 for [`Measure::OwnRanking`].
    pub baseline: f64,
    /// By group.
    pub features: Vec<FeatureImportance>,
}

/// What one group of columns is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureImportance {
    /// By repeat: baseline less the measure with the feature shuffled. Below 0 by chance, or where the feature misleads.
    pub drops: Vec<f64>,
    /// Mean of the drops.
    pub mean: f64,
    /// Standard deviation of the drops; 0 of one.
    pub std: f64,
}

impl Importance {
    /// Groups from the most to the least important.
    pub fn ranked(&self) -> Vec<usize> {
        let means: Vec<f64> = self.features.iter().map(|feature| feature.mean).collect();
        crate::ranked(&means)
    }
}

/// Measures every group of columns of `x`.
///
/// # Shapes
/// `x`: `[n_rows, n_columns]`, `groups`: of `n_columns`. `scorer` takes `[n_rows, n_columns]` and gives `[n_rows]`.
///
/// # Errors
/// [`ExplainError`]: shapes that do not fit, fewer than 2 rows, labels of one kind only, a score that is not finite,
/// cancelled, and what the scorer fails with.
pub fn permutation<'a, E>(
    mut scorer: impl FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, E>,
    x: ArrayView2<'a, f32>,
    groups: &'a Groups,
    yardstick: Yardstick<'_>,
    params: &ImportanceParams,
    progress: Progress<'_>,
) -> Result<Importance, ExplainError<E>> {
    ExplainError::check_size("columns with a group", x.ncols(), groups.n_columns())?;
    ExplainError::check_least("rows", 2, x.nrows())?;
    ExplainError::check_least("repeats", 1, params.n_repeats)?;
    let mut scores = |x: &Array2<f32>| -> Result<Vec<f64>, ExplainError<E>> {
        let scores = scorer(x.view()).map_err(ExplainError::Score)?;
        ExplainError::check_size("scores", x.nrows(), scores.len())?;
        ExplainError::check_finite("score", scores.iter().copied())?;
        Ok(scores)
    };
    let judge = Judge::new(yardstick, &scores(&x.to_owned())?)?;
    let mut shuffle = Shuffle::new(x, groups, params);
    let n_steps = groups.n_groups() * params.n_repeats;
    let mut features = Vec::with_capacity(groups.n_groups());
    for group in 0..groups.n_groups() {
        let mut drops = Vec::with_capacity(params.n_repeats);
        for repeat in 0..params.n_repeats {
            let done = group * params.n_repeats + repeat;
            if progress(done as f64 / n_steps as f64) == ControlFlow::Break(()) {
                return Err(ExplainError::Cancelled);
            }
            drops.push(judge.drop(&scores(shuffle.group(group, repeat))?)?);
        }
        features.push(FeatureImportance::of(drops));
    }
    Ok(Importance {
        measure: judge.measure(),
        baseline: judge.baseline(),
        features,
    })
}

/// Rows with one group of columns shuffled at a time: for who measures several scorers at once, or bit by bit.
#[derive(Debug)]
pub struct Shuffle<'a> {
    x: ArrayView2<'a, f32>,
    groups: &'a Groups,
    seed: u64,
    shuffled: Array2<f32>,
    /// The group that is shuffled now.
    out_of_place: Option<usize>,
}

impl<'a> Shuffle<'a> {
    /// Nothing is shuffled yet.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_columns]`, `groups`: of `n_columns`.
    pub fn new(x: ArrayView2<'a, f32>, groups: &'a Groups, params: &ImportanceParams) -> Self {
        Self {
            x,
            groups,
            seed: params.seed,
            shuffled: x.to_owned(),
            out_of_place: None,
        }
    }

    /// The rows with this group shuffled; the same group and repeat give the same rows, whatever was asked before.
    pub fn group(&mut self, group: usize, repeat: usize) -> &Array2<f32> {
        if let Some(before) = self.out_of_place.replace(group).filter(|before| *before != group) {
            for column in self.groups.columns(before) {
                self.shuffled.column_mut(column).assign(&self.x.column(column));
            }
        }
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream((group as u64) << 32 | repeat as u64);
        let mut order: Vec<usize> = (0..self.x.nrows()).collect();
        order.shuffle(&mut rng);
        let columns: Vec<usize> = self.groups.columns(group).collect();
        fill(&mut self.shuffled, self.x, &columns, &order);
        &self.shuffled
    }
}

/// Rows of a group stay together: one category stays one.
fn fill(shuffled: &mut Array2<f32>, x: ArrayView2<'_, f32>, columns: &[usize], order: &[usize]) {
    for &column in columns {
        let values = x.column(column);
        for (place, &row) in shuffled.column_mut(column).iter_mut().zip(order) {
            *place = values[row];
        }
    }
}

impl FeatureImportance {
    /// Of the drops by repeat.
    pub fn of(drops: Vec<f64>) -> Self {
        let n = drops.len() as f64;
        let mean = drops.iter().sum::<f64>() / n;
        let squares: f64 = drops.iter().map(|drop| (drop - mean) * (drop - mean)).sum();
        Self {
            mean,
            std: if drops.len() > 1 {
                (squares / (n - 1.0)).sqrt()
            } else {
                0.0
            },
            drops,
        }
    }
}

/// A yardstick, ready to be used again and again.
#[derive(Debug)]
pub struct Judge<'a> {
    yardstick: Yardstick<'a>,
    own_ranks: Vec<f64>,
    baseline: f64,
}

impl<'a> Judge<'a> {
    /// Of a scorer that gives these scores as long as nothing is shuffled.
    ///
    /// # Errors
    /// [`ExplainError`]: not a label for each score, or labels of one kind only.
    pub fn new<E>(yardstick: Yardstick<'a>, scores: &[f64]) -> Result<Self, ExplainError<E>> {
        if let Yardstick::RocAuc(labels) | Yardstick::AveragePrecision(labels) = yardstick {
            ExplainError::check_size("labels", scores.len(), labels.len())?;
            let n_anomalies = labels.iter().filter(|&&label| label).count();
            ExplainError::check_least("rows with the label of an anomaly", 1, n_anomalies)?;
            ExplainError::check_least("rows with a normal label", 1, labels.len() - n_anomalies)?;
        }
        let mut judge = Self {
            yardstick,
            own_ranks: ranks(scores),
            baseline: 1.0,
        };
        judge.baseline = judge.of(scores)?;
        Ok(judge)
    }

    /// By how much the measure is less with these scores.
    ///
    /// # Errors
    /// [`ExplainError`]: a score that is not finite.
    pub fn drop<E>(&self, scores: &[f64]) -> Result<f64, ExplainError<E>> {
        Ok(self.baseline - self.of(scores)?)
    }

    /// The measure before anything was shuffled.
    pub fn baseline(&self) -> f64 {
        self.baseline
    }

    fn of<E>(&self, scores: &[f64]) -> Result<f64, ExplainError<E>> {
        let by_labels = |labels: &[bool], metric: fn(&Ranking) -> Option<f64>| {
            // Both kinds of labels are there, and no score is NaN.
            let ranking = Ranking::new(scores, labels).ok();
            ranking
                .and_then(|ranking| metric(&ranking))
                .ok_or(ExplainError::NotFinite {
                    what: "score",
                    index: 0,
                })
        };
        match self.yardstick {
            Yardstick::RocAuc(labels) => by_labels(labels, Ranking::roc_auc),
            Yardstick::AveragePrecision(labels) => by_labels(labels, Ranking::average_precision),
            Yardstick::OwnRanking => Ok(correlation(&self.own_ranks, &ranks(scores))),
        }
    }

    /// What is measured.
    pub fn measure(&self) -> Measure {
        match self.yardstick {
            Yardstick::RocAuc(_) => Measure::RocAuc,
            Yardstick::AveragePrecision(_) => Measure::AveragePrecision,
            Yardstick::OwnRanking => Measure::OwnRanking,
        }
    }
}
