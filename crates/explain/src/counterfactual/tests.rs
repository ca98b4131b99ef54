use std::convert::Infallible;

use ndarray::{Array1, array};

use super::*;

const ORDER: [usize; 3] = [0, 1, 2];

fn ranges() -> [NormalRange; 3] {
    [NormalRange {
        low: -1.0,
        median: 0.0,
        high: 1.0,
    }; 3]
}

/// Scores are sums of absolute values.
fn run(row: &Array1<f32>, targets: &Array2<f32>, threshold: f64, max_changes: usize) -> Counterfactual {
    let scorer = |x: ArrayView2<'_, f32>| -> Result<Vec<f64>, Infallible> {
        Ok(x.rows()
            .into_iter()
            .map(|row| row.iter().map(|&v| f64::from(v.abs())).sum())
            .collect())
    };
    let normal = Normal {
        rows: targets.view(),
        ranges: &ranges(),
    };
    let params = CounterfactualParams { max_changes };
    find(scorer, row.view(), normal, &ORDER, &Groups::each(3), threshold, &params).unwrap()
}

fn change(group: usize, from: f32, to: f32) -> Change {
    let columns = vec![ColumnChange {
        column: group,
        from,
        to,
    }];
    Change { group, columns }
}

#[test]
fn one_move_is_enough_and_stops_at_the_edge() {
    let found = run(&array![9.0, 0.5, 0.5], &array![[0.0, 0.0, 0.0]], 3.0, 3);
    let changes = vec![change(0, 9.0, 1.0)];
    assert_eq!(found, Counterfactual::Changes { changes, score: 2.0 });
}

#[test]
fn moves_that_are_not_needed_are_taken_back() {
    // In order: 0.2 to 0, then 5 to 0. The first adds little, and is not needed once there is the second.
    let found = run(&array![0.2, 5.0, 0.1], &array![[0.0, 0.0, 0.0]], 1.0, 3);
    let Counterfactual::Changes { changes, score } = found else {
        panic!("{found:?}")
    };
    assert_eq!(changes, [change(1, 5.0, 0.0)]);
    assert!(score <= 1.0);
}

#[test]
fn of_several_targets_the_one_with_the_fewest_moves_counts() {
    let targets = array![[8.0, 0.0, 0.0], [0.5, 0.0, 0.0]];
    let found = run(&array![9.0, 0.0, 0.4], &targets, 1.0, 3);
    assert!(
        matches!(&found, Counterfactual::Changes { changes, .. } if *changes == [change(0, 9.0, 0.5)]),
        "{found:?}"
    );
}

#[test]
fn large_changes_are_not_sold_as_small_ones() {
    let found = run(&array![9.0, 9.0, 9.0], &array![[0.0, 0.0, 0.0]], 1.0, 2);
    assert_eq!(found, Counterfactual::NoSmallChange { lowest_score: 9.0 });
    let nothing_differs = run(&array![2.0, 0.0, 0.0], &array![[2.0, 0.0, 0.0]], 1.0, 3);
    assert!(matches!(nothing_differs, Counterfactual::NoSmallChange { .. }));
}

#[test]
fn a_normal_row_needs_no_change() {
    assert_eq!(
        run(&array![0.0, 0.5, 0.0], &array![[0.0, 0.0, 0.0]], 0.5, 3),
        Counterfactual::AlreadyNormal
    );
}

#[test]
fn categories_change_as_a_whole() {
    let scorer = |x: ArrayView2<'_, f32>| -> Result<Vec<f64>, Infallible> {
        Ok(x.column(1).iter().map(|&v| v.into()).collect())
    };
    let normal_rows = array![[1.0, 0.0, 0.0]];
    let normal = Normal {
        rows: normal_rows.view(),
        ranges: &ranges(),
    };
    let groups = Groups::of(["proto", "proto", "bytes"]);
    let row = array![0.0, 1.0, 0.0];
    let found = find(
        scorer,
        row.view(),
        normal,
        &[0, 1],
        &groups,
        0.5,
        &CounterfactualParams::default(),
    )
    .unwrap();
    let Counterfactual::Changes { changes, .. } = found else {
        panic!("{found:?}")
    };
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].columns.len(), 2);
}
