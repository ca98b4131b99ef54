//! Attribution of a local outlier factor: which neighbours, and which features make the distance to them.
//!
//! The factor is the mean density of the neighbours times the row's mean reachability distance to them. A distance is the root of
//! a sum of squared differences, one a feature: each neighbour's part of the factor is divided among the features as its
//! squared distance is. There is no sampling in it, and what is added up is the factor.
//!
//! # Limits
//! A factor is a product of distances: features are credited with what they add to the distance, not with what the score
//! would be without them. An ordinary row has contributions, too; they add up to about 1.

use ndarray::ArrayView1;
use wiresift_detect::{LocalOutlierFactor, Neighbor};

use crate::{Attribution, ExplainError};

/// What a local outlier factor is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalOutlierFactorExplanation {
    /// The factor, feature by feature. The base is what comes from neighbours at distance 0.
    pub attribution: Attribution,
    /// How many times thinner it is at the row than at its neighbours: the factor itself.
    pub factor: f64,
    /// The neighbours, nearest first.
    pub neighbors: Vec<Neighbor>,
}

/// Explains the score of `row` as a new row.
///
/// # Shapes
/// `row`: `[n_features]`. Contributions are `[n_features]`.
///
/// # Errors
/// [`ExplainError::Score`] for a row of another width than the training data, or with a value that is not finite.
pub fn attribute(
    model: &LocalOutlierFactor,
    row: ArrayView1<'_, f32>,
) -> Result<LocalOutlierFactorExplanation, ExplainError> {
    let around = model.neighborhood(row).map_err(ExplainError::Score)?;
    let n = around.neighbors.len() as f64;
    let mean_density = around
        .neighbors
        .iter()
        .map(|neighbor| f64::from(neighbor.density))
        .sum::<f64>()
        / n;
    let mut attribution = Attribution {
        base: 0.0,
        contributions: vec![0.0; row.len()],
    };
    for neighbor in &around.neighbors {
        let reach = f64::from(neighbor.distance.max(neighbor.k_distance));
        divide(mean_density * reach / n, neighbor, row, &mut attribution);
    }
    Ok(LocalOutlierFactorExplanation {
        attribution,
        factor: mean_density / f64::from(around.density),
        neighbors: around.neighbors,
    })
}

/// Gives each feature its part of `amount`.
fn divide(amount: f64, neighbor: &Neighbor, row: ArrayView1<'_, f32>, attribution: &mut Attribution) {
    let pairs = row.iter().zip(&neighbor.values);
    let squares: Vec<f64> = pairs
        .map(|(&a, &b)| {
            let difference = f64::from(a) - f64::from(b);
            difference * difference
        })
        .collect();
    let total: f64 = squares.iter().sum();
    if total > 0.0 {
        for (contribution, square) in attribution.contributions.iter_mut().zip(squares) {
            *contribution += amount * square / total;
        }
    } else {
        attribution.base += amount;
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use wiresift_detect::{Detector, LocalOutlierFactorParams, ignore_progress};

    use super::*;

    fn model(x: &Array2<f32>, k: u32) -> LocalOutlierFactor {
        let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
        let params = LocalOutlierFactorParams::default().n_neighbors(k);
        params.fit(x.view(), &rows, &mut ignore_progress).unwrap()
    }

    #[test]
    fn contributions_add_up_to_the_factor() {
        let x = Array2::from_shape_fn((60, 3), |(i, j)| ((i * (5 + 2 * j)) % 29) as f32);
        let model = model(&x, 5);
        let rows = array![[40.0, 3.0, -9.0], [5.0, 5.0, 5.0]];
        let scores = model.score_samples(rows.view(), &mut ignore_progress).unwrap();
        for (row, score) in rows.rows().into_iter().zip(scores) {
            let explanation = attribute(&model, row).unwrap();
            assert!((explanation.factor - f64::from(score)).abs() < 1e-5);
            assert!((explanation.attribution.value() - f64::from(score)).abs() < 1e-4 * f64::from(score));
            assert_eq!(explanation.neighbors.len(), 5);
            assert!(explanation.neighbors.is_sorted_by_key(|neighbor| neighbor.distance));
        }
    }

    #[test]
    fn the_feature_that_makes_the_distance_is_named() {
        let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
        let explanation = attribute(&model(&x, 3), array![0.5, 30.0].view()).unwrap();
        assert_eq!(explanation.attribution.ranked(), [1, 0]);
        assert!(explanation.attribution.contributions[0] < 0.01 * explanation.factor);
    }

    /// A row that is in the reference is its own nearest neighbour, and reaches itself at its k-distance.
    #[test]
    fn no_difference_is_no_feature_s() {
        let x = array![[0.0, 1.0], [2.0, 1.0]];
        let explanation = attribute(&model(&x, 1), x.row(0)).unwrap();
        assert_eq!(explanation.attribution.contributions, [0.0, 0.0]);
        assert!((explanation.attribution.base - 1.0).abs() < 1e-6);
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let x = array![[0.0], [1.0]];
        assert!(matches!(
            attribute(&model(&x, 1), array![1.0, 2.0].view()),
            Err(ExplainError::Score(_))
        ));
    }
}
