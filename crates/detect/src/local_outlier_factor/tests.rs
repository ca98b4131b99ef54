use ndarray::{Array2, ArrayView2, array};
use proptest::prelude::*;

use super::*;
use crate::detector::Detector;
use crate::progress::ignore_progress;

fn fit(params: &LocalOutlierFactorParams, x: ArrayView2<'_, f32>) -> LocalOutlierFactor {
    let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
    params.fit(x, &rows, &mut ignore_progress).unwrap()
}

fn scores(lof: &LocalOutlierFactor, x: ArrayView2<'_, f32>) -> Vec<f32> {
    lof.score_samples(x, &mut ignore_progress).unwrap()
}

#[track_caller]
fn check_near(actual: &[f32], expected: &[f64]) {
    assert_eq!(actual.len(), expected.len());
    for (a, e) in actual.iter().zip(expected) {
        assert!((f64::from(*a) - e).abs() < 1e-5, "{actual:?} instead of {expected:?}");
    }
}

/// Four points on a line, two neighbours:
///
/// | row | neighbours (distance) | k-distance | reachabilities | density |
/// |---|---|---|---|---|
/// | 0 | 1 (1), 2 (2) | 2 | 1, 2 | 1 / 1.5 |
/// | 1 | 0 (1), 2 (1) | 1 | 2, 2 | 1 / 2 |
/// | 2 | 1 (1), 0 (2) | 2 | 1, 2 | 1 / 1.5 |
/// | 10 | 2 (8), 1 (9) | 9 | 8, 9 | 1 / 8.5 |
fn line() -> Array2<f32> {
    array![[0.0], [1.0], [2.0], [10.0]]
}

#[test]
fn training_scores_by_hand() {
    let lof = fit(&LocalOutlierFactorParams::default().n_neighbors(2), line().view());
    // Mean density of the neighbours over the own one, for 0: (1/2 + 2/3) / 2 / (2/3) = 7/8.
    check_near(lof.training_scores(), &[7.0 / 8.0, 4.0 / 3.0, 7.0 / 8.0, 119.0 / 24.0]);
    assert_eq!(lof.reference_rows(), [0, 1, 2, 3]);
}

#[test]
fn new_rows_by_hand() {
    let lof = fit(&LocalOutlierFactorParams::default().n_neighbors(2), line().view());
    // 3: neighbours 2 (1) and 1 (2), reachabilities 2 and 2, density 1/2: (2/3 + 1/2) / 2 / (1/2) = 7/6.
    // 1, as a new row: neighbours 1 (0) and 0 (1), the nearer of the ties; reachabilities 1 and 2, density 2/3:
    // (1/2 + 2/3) / 2 / (2/3) = 7/8. Among the others it has 4/3.
    check_near(&scores(&lof, array![[3.0], [1.0]].view()), &[7.0 / 6.0, 7.0 / 8.0]);
}

#[test]
fn repeats_count_once_unless_asked() {
    let rows = [0, 1, 1, 1, 2, 3, 3];
    let params = LocalOutlierFactorParams::default().n_neighbors(2);
    let once = params.fit(line().view(), &rows, &mut ignore_progress).unwrap();
    assert_eq!(once, fit(&params, line().view()));
    assert_eq!((once.n_reference_rows(), once.n_distinct()), (4, 4));
    let all = params
        .deduplicate(false)
        .fit(line().view(), &rows, &mut ignore_progress)
        .unwrap();
    assert_eq!((all.n_reference_rows(), all.n_distinct()), (7, 7));
    // Three copies of 1: each has the other two at distance 0, a density of 1e10 and a factor of 1.
    check_near(&all.training_scores()[1..4], &[1.0; 3]);
    // 0 has two of them as neighbours, at 1: density 1 against 1e10.
    assert!((all.training_scores()[0] - 1e10).abs() < 1e5);
}

#[test]
fn the_cap_is_applied_and_shown() {
    let x = Array2::from_shape_fn((500, 2), |(i, j)| ((i * 31 + j * 17) % 487) as f32);
    let params = LocalOutlierFactorParams::default().max_reference_rows(100);
    let lof = fit(&params.clone().seed(4), x.view());
    assert_eq!(
        (lof.n_reference_rows(), lof.n_distinct(), lof.training_scores().len()),
        (100, 500, 100)
    );
    assert!(lof.reference_rows().windows(2).all(|w| w[0] < w[1]));
    assert_eq!(lof, fit(&params.clone().seed(4), x.view()));
    assert_ne!(lof, fit(&params.seed(5), x.view()));
}

#[test]
fn neighbours_are_limited_to_the_other_rows() {
    let lof = fit(&LocalOutlierFactorParams::default(), line().view());
    assert_eq!(lof.n_neighbors(), 3);
    // k-distances 10, 9, 8, 10; sums of reachabilities 9 + 8 + 10, 10 + 8 + 10, 10 + 9 + 10, 10 + 9 + 8.
    let factor = |own: f64, others: [f64; 3]| others.iter().map(|other| own / other).sum::<f64>() / 3.0;
    let expected = [
        factor(27.0, [28.0, 29.0, 27.0]),
        factor(28.0, [27.0, 29.0, 27.0]),
        factor(29.0, [27.0, 28.0, 27.0]),
        factor(27.0, [27.0, 28.0, 29.0]),
    ];
    check_near(lof.training_scores(), &expected);
}

#[test]
fn two_rows_are_each_other_s_neighbour() {
    let lof = fit(
        &LocalOutlierFactorParams::default(),
        array![[0.0, 0.0], [3.0, 4.0]].view(),
    );
    check_near(lof.training_scores(), &[1.0, 1.0]);
}

#[test]
fn a_row_out_of_reach_has_a_finite_score() {
    let lof = fit(&LocalOutlierFactorParams::default(), line().view());
    let scores = scores(&lof, array![[1e30], [f32::MAX], [f32::MIN]].view());
    assert!(scores.iter().all(|score| score.is_finite() && *score > 1e15));
}

/// Density and factors from the definitions, over all pairs.
fn plain_training_scores(x: &Array2<f32>, k: usize) -> Vec<f64> {
    let n = x.nrows();
    let distance = |a: usize, b: usize| {
        (&x.row(a) - &x.row(b))
            .mapv(|v| f64::from(v) * f64::from(v))
            .sum()
            .sqrt()
    };
    let neighbors: Vec<Vec<usize>> = (0..n)
        .map(|a| {
            let mut others: Vec<usize> = (0..n).filter(|&b| b != a).collect();
            others.sort_by(|&b, &c| distance(a, b).total_cmp(&distance(a, c)));
            others.truncate(k);
            others
        })
        .collect();
    let k_distance: Vec<f64> = (0..n).map(|a| distance(a, neighbors[a][k - 1])).collect();
    let reach = |a: usize| {
        neighbors[a]
            .iter()
            .map(|&b| distance(a, b).max(k_distance[b]))
            .sum::<f64>()
    };
    let density: Vec<f64> = (0..n).map(|a| k as f64 / reach(a)).collect();
    (0..n)
        .map(|a| neighbors[a].iter().map(|&b| density[b]).sum::<f64>() / k as f64 / density[a])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn factors_agree_with_the_definitions(
        values in prop::collection::vec(-10.0_f32..10.0, 90 * 3),
        k in 1_u32..12,
    ) {
        let x = Array2::from_shape_vec((90, 3), values).unwrap();
        let lof = fit(&LocalOutlierFactorParams::default().n_neighbors(k), x.view());
        for (ours, plain) in lof.training_scores().iter().zip(plain_training_scores(&x, k as usize)) {
            prop_assert!((f64::from(*ours) - plain).abs() < 1e-3 * plain);
        }
    }

    #[test]
    fn order_and_scale_of_the_rows_do_not_matter(values in prop::collection::vec(-10.0_f32..10.0, 80 * 2)) {
        let x = Array2::from_shape_vec((80, 2), values).unwrap();
        let reversed = x.slice(ndarray::s![..;-1, ..]).mapv(|v| v * 8.0);
        let params = LocalOutlierFactorParams::default().n_neighbors(5);
        let (plain, other) = (fit(&params, x.view()), fit(&params, reversed.view()));
        for (a, b) in plain.training_scores().iter().zip(other.training_scores().iter().rev()) {
            prop_assert!((a - b).abs() < 1e-3 * a);
        }
    }
}
