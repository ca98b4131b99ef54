use std::convert::Infallible;

use ndarray::{Array1, Array2, array};
use proptest::prelude::*;

use super::*;

fn params(n_pairs: usize, seed: u64) -> ShapleyParams {
    ShapleyParams { n_pairs, seed }
}

/// Scores each row by `f`.
fn by(f: impl Fn(ArrayView1<'_, f32>) -> f64) -> impl FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, Infallible> {
    move |x| Ok(x.rows().into_iter().map(&f).collect())
}

fn product(row: ArrayView1<'_, f32>) -> f64 {
    row.iter().map(|&v| f64::from(v)).product()
}

#[test]
fn a_sum_is_explained_exactly_by_one_pair_a_row() {
    let background = array![[0.0, 1.0, 2.0], [4.0, 1.0, 0.0]];
    let row = array![10.0, 1.0, -3.0];
    let weighted = by(|row| f64::from(2.0 * row[0] + row[1] + row[2]));
    let result = explain(weighted, row.view(), background.view(), &Groups::each(3), &params(2, 5)).unwrap();
    assert_eq!(result.attribution.contributions, [16.0, 0.0, -4.0]);
    assert_eq!(
        (result.attribution.base.to_bits(), result.score.to_bits()),
        (6.0_f64.to_bits(), 18.0_f64.to_bits())
    );
    // Two features differ: the row, two background rows and two hybrids each.
    assert_eq!(result.n_scored, 1 + 2 * 3);
}

/// Of two features an antithetic pair is all orders.
#[test]
fn two_features_share_an_interaction() {
    let background = array![[0.0, 0.0]];
    let row = array![3.0, 2.0];
    let result = explain(
        by(product),
        row.view(),
        background.view(),
        &Groups::each(2),
        &params(2, 0),
    )
    .unwrap();
    assert_eq!(result.attribution.contributions, [3.0, 3.0]);
    assert_eq!(result.standard_errors, [0.0, 0.0]);
}

#[test]
fn columns_of_a_group_are_set_together() {
    let background = array![[1.0, 0.0, 0.5]];
    let row = array![0.0, 1.0, 0.5];
    let is_valid = by(|row| {
        assert!((row[0] + row[1] - 1.0).abs() < 1e-6, "two categories at once, or none");
        f64::from(row[1])
    });
    let groups = Groups::of(["proto", "proto", "bytes"]);
    let result = explain(is_valid, row.view(), background.view(), &groups, &params(3, 0)).unwrap();
    assert_eq!(result.attribution.contributions, [1.0, 0.0]);
}

#[test]
fn a_background_row_itself_has_nothing_to_explain() {
    let x = array![[1.0, 2.0]];
    let result = explain(by(product), x.row(0), x.view(), &Groups::each(2), &params(4, 0)).unwrap();
    assert_eq!(result.attribution.contributions, [0.0, 0.0]);
    assert_eq!(result.n_scored, 1);
}

#[test]
fn many_pairs_are_scored_in_few_calls() {
    let background = Array2::from_shape_fn((50, 20), |(i, j)| (i * j) as f32);
    let row = Array1::from_elem(20, -1.0);
    let mut n_calls = 0;
    let scorer = |x: ArrayView2<'_, f32>| -> Result<Vec<f64>, Infallible> {
        n_calls += 1;
        assert!(x.nrows() <= MAX_BATCH_ROWS);
        Ok(x.rows().into_iter().map(|row| f64::from(row.sum())).collect())
    };
    explain(
        scorer,
        row.view(),
        background.view(),
        &Groups::each(20),
        &params(200, 0),
    )
    .unwrap();
    assert_eq!(n_calls, 1 + 200_usize.div_ceil(MAX_BATCH_ROWS / 40));
}

/// The errors are those that are made: against the exact values of a product of 4 features, over many seeds.
#[test]
fn standard_errors_are_honest() {
    let background = Array2::from_shape_fn((40, 4), |(i, j)| ((i * (2 * j + 3)) % 11) as f32 / 10.0);
    let row = array![2.0, 1.5, 1.0, 0.5];
    let groups = Groups::each(4);
    let sampled = |n_pairs, seed| {
        explain(
            by(product),
            row.view(),
            background.view(),
            &groups,
            &params(n_pairs, seed),
        )
    };
    let exact = sampled(40_000, 99).unwrap();
    let mut n_within = 0;
    for seed in 0..100 {
        let result = sampled(30, seed).unwrap();
        let pairs = result
            .attribution
            .contributions
            .iter()
            .zip(&exact.attribution.contributions);
        n_within += pairs
            .zip(&result.standard_errors)
            .filter(|((value, exact), error)| (*value - *exact).abs() <= 2.0 * *error)
            .count();
    }
    // About 95 % of 400, and more as background rows are not drawn twice.
    assert!(n_within >= 360, "{n_within}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let x = array![[1.0, 2.0]];
    let row = array![1.0, 3.0];
    let fails = |row: &Array1<f32>, background: &Array2<f32>, n_groups, n_pairs| {
        let groups = Groups::each(n_groups);
        explain(by(product), row.view(), background.view(), &groups, &params(n_pairs, 0)).unwrap_err()
    };
    assert!(matches!(fails(&array![1.0], &x, 1, 2), ExplainError::Size { .. }));
    assert!(matches!(fails(&row, &x, 3, 2), ExplainError::Size { .. }));
    assert!(matches!(
        fails(&row, &Array2::zeros((0, 2)), 2, 2),
        ExplainError::TooFew { .. }
    ));
    assert!(matches!(fails(&row, &x, 2, 1), ExplainError::TooFew { .. }));
    assert!(matches!(
        fails(&array![1.0, f32::NAN], &x, 2, 2),
        ExplainError::NotFinite { .. }
    ));
    let short = |_: ArrayView2<'_, f32>| -> Result<Vec<f64>, &str> { Ok(vec![]) };
    let refused = explain(short, row.view(), x.view(), &Groups::each(2), &params(2, 0));
    assert!(matches!(refused, Err(ExplainError::Size { what: "scores", .. })));
    let broken = |_: ArrayView2<'_, f32>| Err("no model");
    let refused = explain(broken, row.view(), x.view(), &Groups::each(2), &params(2, 0));
    assert_eq!(refused, Err(ExplainError::Score("no model")));
}

proptest! {
    #[test]
    fn contributions_add_up_to_the_score(
        values in prop::collection::vec(-100.0_f32..100.0, 30),
        row in prop::collection::vec(-100.0_f32..100.0, 6),
        keys in prop::collection::vec(0_u8..4, 6),
        seed in any::<u64>(),
        n_pairs in 2_usize..20,
    ) {
        let background = Array2::from_shape_vec((5, 6), values).unwrap();
        let scorer = by(|row| (product(row) / 1e6).tanh() + f64::from(row[0]).abs());
        let groups = Groups::of(keys);
        let result = explain(scorer, Array1::from(row).view(), background.view(), &groups, &params(n_pairs, seed)).unwrap();
        prop_assert!((result.attribution.value() - result.score).abs() <= result.sum_bound);
        prop_assert!(result.sum_bound < 1e-9);
    }
}
