use proptest::prelude::*;

use super::*;

#[track_caller]
fn check_near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-12, "{actual} instead of {expected}");
}

#[test]
fn percentiles_by_hand() {
    // Ten scores; 3 twice. Middle ranks: 1 -> 0.5/10, 2 -> 1.5/10, 3 -> (2 + 1)/10, 4 -> 4.5/10, ...
    let scores = [3.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
    let calibration = Calibration::fit(&scores).unwrap();
    check_near(calibration.percentile(1.0), 0.05);
    check_near(calibration.percentile(3.0), 0.3);
    check_near(calibration.percentile(4.0), 0.45);
    check_near(calibration.percentile(9.0), 0.95);
    // Halfway between two knots.
    check_near(calibration.percentile(3.5), 0.375);
    check_near(calibration.tail(9.0), -(0.05_f64.log10()));
    // The tail is one score, 9; its border is 8, so the scale is 1: at 10, half as many rows are above as at 9.
    check_near(calibration.percentile(10.0), 1.0 - 0.05 / 2.0);
    check_near(calibration.percentile(12.0), 1.0 - 0.05 / 4.0);
    // Mirrored: scale 1 below 1.
    check_near(calibration.percentile(0.0), 0.05 / 2.0);
}

#[test]
fn quantiles_invert_percentiles() {
    let scores: Vec<f32> = (0..1000_u16).map(|i| f32::from(i).sqrt()).collect();
    let calibration = Calibration::fit(&scores).unwrap();
    for percentile in [0.01, 0.3, 0.5, 0.85, 0.99] {
        check_within(
            calibration.percentile(calibration.quantile(percentile)),
            percentile,
            1e-5,
        );
    }
    assert_eq!(calibration.quantile(0.0).to_bits(), scores[0].to_bits());
    assert_eq!(calibration.quantile(1.0).to_bits(), scores[999].to_bits());
}

#[track_caller]
fn check_within(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() < tolerance, "{actual} instead of {expected}");
}

#[test]
fn equal_scores_are_the_median_and_others_differ() {
    let calibration = Calibration::fit(&[0.25; 7]).unwrap();
    check_near(calibration.percentile(0.25), 0.5);
    assert!(calibration.percentile(0.26) > 0.5 && calibration.percentile(0.24) < 0.5);
    assert!(calibration.percentile(0.27) > calibration.percentile(0.26));
}

#[test]
fn extreme_scores_are_ordered_and_finite() {
    let scores: Vec<f32> = (0..5000_u16).map(f32::from).collect();
    let calibration = Calibration::fit(&scores).unwrap();
    let far = [4999.0, 5000.0, 6000.0, 1e5, 1e9, 1e20, f32::MAX];
    assert!(far.windows(2).all(|w| calibration.tail(w[0]) < calibration.tail(w[1])));
    assert!(far.iter().all(|&score| calibration.tail(score).is_finite()));
    assert!(
        far.iter()
            .all(|&score| (0.0..=1.0).contains(&calibration.percentile(score)))
    );
    assert!(calibration.percentile(f32::NEG_INFINITY).abs() < 1e-15);
    assert!(calibration.percentile(f32::NAN).abs() < 1e-15);
}

#[test]
fn many_scores_are_thinned_and_stay_exact_at_the_top() {
    let scores: Vec<f32> = (0..100_000_u32).map(|i| i as f32).collect();
    let calibration = Calibration::fit(&scores).unwrap();
    assert!(calibration.scores.len() <= MAX_KNOTS);
    for score in [0.0, 13.0, 50_000.0, 98_999.0, 99_500.0, 99_999.0] {
        check_within(calibration.percentile(score), (f64::from(score) + 0.5) / 1e5, 1e-12);
    }
}

#[test]
fn bad_scores_are_named() {
    assert_eq!(Calibration::fit(&[]), Err(CalibrationError::Empty));
    assert_eq!(
        Calibration::fit(&[1.0, f32::NAN]),
        Err(CalibrationError::NotFinite { index: 1 })
    );
    assert_eq!(
        Calibration::fit(&[f32::INFINITY]),
        Err(CalibrationError::NotFinite { index: 0 })
    );
}

#[test]
fn stored_calibrations_are_checked() {
    let calibration = Calibration::fit(&[1.0, 2.0, 5.0]).unwrap();
    let bytes = postcard::to_stdvec(&calibration).unwrap();
    assert_eq!(postcard::from_bytes::<Calibration>(&bytes).unwrap(), calibration);
    let text = serde_json::to_string(&calibration).unwrap();
    let falling = text.replace("[1.0,2.0,5.0]", "[1.0,7.0,5.0]");
    assert_ne!(text, falling);
    assert!(serde_json::from_str::<Calibration>(&falling).is_err());
}

proptest! {
    #[test]
    fn higher_scores_have_higher_percentiles(
        scores in prop::collection::vec(-1e6_f32..1e6, 1..200),
        mut asked in prop::collection::vec(-4e6_f32..4e6, 2..50),
    ) {
        let calibration = Calibration::fit(&scores).unwrap();
        asked.extend(&scores);
        asked.sort_unstable_by(f32::total_cmp);
        asked.dedup();
        for pair in asked.windows(2) {
            prop_assert!(calibration.share_above(pair[0]) > calibration.share_above(pair[1]));
            prop_assert!(calibration.tail(pair[0]) <= calibration.tail(pair[1]));
        }
    }

    #[test]
    fn scaling_the_scores_changes_no_percentile(
        scores in prop::collection::vec(-1000_i16..1000, 2..100),
        asked in -3000_i16..3000,
    ) {
        let plain: Vec<f32> = scores.iter().map(|&s| f32::from(s)).collect();
        // A power of two scales without rounding.
        let scaled: Vec<f32> = plain.iter().map(|s| s * 64.0).collect();
        prop_assume!(scores.iter().any(|s| s != &scores[0]));
        let asked = f32::from(asked);
        let [plain, scaled] = [plain, scaled].map(|scores| Calibration::fit(&scores).unwrap());
        prop_assert!((plain.percentile(asked) - scaled.percentile(asked * 64.0)).abs() < 1e-12);
    }
}
