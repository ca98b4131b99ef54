use ndarray::{Array2, ArrayView2, array};
use proptest::prelude::*;

use super::*;
use crate::detector::Detector;
use crate::progress::ignore_progress;
use tree::average_path_length;

fn fit(params: &IsolationForestParams, x: ArrayView2<'_, f32>) -> IsolationForest {
    let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
    params.fit(x, &rows, &mut ignore_progress).unwrap()
}

fn scores(forest: &IsolationForest, x: ArrayView2<'_, f32>) -> Vec<f32> {
    forest.score_samples(x, &mut ignore_progress).unwrap()
}

#[track_caller]
fn check_near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-6, "{actual} instead of {expected}");
}

#[test]
fn path_lengths_by_hand() {
    check_near(average_path_length(1), 0.0);
    check_near(average_path_length(2), 1.0);
    // 2 (ln 3 + 0.5772157) - 2 * 3 / 4 = 2 * 1.6758279 - 1.5
    check_near(average_path_length(4), 1.851_655_9);
}

#[test]
fn two_rows_are_isolated_by_one_split() {
    let x = array![[0.0], [1.0]];
    // Every tree has one split and leaves of one row: a path of 1, over c(2) = 1, is a score of 2^-1.
    for score in scores(&fit(&IsolationForestParams::default(), x.view()), x.view()) {
        check_near(score.into(), 0.5);
    }
}

#[test]
fn equal_rows_cannot_be_split() {
    let x = Array2::<f32>::ones((50, 3));
    let forest = fit(&IsolationForestParams::default(), x.view());
    assert!(forest.trees.iter().all(|tree| tree.nodes.len() == 1));
    // The root is a leaf of all 50 rows: a path of c(50) over c(50).
    for score in scores(&forest, array![[1.0, 1.0, 1.0], [7.0, 7.0, 7.0]].view()) {
        check_near(score.into(), 0.5);
    }
}

#[test]
fn a_row_far_off_scores_highest() {
    let x = Array2::from_shape_fn((300, 2), |(i, j)| {
        if i == 123 {
            9.0
        } else {
            ((i * 37 + j * 11) % 100) as f32 / 100.0
        }
    });
    let scores = scores(&fit(&IsolationForestParams::default(), x.view()), x.view());
    let highest = (0..300).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap();
    assert_eq!(highest, 123);
    assert!(scores[123] > 0.7 && scores.iter().all(|&score| score > 0.0 && score < 1.0));
}

#[test]
fn trees_keep_to_their_depth_and_features() {
    let x = Array2::from_shape_fn((1000, 6), |(i, j)| ((i * (j + 3)) % 101) as f32);
    let forest = fit(
        &IsolationForestParams::default().max_samples(200).max_features(Some(2)),
        x.view(),
    );
    assert_eq!(
        (forest.n_estimators(), forest.max_samples(), forest.n_features()),
        (100, 200, 6)
    );
    for tree in &forest.trees {
        // ceil(log2(200)) = 8
        assert!(tree.depth <= 8 && tree.nodes.len() < 400);
        let mut features: Vec<u32> = tree
            .nodes
            .iter()
            .filter(|node| node.threshold < f32::INFINITY)
            .map(|node| node.feature)
            .collect();
        features.sort_unstable();
        features.dedup();
        assert!((1..=2).contains(&features.len()));
    }
}

#[test]
fn every_sampled_row_is_counted_in_one_leaf() {
    // Distinct rows and no limit of depth in effect: with 4 rows, leaves of one row at depth 2 or, if the first split
    // takes off one row, a leaf of two at most. The Kraft sum of the leaves' depths is 1 in any binary tree.
    let x = array![[0.0], [1.0], [2.0], [3.0]];
    for tree in &fit(&IsolationForestParams::default(), x.view()).trees {
        let leaves = tree
            .nodes
            .iter()
            .zip(&tree.path_lengths)
            .filter(|(node, _)| node.threshold == f32::INFINITY);
        let kraft: f32 = leaves
            .map(|(_, &length)| if length > 2.5 { 0.25 } else { (-length).exp2() })
            .sum();
        // A leaf of two rows at depth 2 has the path length 2 + c(2) = 3.
        check_near(kraft.into(), 1.0);
    }
}

#[test]
fn the_rows_of_a_node_are_those_of_its_leaves() {
    let x = Array2::from_shape_fn((500, 3), |(i, j)| ((i * 7 + j * 13) % 59) as f32);
    let forest = fit(&IsolationForestParams::default().n_estimators(10), x.view());
    for tree in forest.trees() {
        assert_eq!(tree.cover(0), 256);
        let is_leaf = |&at: &usize| matches!(tree.node(at), TreeNode::Leaf { .. });
        let n_rows: u32 = (0..tree.n_nodes()).filter(is_leaf).map(|at| tree.cover(at)).sum();
        assert_eq!(n_rows, 256);
    }
}

#[test]
fn trees_that_a_walk_would_not_leave_are_refused() {
    let x = Array2::from_shape_fn((40, 2), |(i, j)| ((i * 7 + j * 13) % 31) as f32);
    let sound = fit(&IsolationForestParams::default().n_estimators(1), x.view())
        .trees
        .remove(0);
    assert_eq!(sound.check(2), Ok(()));
    let refused = |damage: fn(&mut Tree)| {
        let mut tree = sound.clone();
        damage(&mut tree);
        assert!(tree.check(2).is_err(), "{tree:?}");
    };
    refused(|tree| tree.covers[0] += 1);
    refused(|tree| tree.covers.iter_mut().for_each(|cover| *cover = 0));
    refused(|tree| tree.depth -= 1);
    refused(|tree| tree.covers.truncate(1));
    refused(|tree| tree.nodes[1].left = tree.nodes[0].left + 1);
    refused(|tree| tree.depth = 1_000);
}

#[test]
fn seeds_decide() {
    let x = Array2::from_shape_fn((400, 3), |(i, j)| ((i * 7 + j * 13) % 59) as f32);
    let forest = |seed| fit(&IsolationForestParams::default().seed(seed), x.view());
    assert_eq!(forest(1), forest(1));
    assert_ne!(forest(1), forest(2));
}

proptest! {
    #[test]
    fn a_row_scores_the_same_in_any_company(
        values in prop::collection::vec(-5.0_f32..5.0, 40..200),
        seed in any::<u64>(),
    ) {
        let x = ArrayView2::from_shape((values.len() / 2, 2), &values[..values.len() / 2 * 2]).unwrap();
        let forest = fit(&IsolationForestParams::default().n_estimators(20).seed(seed), x);
        let together = scores(&forest, x);
        for (row, score) in x.rows().into_iter().zip(together) {
            prop_assert_eq!(scores(&forest, row.insert_axis(ndarray::Axis(0)))[0].to_bits(), score.to_bits());
        }
    }

    #[test]
    fn scaling_a_feature_changes_no_score(values in prop::collection::vec(-5.0_f32..5.0, 60), seed in any::<u64>()) {
        let x = Array2::from_shape_vec((20, 3), values).unwrap();
        // By powers of two, so that no threshold rounds differently.
        let scaled = &x * &array![4.0, 0.5, 1024.0];
        let params = IsolationForestParams::default().n_estimators(20).seed(seed);
        let plain = scores(&fit(&params, x.view()), x.view());
        prop_assert_eq!(plain, scores(&fit(&params, scaled.view()), scaled.view()));
    }

    #[test]
    fn a_repeated_index_is_a_repeated_row(
        rows in prop::collection::vec(0_u32..10, 2..40),
        seed in any::<u64>(),
    ) {
        let distinct = Array2::from_shape_fn((10, 2), |(i, j)| ((i * 7 + j * 3) % 11) as f32);
        let copied = Array2::from_shape_fn((rows.len(), 2), |(i, j)| distinct[(rows[i] as usize, j)]);
        let params = IsolationForestParams::default().n_estimators(10).seed(seed);
        let by_index = params.fit(distinct.view(), &rows, &mut ignore_progress).unwrap();
        prop_assert_eq!(by_index, fit(&params, copied.view()));
    }
}
