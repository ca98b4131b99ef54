use std::convert::Infallible;

use ndarray::ArrayView1;
use wiresift_detect::ignore_progress;

use super::*;

/// Columns of different numbers, without order between them.
fn data() -> Array2<f32> {
    Array2::from_shape_fn((101, 4), |(i, j)| ((i * (7 + 5 * j) + j) % 101) as f32)
}

/// The first column counts ten times what the second does; the others nothing.
fn weighted(row: ArrayView1<'_, f32>) -> f64 {
    f64::from(10.0 * row[0] + row[1])
}

#[expect(clippy::unnecessary_wraps, reason = "scorers may fail")]
fn scorer(x: ArrayView2<'_, f32>) -> Result<Vec<f64>, Infallible> {
    Ok(x.rows().into_iter().map(weighted).collect())
}

fn run(yardstick: Yardstick<'_>, groups: &Groups, seed: u64) -> Importance {
    let params = ImportanceParams { n_repeats: 4, seed };
    permutation(scorer, data().view(), groups, yardstick, &params, &mut ignore_progress).unwrap()
}

#[test]
fn what_a_scorer_listens_to_is_ranked_by_its_weight() {
    let importance = run(Yardstick::OwnRanking, &Groups::each(4), 1);
    assert_eq!(importance.measure, Measure::OwnRanking);
    assert!((importance.baseline - 1.0).abs() < 1e-12);
    assert_eq!(importance.ranked()[..2], [0, 1]);
    let means: Vec<f64> = importance.features.iter().map(|feature| feature.mean).collect();
    assert!(means[0] > 0.8 && means[1] > 0.001 && means[1] < 0.1, "{means:?}");
    assert!(means[2].abs() < 1e-12 && means[3].abs() < 1e-12, "{means:?}");
    assert!(importance.features[0].std > 0.0);
}

#[test]
fn against_labels_the_measure_drops() {
    let labels: Vec<bool> = data().rows().into_iter().map(|row| weighted(row) > 950.0).collect();
    for (yardstick, chance) in [
        (Yardstick::RocAuc(&labels), 0.5),
        (Yardstick::AveragePrecision(&labels), 0.9),
    ] {
        let importance = run(yardstick, &Groups::each(4), 2);
        assert!((importance.baseline - 1.0).abs() < 1e-12, "scores rank as labels do");
        let first = &importance.features[0];
        assert!((first.mean - chance).abs() < 0.15, "{yardstick:?} {}", first.mean);
        assert_eq!(first.drops.len(), 4);
    }
}

#[test]
fn a_group_is_worth_what_its_columns_are_together() {
    let importance = run(Yardstick::OwnRanking, &Groups::of(["a", "a", "b", "b"]), 3);
    assert_eq!(importance.features.len(), 2);
    assert!(importance.features[0].mean > 0.8 && importance.features[1].mean.abs() < 1e-12);
}

#[test]
fn a_seed_decides() {
    let run = |seed| run(Yardstick::OwnRanking, &Groups::each(4), seed);
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
}

#[test]
fn it_can_be_stopped_and_refuses_what_does_not_fit() {
    let x = data();
    let fails = |yardstick, groups: &Groups, n_repeats, progress: Progress<'_>| {
        let params = ImportanceParams { n_repeats, seed: 0 };
        permutation(scorer, x.view(), groups, yardstick, &params, progress).unwrap_err()
    };
    let all = Groups::each(4);
    let mut n_reports = 0;
    let mut stop = |_| {
        n_reports += 1;
        if n_reports == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    assert_eq!(
        fails(Yardstick::OwnRanking, &all, 2, &mut stop),
        ExplainError::Cancelled
    );
    let mut go_on = ignore_progress;
    assert!(matches!(
        fails(Yardstick::OwnRanking, &Groups::each(3), 2, &mut go_on),
        ExplainError::Size { .. }
    ));
    assert!(matches!(
        fails(Yardstick::OwnRanking, &all, 0, &mut go_on),
        ExplainError::TooFew { .. }
    ));
    assert!(matches!(
        fails(Yardstick::RocAuc(&[true; 101]), &all, 2, &mut go_on),
        ExplainError::TooFew { .. }
    ));
    assert!(matches!(
        fails(Yardstick::RocAuc(&[true]), &all, 2, &mut go_on),
        ExplainError::Size { .. }
    ));
}
