//! Shapley values of any scorer, by sampling.
//!
//! The game: the value of a set of known features is the mean score of the row with its other features taken from rows
//! of the background, all from the same one. Where the forest's own attribution ([`crate::forest`]) takes unknown features
//! from the trees, this works for a scorer of which nothing is known, such as the rank that an ensemble gives.
//!
//! # Source
//! Štrumbelj and Kononenko (2014), "Explaining prediction models and individual predictions with feature contributions":
//! a random order of the features and a random background row; each feature, when its turn comes, adds the change of the
//! score. Mitchell, Cooper, Frank and Holmes (2022), "Sampling Permutations for Shapley Value Estimation", section 3: each order is used
//! forwards and backwards (an antithetic pair), which takes away what is due to being early or late.
//!
//! # Error
//! In each order the changes add up to the score less the background row's, so that base and contributions together are
//! the score whatever is sampled; only rounding is left, see [`Shapley::sum_bound`]. A contribution by itself has a
//! [standard error](Shapley::standard_errors).
//!
//! # Cost
//! With m features in which the row and a background row differ, `2 m - 1` rows are scored a pair, all pairs in one call
//! while they are at most [`MAX_BATCH_ROWS`].

mod plan;
#[cfg(test)]
mod tests;

use ndarray::{ArrayView1, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::{Attribution, ExplainError, Groups};
use plan::Plan;
pub(crate) use plan::scores_of;

/// Rows that a scorer gets at once, unless a single pair has more.
pub const MAX_BATCH_ROWS: usize = 4_096;

/// How to sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapleyParams {
    /// Pairs of orders, at least 2 (a standard error needs two). Default 8.
    pub n_pairs: usize,
    /// Seed of orders and background rows.
    pub seed: u64,
}

impl Default for ShapleyParams {
    fn default() -> Self {
        Self { n_pairs: 8, seed: 0 }
    }
}

/// Sampled Shapley values of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shapley {
    /// The base is the mean score of the background rows that were used, the contributions are one a group.
    pub attribution: Attribution,
    /// By group: standard error of its contribution, from the spread over pairs.
    pub standard_errors: Vec<f64>,
    /// Standard error of the base, as an estimate of the mean score of the background.
    pub base_standard_error: f64,
    /// What the scorer gives the row itself.
    pub score: f64,
    /// Base and contributions add up to the score within this: the rounding of all differences and sums.
    pub sum_bound: f64,
    /// Rows that were scored.
    pub n_scored: usize,
}

/// Explains the score of `row` against rows of `background`.
///
/// # Shapes
/// `row`: `[n_columns]`, `background`: `[n_rows, n_columns]`, `groups`: of `n_columns`. `scorer` takes `[n, n_columns]` and
/// gives `[n]`, the score of a row not depending on other rows. Contributions are `[n_groups]`.
///
/// # Errors
/// [`ExplainError`]: shapes that do not fit, no background, fewer than 2 pairs, a value or score that is not finite, and
/// what the scorer fails with.
pub fn explain<E>(
    mut scorer: impl FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, E>,
    row: ArrayView1<'_, f32>,
    background: ArrayView2<'_, f32>,
    groups: &Groups,
    params: &ShapleyParams,
) -> Result<Shapley, ExplainError<E>> {
    ExplainError::check_size("columns of the background", row.len(), background.ncols())?;
    ExplainError::check_size("columns with a group", row.len(), groups.n_columns())?;
    ExplainError::check_least("columns", 1, row.len())?;
    ExplainError::check_least("rows of the background", 1, background.nrows())?;
    ExplainError::check_least("pairs", 2, params.n_pairs)?;
    ExplainError::check_finite("column", row.iter().copied())?;
    let row = row.to_vec();
    let members = groups.members();
    let score = *scores_of(&mut scorer, &row, row.len())?.first().unwrap_or(&f64::NAN);
    let mut sampler = Sampler::new(params.seed, background, groups.n_groups());
    let mut sums = Sums::new(groups.n_groups(), score);
    let pairs_at_once = (MAX_BATCH_ROWS / (2 * groups.n_groups()).max(1)).max(1);
    let mut n_left = params.n_pairs;
    while n_left > 0 {
        let mut plan = Plan::new(&row, &members);
        for _ in 0..pairs_at_once.min(n_left) {
            plan.add_pair(&sampler.background_row(), &sampler.order());
        }
        n_left -= pairs_at_once.min(n_left);
        let scores = scores_of(&mut scorer, plan.rows(), row.len())?;
        plan.for_each_pair(score, &scores, |base, changes| sums.add(base, changes));
        sums.take_scores(&scores);
    }
    Ok(sums.finish(params.n_pairs))
}

/// Draws background rows and orders.
struct Sampler<'a> {
    rng: ChaCha8Rng,
    background: ArrayView2<'a, f32>,
    /// Rows of the background still to be used; all are, before one is used again.
    waiting: Vec<usize>,
    order: Vec<usize>,
}

impl<'a> Sampler<'a> {
    fn new(seed: u64, background: ArrayView2<'a, f32>, n_groups: usize) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            background,
            waiting: Vec::new(),
            order: (0..n_groups).collect(),
        }
    }

    fn background_row(&mut self) -> Vec<f32> {
        if self.waiting.is_empty() {
            self.waiting = (0..self.background.nrows()).collect();
            self.waiting.shuffle(&mut self.rng);
        }
        let row = self.waiting.pop().unwrap_or(0);
        self.background.index_axis(Axis(0), row).to_vec()
    }

    fn order(&mut self) -> Vec<usize> {
        self.order.shuffle(&mut self.rng);
        self.order.clone()
    }
}

/// Over the pairs so far.
struct Sums {
    score: f64,
    base: Moments,
    changes: Vec<Moments>,
    greatest: f64,
    n_scored: usize,
}

impl Sums {
    fn new(n_groups: usize, score: f64) -> Self {
        Self {
            score,
            base: Moments::default(),
            changes: vec![Moments::default(); n_groups],
            greatest: score.abs(),
            n_scored: 1,
        }
    }

    fn add(&mut self, base: f64, changes: &[f64]) {
        self.base.add(base);
        for (sum, &change) in self.changes.iter_mut().zip(changes) {
            sum.add(change);
        }
    }

    fn take_scores(&mut self, scores: &[f64]) {
        self.n_scored += scores.len();
        self.greatest = scores.iter().fold(self.greatest, |most, score| most.max(score.abs()));
    }

    fn finish(self, n_pairs: usize) -> Shapley {
        // Each order rounds two differences a group, each pair two means, and the sum of all rounds once a group and pair.
        let n_roundings = 4.0 * (self.changes.len() + 1) as f64 * n_pairs as f64;
        Shapley {
            attribution: Attribution {
                base: self.base.mean,
                contributions: self.changes.iter().map(|change| change.mean).collect(),
            },
            standard_errors: self.changes.iter().map(Moments::standard_error).collect(),
            base_standard_error: self.base.standard_error(),
            score: self.score,
            sum_bound: n_roundings * f64::EPSILON * self.greatest,
            n_scored: self.n_scored,
        }
    }
}

/// Mean and spread (Welford 1962).
#[derive(Debug, Clone, Default)]
struct Moments {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.n += 1.0;
        let off = value - self.mean;
        self.mean += off / self.n;
        self.squares += off * (value - self.mean);
    }

    /// Of the mean; there are at least two values.
    fn standard_error(&self) -> f64 {
        (self.squares.max(0.0) / (self.n - 1.0) / self.n).sqrt()
    }
}
