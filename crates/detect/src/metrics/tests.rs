//! Golden values: `sklearn.metrics` 1.9.1 on the same numbers.

use proptest::prelude::*;

use super::*;

const SCORES: [f32; 10] = [0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.2, 0.4, 0.9, 0.05];
const TRUTH: [bool; 10] = [false, false, true, true, false, true, false, true, true, false];

#[track_caller]
fn check_near(actual: Option<f64>, expected: f64) {
    let actual = actual.unwrap();
    assert!((actual - expected).abs() < 1e-14, "{actual} instead of {expected}");
}

#[test]
fn areas_agree_with_scikit_learn_on_ties() {
    let ranking = Ranking::new(&SCORES, &TRUTH).unwrap();
    // 20.5 of 25 pairs in order: 3 for 0.35, 3.5 for 0.4, 4.5 for each 0.8, 5 for 0.9.
    check_near(ranking.roc_auc(), 0.82);
    // Steps: 0.9 finds 1 of 1; 0.8 2 more at 3 of 4; 0.4 one more at 4 of 6; 0.35 the last at 5 of 7.
    check_near(
        ranking.average_precision(),
        (1.0 + 2.0 * 0.75 + 4.0 / 6.0 + 5.0 / 7.0) / 5.0,
    );
}

#[test]
fn labels_agree_with_the_definitions() {
    let flagged: Vec<bool> = SCORES.iter().map(|&score| score > 0.3).collect();
    let confusion = Confusion::new(&flagged, &TRUTH).unwrap();
    // Flagged: 0.4, 0.35, 0.8 (3), 0.4, 0.9, of which 5 are anomalies; all anomalies are flagged.
    assert_eq!(
        confusion,
        Confusion {
            true_positives: 5,
            false_positives: 2,
            true_negatives: 3,
            false_negatives: 0
        }
    );
    check_near(confusion.accuracy(), 0.8);
    check_near(confusion.precision(), 5.0 / 7.0);
    check_near(confusion.recall(), 1.0);
    check_near(confusion.false_positive_rate(), 0.4);
    check_near(confusion.f1(), 10.0 / 12.0);
}

#[test]
fn undefined_metrics_are_none() {
    let none_flagged = Confusion::new(&[false, false], &[false, true]).unwrap();
    assert_eq!(none_flagged.precision(), None);
    assert_eq!(none_flagged.f1(), Some(0.0));
    let all_normal = Confusion::new(&[false, false], &[false, false]).unwrap();
    assert_eq!((all_normal.recall(), all_normal.f1()), (None, None));
    assert_eq!(Confusion::default().accuracy(), None);

    let all_normal = Ranking::new(&[1.0, 2.0], &[false, false]).unwrap();
    assert_eq!((all_normal.roc_auc(), all_normal.average_precision()), (None, None));
    assert!(all_normal.roc_curve(10).is_empty() && all_normal.precision_recall_curve(10).is_empty());
    let all_anomalous = Ranking::new(&[1.0, 2.0], &[true, true]).unwrap();
    assert_eq!(
        (all_anomalous.roc_auc(), all_anomalous.average_precision()),
        (None, Some(1.0))
    );
    let empty = Ranking::new::<f32>(&[], &[]).unwrap();
    assert_eq!(
        (empty.roc_auc(), empty.average_precision(), empty.precision_at(3)),
        (None, None, None)
    );
}

#[test]
fn bad_input_is_an_error() {
    assert_eq!(
        Confusion::new(&[true], &[]),
        Err(MetricError::Length { n_rows: 1, n_truth: 0 })
    );
    let error = Ranking::new(&[0.0, f32::NAN], &[true, false]).unwrap_err();
    assert_eq!(error, MetricError::NotANumber { index: 1 });
}

#[test]
fn precision_at_a_budget_shares_ties() {
    let ranking = Ranking::new(&SCORES, &TRUTH).unwrap();
    check_near(ranking.precision_at(1), 1.0);
    // The second row is one of three ties, two of which are anomalies: 1 + 2/3 of 2.
    check_near(ranking.precision_at(2), f64::midpoint(1.0, 2.0 / 3.0));
    check_near(ranking.precision_at(4), 0.75);
    check_near(ranking.precision_at(10), 0.5);
    check_near(ranking.precision_at(99), 0.5);
    assert_eq!(ranking.precision_at(0), None);
}

#[test]
fn zero_and_minus_zero_are_ties() {
    let ranking = Ranking::new(&[0.0, -0.0], &[false, true]).unwrap();
    check_near(ranking.roc_auc(), 0.5);
}

#[test]
fn curves_have_their_ends_and_their_size() {
    let scores: Vec<f64> = (0..5000_u16).map(|i| f64::from(i) * 0.7 % 13.0).collect();
    let truth: Vec<bool> = scores
        .iter()
        .enumerate()
        .map(|(i, s)| *s + (i % 7) as f64 > 12.0)
        .collect();
    let ranking = Ranking::new(&scores, &truth).unwrap();
    for max_points in [2, 3, 10, 500] {
        let roc = ranking.roc_curve(max_points);
        assert!((2..=max_points).contains(&roc.len()));
        let ends = [roc[0], roc[roc.len() - 1]];
        assert_eq!(
            ends.map(|p| (p.false_positive_rate, p.true_positive_rate)),
            [(0.0, 0.0), (1.0, 1.0)]
        );
        assert!(
            roc.windows(2)
                .all(|w| w[0].false_positive_rate <= w[1].false_positive_rate)
        );
        assert!(
            roc.windows(2)
                .all(|w| w[0].true_positive_rate <= w[1].true_positive_rate)
        );
        let curve = ranking.precision_recall_curve(max_points);
        assert!(curve.len() <= max_points && (curve[curve.len() - 1].recall - 1.0).abs() < 1e-15);
    }
    let area: f64 = ranking
        .roc_curve(500)
        .windows(2)
        .map(|w| {
            let width = w[1].false_positive_rate - w[0].false_positive_rate;
            width * f64::midpoint(w[0].true_positive_rate, w[1].true_positive_rate)
        })
        .sum();
    assert!((area - ranking.roc_auc().unwrap()).abs() < 1e-3);
}

proptest! {
    #[test]
    fn area_is_the_share_of_pairs_in_order(
        rows in prop::collection::vec((0..8_u8, any::<bool>()), 2..60),
    ) {
        let scores: Vec<f32> = rows.iter().map(|row| f32::from(row.0)).collect();
        let truth: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let mut pairs = 0_u32;
        let mut halves = 0_u32;
        for (anomaly, _) in rows.iter().filter(|row| row.1) {
            for (normal, _) in rows.iter().filter(|row| !row.1) {
                pairs += 1;
                halves += 1 + u32::from(anomaly > normal) - u32::from(anomaly < normal);
            }
        }
        let expected = (pairs > 0).then(|| f64::from(halves) / f64::from(2 * pairs));
        let actual = Ranking::new(&scores, &truth).unwrap().roc_auc();
        prop_assert_eq!(actual.is_some(), expected.is_some());
        prop_assert!((actual.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-12);
    }

    #[test]
    fn order_of_the_rows_does_not_matter(rows in prop::collection::vec((0..5_u8, any::<bool>()), 1..40)) {
        let metrics = |rows: &[(u8, bool)]| {
            let scores: Vec<f32> = rows.iter().map(|row| f32::from(row.0)).collect();
            let ranking = Ranking::new(&scores, &rows.iter().map(|row| row.1).collect::<Vec<_>>()).unwrap();
            (ranking.roc_auc(), ranking.average_precision(), ranking.precision_at(7))
        };
        let reversed: Vec<(u8, bool)> = rows.iter().rev().copied().collect();
        prop_assert_eq!(metrics(&rows), metrics(&reversed));
    }
}
