//! The normal rows beside a row, and what tells it from them.
//!
//! # Cost
//! Every candidate is looked at, and given up once it is farther than the k-th so far: tens of thousands of rows take
//! some milliseconds. Give a sample where there are more.

use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::{ExplainError, Groups, ranked};

/// A row near another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearRow {
    /// Row of the matrix.
    pub row: u32,
    /// Euclidean distance, in scaled units.
    pub distance: f64,
    /// The groups of columns that differ, most first, as many as asked for.
    pub differences: Vec<Difference>,
}

/// A group of columns in which two rows differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The group.
    pub group: usize,
    /// Its share of the squared distance, above 0 and at most 1.
    pub share: f64,
}

/// Columns compared between two looks at whether it is too far already.
const PART: usize = 16;

/// The `k` rows among `candidates` that are nearest to `row`, nearest first; of equally near ones those that come first.
///
/// # Shapes
/// `row`: `[n_columns]`, `x`: `[n_rows, n_columns]`, `candidates`: rows of `x`, `groups`: of `n_columns`.
///
/// # Errors
/// [`ExplainError::Size`], [`ExplainError::NoSuchRow`], [`ExplainError::NotFinite`].
pub fn nearest(
    row: ArrayView1<'_, f32>,
    x: ArrayView2<'_, f32>,
    candidates: &[u32],
    groups: &Groups,
    k: usize,
    n_differences: usize,
) -> Result<Vec<NearRow>, ExplainError> {
    ExplainError::check_size("columns of the matrix", row.len(), x.ncols())?;
    ExplainError::check_size("columns with a group", row.len(), groups.n_columns())?;
    ExplainError::check_rows(candidates, x.nrows())?;
    ExplainError::check_finite("column", row.iter().copied())?;
    let row = row.to_vec();
    let mut found: Vec<(f64, u32)> = Vec::with_capacity(k.min(candidates.len()) + 1);
    for &candidate in candidates {
        let limit = found.get(k.wrapping_sub(1)).map_or(f64::INFINITY, |last| last.0);
        let other = x.row(candidate as usize);
        let squared = match other.as_slice() {
            Some(other) => squared_distance(&row, other, limit),
            None => squared_distance(&row, &other.to_vec(), limit),
        };
        // Not `<=`: what comes later is farther, and NaN is no distance.
        if squared < limit {
            let place = found.partition_point(|other| other.0 <= squared);
            found.insert(place, (squared, candidate));
            found.truncate(k);
        }
    }
    let near = |(squared, candidate): (f64, u32)| NearRow {
        row: candidate,
        distance: squared.sqrt(),
        differences: differences(&row, x.row(candidate as usize), groups, n_differences),
    };
    Ok(found.into_iter().map(near).collect())
}

/// Beyond `limit` any number that is.
fn squared_distance(a: &[f32], b: &[f32], limit: f64) -> f64 {
    let mut sum = 0.0_f64;
    for (a, b) in a.chunks(PART).zip(b.chunks(PART)) {
        sum += a.iter().zip(b).map(|(a, b)| f64::from((a - b) * (a - b))).sum::<f64>();
        if sum >= limit {
            break;
        }
    }
    sum
}

fn differences(a: &[f32], b: ArrayView1<'_, f32>, groups: &Groups, n: usize) -> Vec<Difference> {
    let squares: Vec<f64> = a.iter().zip(b).map(|(&a, &b)| f64::from((a - b) * (a - b))).collect();
    let by_group = groups.sums(&squares);
    let total: f64 = squares.iter().sum();
    let differing = ranked(&by_group).into_iter().filter(|&group| by_group[group] > 0.0);
    differing
        .take(n)
        .map(|group| Difference {
            group,
            share: by_group[group] / total,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_nearest_come_first_with_what_differs() {
        let x = array![[0.0, 0.0, 0.0], [3.0, 0.0, 4.0], [0.0, 1.0, 0.0], [9.0, 9.0, 9.0]];
        let groups = Groups::of(["a", "b", "a"]);
        let near = nearest(array![0.0, 0.0, 0.0].view(), x.view(), &[1, 2, 3], &groups, 2, 5).unwrap();
        assert_eq!(near.iter().map(|near| near.row).collect::<Vec<_>>(), [2, 1]);
        assert!((near[1].distance - 5.0).abs() < 1e-12);
        assert_eq!(near[0].differences, [Difference { group: 1, share: 1.0 }]);
        assert_eq!(near[1].differences, [Difference { group: 0, share: 1.0 }]);
    }

    #[test]
    fn none_asked_for_and_none_there() {
        let x = Array2::zeros((2, 1));
        let of = |candidates: &[u32], k| {
            nearest(x.row(0), x.view(), candidates, &Groups::each(1), k, 1)
                .unwrap()
                .len()
        };
        assert_eq!((of(&[0, 1], 0), of(&[], 3), of(&[0, 1], 3)), (0, 0, 2));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let x = Array2::zeros((2, 1));
        let refused = |candidates: &[u32], n_groups| {
            nearest(x.row(0), x.view(), candidates, &Groups::each(n_groups), 1, 1).unwrap_err()
        };
        assert!(matches!(refused(&[2], 1), ExplainError::NoSuchRow { .. }));
        assert!(matches!(refused(&[0], 2), ExplainError::Size { .. }));
    }

    proptest! {
        #[test]
        fn none_is_left_out(values in prop::collection::vec(-9.0_f32..9.0, 40 * 20), k in 1_usize..50) {
            let x = Array2::from_shape_vec((40, 20), values).unwrap();
            let candidates: Vec<u32> = (1..40).collect();
            let near = nearest(x.row(0), x.view(), &candidates, &Groups::each(20), k, 3).unwrap();
            let mut plain: Vec<f64> = candidates.iter().map(|&row| {
                let pairs = x.row(0).into_iter().zip(x.row(row as usize)).map(|(&a, &b)| f64::from((a - b) * (a - b)));
                pairs.sum::<f64>().sqrt()
            }).collect();
            plain.sort_unstable_by(f64::total_cmp);
            plain.truncate(k);
            prop_assert_eq!(near.len(), plain.len());
            for (near, plain) in near.iter().zip(plain) {
                prop_assert!((near.distance - plain).abs() < 1e-9);
            }
        }
    }
}
