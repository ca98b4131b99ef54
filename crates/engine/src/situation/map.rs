//! The rows as points: the two principal components of the features, by power iteration.
//!
//! Not `linfa-reduction`, which would bring a truncated SVD and kernels of its own into the tab: two directions of a covariance of
//! some hundred columns are 120 products of it with a vector.
//!
//! # Source
//! Hotelling (1933); power iteration with deflation, Golub and Van Loan, "Matrix Computations", section 7.3.1.

use ndarray::{Array1, Array2, Axis};

use crate::loaded::Loaded;
use crate::message::{FeatureMap, MapPoint};

/// Points that can be told apart; anomalies come first.
const MAX_POINTS: usize = 800;
/// Rows that the directions are taken from.
const MAX_FITTED: usize = 5_000;
/// Scaled features count as no further out: else one with a heavy tail would be a direction by itself.
const FAR: f64 = 4.0;
/// Steps of an iteration; after 60, components whose variances differ by a tenth are told apart to 1 in 300.
const N_STEPS: usize = 60;

/// The map of a sample of `rows`; `None` without a result or with fewer than three rows.
pub(super) fn map(loaded: &Loaded, rows: &[u32]) -> Option<FeatureMap> {
    let scored = loaded.scored()?;
    let chosen = sample(rows, |row| loaded.is_anomaly(row as usize));
    if chosen.len() < 3 || scored.x.ncols() < 2 {
        return None;
    }
    let of = |row: u32| {
        let row = scored.x.row(scored.distinct_of[row as usize] as usize);
        row.mapv(|value| f64::from(value).clamp(-FAR, FAR))
    };
    let (directions, mean, explained) = components(&evenly(rows, MAX_FITTED), of)?;
    let points = chosen.into_iter().map(|row| {
        let centred = of(row) - &mean;
        let along = directions.each_ref().map(|direction| direction.dot(&centred));
        #[expect(clippy::cast_possible_truncation, reason = "for drawing")]
        let [x, y, score] = [along[0], along[1], scored.score(row as usize)].map(|value| value as f32);
        MapPoint {
            rank: scored.ranking.rank[row as usize] + 1,
            x,
            y,
            score,
            is_anomaly: loaded.is_anomaly(row as usize),
        }
    });
    Some(FeatureMap {
        points: points
            .filter(|point| point.x.is_finite() && point.y.is_finite())
            .collect(),
        explained,
    })
}

/// Up to half anomalies, the rest evenly from the others.
fn sample(rows: &[u32], is_anomaly: impl Fn(u32) -> bool) -> Vec<u32> {
    let (anomalies, others): (Vec<u32>, Vec<u32>) = rows.iter().partition(|&&row| is_anomaly(row));
    let mut chosen = evenly(&anomalies, MAX_POINTS / 2);
    chosen.extend(evenly(&others, MAX_POINTS - chosen.len()));
    chosen
}

fn evenly(rows: &[u32], n: usize) -> Vec<u32> {
    rows.iter()
        .step_by(rows.len().div_ceil(n.max(1)).max(1))
        .copied()
        .collect()
}

type Components = ([Array1<f64>; 2], Array1<f64>, [f64; 2]);

fn components(rows: &[u32], of: impl Fn(u32) -> Array1<f64>) -> Option<Components> {
    let width = of(*rows.first()?).len();
    let mut x = Array2::zeros((rows.len(), width));
    for (mut to, &row) in x.axis_iter_mut(Axis(0)).zip(rows) {
        to.assign(&of(row));
    }
    let mean = x.mean_axis(Axis(0))?;
    x -= &mean;
    let mut covariance = x.t().dot(&x) / rows.len() as f64;
    let total: f64 = covariance.diag().sum();
    let mut next = || {
        let (direction, variance) = strongest(&covariance);
        let column = direction.view().insert_axis(Axis(1));
        covariance = &covariance - &(column.dot(&column.t()) * variance);
        (direction, variance)
    };
    let [(first, a), (second, b)] = [next(), next()];
    let share = |variance: f64| if total > 0.0 { variance / total } else { 0.0 };
    Some(([first, second], mean, [share(a), share(b)]))
}

/// The direction of the greatest variance, and that variance.
fn strongest(covariance: &Array2<f64>) -> (Array1<f64>, f64) {
    let width = covariance.ncols();
    // No direction is at right angles to it by accident.
    let start = (0..width).map(|at| 1.0 + 0.1 * ((at * 7) % 11) as f64);
    let mut direction: Array1<f64> = start.collect();
    let mut variance = 0.0;
    for _ in 0..N_STEPS {
        let next = covariance.dot(&direction);
        let length = next.dot(&next).sqrt();
        if length <= f64::EPSILON {
            return (Array1::zeros(width), 0.0);
        }
        direction = next / length;
        variance = direction.dot(&covariance.dot(&direction));
    }
    (direction, variance)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn directions_are_those_of_the_greatest_spread() {
        // Spread 3 along (1, 1)/√2, 1 across it, none along the third axis.
        let x = array![[3.0, 3.0, 5.0], [-3.0, -3.0, 5.0], [1.0, -1.0, 5.0], [-1.0, 1.0, 5.0]];
        let (directions, mean, explained) = components(&[0, 1, 2, 3], |row| x.row(row as usize).to_owned()).unwrap();
        let half = 0.5_f64.sqrt();
        assert!((directions[0][0].abs() - half).abs() < 1e-6 && (directions[0][1].abs() - half).abs() < 1e-6);
        assert!(directions[0].dot(&directions[1]).abs() < 1e-6);
        assert!((explained[0] - 0.9).abs() < 1e-6 && (explained[1] - 0.1).abs() < 1e-6);
        assert!((mean[2] - 5.0).abs() < 1e-9);
    }
}
