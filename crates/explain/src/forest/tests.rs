use ndarray::{Array1, Array2, ArrayView1};
use proptest::prelude::*;
use wiresift_detect::{IsolationForestParams, ignore_progress};

use super::*;

fn fit(x: &Array2<f32>, params: &IsolationForestParams) -> IsolationForest {
    let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
    params.fit(x.view(), &rows, &mut ignore_progress).unwrap()
}

/// Expected path length in `tree` when only the features of `known` (a bit set) are.
fn value(tree: TreeView<'_>, at: usize, row: ArrayView1<'_, f32>, known: u32) -> f64 {
    match tree.node(at) {
        TreeNode::Leaf { path_length } => path_length.into(),
        TreeNode::Inner {
            feature,
            threshold,
            left,
            right,
        } => {
            let below = |child| value(tree, child, row, known);
            if known >> feature & 1 == 1 {
                return below(if row[feature] <= threshold { left } else { right });
            }
            let share = |child| f64::from(tree.cover(child)) / f64::from(tree.cover(at));
            share(left) * below(left) + share(right) * below(right)
        }
    }
}

/// Shapley's definition, over all sets.
fn by_definition(forest: &IsolationForest, row: ArrayView1<'_, f32>) -> Vec<f64> {
    let n = row.len();
    let mean = |known: u32| {
        let lengths = forest.trees().map(|tree| value(tree, 0, row, known));
        -lengths.sum::<f64>() / forest.n_estimators() as f64
    };
    let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
    let of = |feature: usize| {
        let without = (0..1_u32 << n).filter(|set| set >> feature & 1 == 0);
        let terms = without.map(|set| {
            let size = set.count_ones() as usize;
            let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            weight * (mean(set | 1 << feature) - mean(set))
        });
        terms.sum()
    };
    (0..n).map(of).collect()
}

#[track_caller]
fn assert_near(actual: &[f64], expected: &[f64]) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!((actual - expected).abs() < 1e-9, "{actual}, not {expected}");
    }
}

#[test]
fn one_split_is_attributed_to_its_feature() {
    // A lone row at 9 is cut off from 3 equal ones: path lengths 1 and 1 + c(3).
    let x = Array2::from_shape_vec((4, 2), vec![0.0, 5.0, 0.0, 5.0, 0.0, 5.0, 9.0, 5.0]).unwrap();
    let forest = fit(&x, &IsolationForestParams::default().n_estimators(3));
    let attribution = attribute(&forest, x.row(3)).unwrap();
    let c = 2.0 * (2_f64.ln() + 0.577_215_664_901_532_9) - 4.0 / 3.0;
    assert!((attribution.value() + 1.0).abs() < 1e-6);
    assert!((attribution.contributions[0] - 0.75 * c).abs() < 1e-6);
    assert_near(&attribution.contributions[1..], &[0.0]);
}

#[test]
fn a_tree_without_a_split_has_only_a_base() {
    let x = Array2::from_elem((10, 2), 1.0);
    let attribution = attribute(&fit(&x, &IsolationForestParams::default()), x.row(0)).unwrap();
    assert_near(&attribution.contributions, &[0.0, 0.0]);
}

#[test]
fn deep_trees_sum_to_the_path_length() {
    let x = Array2::from_shape_fn((5_000, 4), |(i, j)| ((i * (7 + j * 12)) % 4_999) as f32);
    let params = IsolationForestParams::default().n_estimators(5).max_samples(5_000);
    let forest = fit(&x, &params);
    assert!(forest.trees().any(|tree| tree.depth() > 8), "the larger rule");
    let row = x.row(17);
    assert_near(
        &attribute(&forest, row).unwrap().contributions,
        &by_definition(&forest, row),
    );
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let x = Array2::from_shape_fn((10, 2), |(i, j)| (i + j) as f32);
    let forest = fit(&x, &IsolationForestParams::default());
    let refused = |row: &[f32]| attribute(&forest, ArrayView1::from(row)).unwrap_err();
    assert!(matches!(
        refused(&[1.0]),
        ExplainError::Size {
            expected: 2,
            actual: 1,
            ..
        }
    ));
    assert!(matches!(
        refused(&[1.0, f32::NAN]),
        ExplainError::NotFinite { index: 1, .. }
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn contributions_are_as_defined(
        values in prop::collection::vec(0_u8..12, 20..200),
        row in prop::collection::vec(-2_i8..14, 5),
        seed in any::<u64>(),
    ) {
        let x = Array2::from_shape_fn((values.len() / 5, 5), |(i, j)| f32::from(values[i * 5 + j]));
        let row: Array1<f32> = row.into_iter().map(f32::from).collect();
        let forest = fit(&x, &IsolationForestParams::default().n_estimators(4).seed(seed));
        let attribution = attribute(&forest, row.view()).unwrap();
        assert_near(&attribution.contributions, &by_definition(&forest, row.view()));
        // All features known is the row's path length, none the base.
        let lengths = |known| forest.trees().map(|tree| value(tree, 0, row.view(), known)).sum::<f64>() / 4.0;
        assert_near(&[attribution.value(), attribution.base], &[-lengths(u32::MAX), -lengths(0)]);
    }
}
