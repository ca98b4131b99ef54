//! Learning from an analyst: verdicts on rows move the scores of rows that are like them.
//!
//! In: percentiles of an ensemble, a forest fitted on the same columns, and which rows were found to be anomalies and
//! which were not. Out: scores that rank the rows anew.
//!
//! # Source
//! Siddiqui, Fern, Dietterich, Wright, Theriault and Archer (2018), "Feedback-guided anomaly discovery via online
//! optimization": online mirror descent on the weights of a forest's leaves, here with their linear loss. The idea of
//! weighting leaves by feedback is that of Das, Wong, Fern, Dietterich and Siddiqui (2017), "Incorporating feedback into
//! tree-based anomaly detection".
//!
//! # Design
//! They start from the forest's own score; here the start is the ensemble's percentile, which the analyst sees. With
//! the linear loss a verdict adds the same to its leaves whenever it comes: the result depends on the verdicts, not on
//! their order, so taking one back is leaving it out, and all of them cost one walk of the rows through the forest.
//! Their log-likelihood loss, which learns little from a verdict that was expected, and ridge regression on the leaves
//! found fewer anomalies on the sets of `cargo xtask bench --feedback`.

use ndarray::ArrayView2;

use crate::error::ScoreError;
use crate::isolation_forest::IsolationForest;
use crate::progress::Progress;

/// What a verdict adds to the score of a row in the same leaf of every tree; percentiles lie in `0..=1`. From 0.02 to
/// 0.1 the bench hardly changes.
pub const LEARNING_RATE: f32 = 0.03;

/// Scores after feedback: percentiles, plus what rows get from verdicts on rows that share their leaves. Higher is more
/// anomalous; without verdicts they are the percentiles.
///
/// # Shapes
/// `x`: `[n_rows, n_features]`; `percentiles`: `[n_rows]`; `verdicts`: rows of `x`, and whether each is an anomaly.
/// Returns `[n_rows]`.
///
/// # Errors
/// [`ScoreError`]: another width than the forest's, a value that is not finite, cancelled.
pub fn adapt(
    forest: &IsolationForest,
    x: ArrayView2<'_, f32>,
    percentiles: &[f64],
    verdicts: &[(u32, bool)],
    progress: Progress<'_>,
) -> Result<Vec<f64>, ScoreError> {
    let mut weights = forest.leaf_weights();
    let known = verdicts.iter().filter(|(row, _)| (*row as usize) < x.nrows());
    for &(row, is_anomaly) in known {
        let amount = if is_anomaly { LEARNING_RATE } else { -LEARNING_RATE };
        forest.add_to_leaves(x.row(row as usize), amount, &mut weights);
    }
    let moved = forest.mean_leaf_weights(x, &weights, progress)?;
    let scores = percentiles.iter().zip(moved);
    Ok(scores
        .map(|(percentile, moved)| percentile + f64::from(moved))
        .collect())
}

/// An analyst who knows the truth: asked for the row that ranks first among those not asked for yet, `budget` times, and
/// heard each time. Returns, for each question, the anomalies found so far.
///
/// # Shapes
/// As [`adapt`]; `is_anomaly`: `[n_rows]`.
///
/// # Errors
/// As [`adapt`].
pub fn simulate(
    forest: &IsolationForest,
    x: ArrayView2<'_, f32>,
    percentiles: &[f64],
    is_anomaly: &[bool],
    budget: usize,
    progress: Progress<'_>,
) -> Result<Vec<u32>, ScoreError> {
    let mut verdicts: Vec<(u32, bool)> = Vec::with_capacity(budget);
    let mut scores = percentiles.to_vec();
    let mut found = Vec::with_capacity(budget);
    let mut n_found = 0;
    while let Some(row) = first_unasked(&scores, &verdicts).filter(|_| verdicts.len() < budget) {
        let truth = is_anomaly.get(row as usize).copied().unwrap_or_default();
        verdicts.push((row, truth));
        n_found += u32::from(truth);
        found.push(n_found);
        scores = adapt(forest, x, percentiles, &verdicts, progress)?;
    }
    Ok(found)
}

/// The row of the highest score without a verdict; of equal ones the first.
fn first_unasked(scores: &[f64], verdicts: &[(u32, bool)]) -> Option<u32> {
    let rows = (0_u32..).zip(scores);
    let unasked = rows.filter(|(row, _)| verdicts.iter().all(|(asked, _)| asked != row));
    let first = unasked.reduce(|best, next| if next.1 > best.1 { next } else { best });
    first.map(|(row, _)| row)
}

#[cfg(test)]
mod tests;
