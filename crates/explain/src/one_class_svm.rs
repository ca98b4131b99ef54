//! Attribution of a one-class SVM: which features lead away from the region that was learnt.
//!
//! The score is `ln(rho / sum of m_i exp(-gamma d_i^2))` over support vectors i with multiplier m and distance d. With `w_i`
//! the share of vector i in the sum, it is exactly
//!
//! `ln(rho) + sum of w_i ln(w_i / m_i) + gamma * (sum of w_i d_i^2)`,
//!
//! for `ln(w_i / m_i) = -gamma d_i^2 - ln(sum)`, and the shares add up to 1. The last term is a mean squared distance,
//! weighted towards the nearest vectors; a feature contributes its part of it. The first two are the base.
//!
//! # Limits
//! Contributions are never negative: a feature in which the row is like the vectors contributes 0. The gradient says what
//! a small change would do.

use ndarray::ArrayView1;
use wiresift_detect::{Detector, OneClassSvm};

use crate::{Attribution, ExplainError};

/// What a one-class SVM's score is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct OneClassSvmExplanation {
    /// The score, feature by feature.
    pub attribution: Attribution,
    /// Change of the score for each unit by which a feature grows: `2 gamma * sum of w_i (x - s_i)`.
    pub gradient: Vec<f64>,
}

/// Explains the score of `row`.
///
/// # Shapes
/// `row`: `[n_features]`. Contributions and gradient are `[n_features]`.
///
/// # Errors
/// [`ExplainError::Size`] for a row of another width than the training data, [`ExplainError::NotFinite`].
pub fn attribute(model: &OneClassSvm, row: ArrayView1<'_, f32>) -> Result<OneClassSvmExplanation, ExplainError> {
    ExplainError::check_size("features of the row", model.n_features(), row.len())?;
    ExplainError::check_finite("feature", row.iter().copied())?;
    let row = row.to_vec();
    let gamma = model.gamma();
    let mut logs = Vec::with_capacity(model.n_support_vectors());
    model.for_each_support_vector(|vector, multiplier| {
        logs.push(libm::log(f64::from(multiplier)) - gamma * squared_distance(&row, vector));
    });
    // Relative to the largest term, so that far rows do not underflow.
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| libm::exp(log - greatest)).sum();
    let log_sum = greatest + libm::log(sum);
    let (mut squares, mut gradient) = (vec![0.0; row.len()], vec![0.0; row.len()]);
    let mut logs = logs.into_iter();
    let mut entropy = 0.0;
    model.for_each_support_vector(|vector, multiplier| {
        let log_share = logs.next().unwrap_or(f64::NEG_INFINITY) - log_sum;
        let share = libm::exp(log_share);
        if share > 0.0 {
            entropy += share * (log_share - libm::log(f64::from(multiplier)));
            add(&row, vector, share, &mut squares, &mut gradient);
        }
    });
    for (slope, square) in gradient.iter_mut().zip(&mut squares) {
        *slope *= 2.0 * gamma;
        *square *= gamma;
    }
    Ok(OneClassSvmExplanation {
        attribution: Attribution {
            base: libm::log(model.rho()) + entropy,
            contributions: squares,
        },
        gradient,
    })
}

/// Adds the differences and their squares, weighted.
fn add(row: &[f32], vector: &[f32], weight: f64, squares: &mut [f64], differences: &mut [f64]) {
    let sums = squares.iter_mut().zip(differences);
    for ((&a, &b), (square, sum)) in row.iter().zip(vector).zip(sums) {
        let difference = f64::from(a) - f64::from(b);
        *square += weight * difference * difference;
        *sum += weight * difference;
    }
}

fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs
        .map(|(&a, &b)| {
            let difference = f64::from(a) - f64::from(b);
            difference * difference
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, ArrayView2, array};
    use wiresift_detect::{OneClassSvmParams, ignore_progress};

    use super::*;

    fn model(x: ArrayView2<'_, f32>) -> OneClassSvm {
        let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
        OneClassSvmParams::default()
            .fit(x, &rows, &mut ignore_progress)
            .unwrap()
    }

    fn data() -> Array2<f32> {
        Array2::from_shape_fn((80, 3), |(i, j)| ((i * (5 + 2 * j)) % 29) as f32 / 10.0)
    }

    fn score(model: &OneClassSvm, row: ArrayView1<'_, f32>) -> f64 {
        let x = row.insert_axis(ndarray::Axis(0));
        model.score_samples(x, &mut ignore_progress).unwrap()[0].into()
    }

    #[test]
    fn contributions_add_up_to_the_score_near_and_far() {
        let model = model(data().view());
        for row in [array![1.0, 1.0, 1.0], array![4.0, 0.0, 1.0], array![500.0, -90.0, 1.0]] {
            let score = score(&model, row.view());
            let value = attribute(&model, row.view()).unwrap().attribution.value();
            assert!(
                (value - score).abs() < 1e-4 * score.abs().max(1.0),
                "{value}, not {score}"
            );
        }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_score() {
        let model = model(data().view());
        let row = array![3.5, 1.0, 2.0];
        let gradient = attribute(&model, row.view()).unwrap().gradient;
        for (column, slope) in gradient.into_iter().enumerate() {
            let at = |step: f32| {
                let mut row = row.clone();
                row[column] += step;
                score(&model, row.view())
            };
            let measured = (at(0.01) - at(-0.01)) / 0.02;
            assert!(
                (measured - slope).abs() < 1e-2 * slope.abs().max(1.0),
                "{measured}, not {slope}"
            );
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let model = model(data().view());
        assert!(matches!(
            attribute(&model, array![1.0].view()),
            Err(ExplainError::Size { .. })
        ));
    }
}
