use proptest::prelude::*;

use super::*;
use crate::threshold::threshold_for_contamination;

/// A detector that saw the scores 0 to 99 in training and flags the upper 15.
fn member() -> Member {
    let scores: Vec<f32> = (0..100_u8).map(f32::from).collect();
    let threshold = threshold_for_contamination(&scores, 0.15).unwrap();
    Member {
        calibration: Calibration::fit(&scores).unwrap(),
        threshold,
    }
}

fn ensemble(n_detectors: usize, min_votes: usize) -> Ensemble {
    Ensemble::new(vec![member(); n_detectors], min_votes).unwrap()
}

#[track_caller]
fn check(scores: &[f32], min_votes: usize, votes: u8, severity: Severity) {
    let verdict = ensemble(scores.len(), min_votes).verdict(scores).unwrap();
    assert_eq!((verdict.votes, verdict.severity), (Votes(votes), severity));
    assert_eq!(verdict.is_anomaly, severity != Severity::None);
    let share = f64::from(votes.count_ones()) / scores.len() as f64;
    assert!((verdict.confidence - share).abs() < 1e-15);
}

#[test]
fn votes_make_anomalies_and_severities() {
    // 84 is the threshold, and not above it.
    check(&[84.0, 10.0, 10.0, 10.0], 2, 0b0000, Severity::None);
    check(&[85.0, 10.0, 10.0, 10.0], 2, 0b0001, Severity::None);
    check(&[10.0, 90.0, 10.0, 90.0], 2, 0b1010, Severity::Low);
    check(&[90.0, 90.0, 10.0, 90.0], 2, 0b1011, Severity::Medium);
    check(&[90.0, 90.0, 90.0, 90.0], 2, 0b1111, Severity::High);
}

#[test]
fn severity_means_the_same_in_every_ensemble() {
    check(&[90.0], 1, 0b1, Severity::Low);
    check(&[90.0, 90.0], 2, 0b11, Severity::Low);
    check(&[90.0, 90.0, 90.0], 2, 0b111, Severity::Medium);
    check(&[90.0, 90.0, 10.0], 3, 0b011, Severity::None);
    check(&[90.0; 8], 2, 0xff, Severity::High);
}

#[test]
fn score_is_the_percentile_that_enough_detectors_reach() {
    let score = |scores: &[f32]| ensemble(4, 2).verdict(scores).unwrap().score;
    // The second highest of each row: 59.5 %, 94.5 %.
    assert!((score(&[99.0, 59.0, 3.0, 20.0]) - 0.595).abs() < 1e-12);
    assert!((score(&[0.0, 99.0, 94.0, 0.0]) - 0.945).abs() < 1e-12);
    let verdict = ensemble(4, 2).verdict(&[1e9, 1e9, 0.0, 0.0]).unwrap();
    assert!((verdict.surprise - member().calibration.tail(1e9)).abs() < 1e-12);
}

#[test]
fn columns_and_rows_give_the_same_verdicts() {
    let columns: [&[f32]; 2] = [&[10.0, 90.0], &[95.0, 96.0]];
    let verdicts = ensemble(2, 2).verdicts(&columns).unwrap();
    assert_eq!(verdicts[0], ensemble(2, 2).verdict(&[10.0, 95.0]).unwrap());
    assert_eq!(verdicts[1], ensemble(2, 2).verdict(&[90.0, 96.0]).unwrap());
}

#[test]
fn a_score_that_is_no_number_is_no_vote() {
    let verdict = ensemble(2, 1).verdict(&[f32::NAN, 50.0]).unwrap();
    assert_eq!(verdict.votes, Votes(0));
    assert!((verdict.score - 0.505).abs() < 1e-12);
}

#[test]
fn votes_tell_which_detector() {
    let votes = Votes(0b0000_0101);
    assert_eq!(
        (votes.count(), votes.has(0), votes.has(1), votes.has(2), votes.has(200)),
        (2, true, false, true, false)
    );
}

#[test]
fn bad_ensembles_are_errors() {
    use EnsembleError::{DetectorCount, MinVotes, RowCount, ScoreCount, Threshold};
    assert_eq!(Ensemble::new(vec![], 1), Err(DetectorCount { n_detectors: 0 }));
    assert_eq!(
        Ensemble::new(vec![member(); 9], 2),
        Err(DetectorCount { n_detectors: 9 })
    );
    for min_votes in [0, 3, 300] {
        assert_eq!(
            Ensemble::new(vec![member(); 2], min_votes),
            Err(MinVotes {
                min_votes,
                n_detectors: 2
            })
        );
    }
    let broken = Member {
        threshold: f32::NAN,
        ..member()
    };
    assert_eq!(Ensemble::new(vec![member(), broken], 1), Err(Threshold { detector: 1 }));
    assert_eq!(
        ensemble(2, 2).verdict(&[1.0]),
        Err(ScoreCount { expected: 2, actual: 1 })
    );
    let uneven: [&[f32]; 2] = [&[1.0], &[1.0, 2.0]];
    assert_eq!(
        ensemble(2, 2).verdicts(&uneven),
        Err(RowCount {
            detector: 1,
            expected: 1,
            actual: 2
        })
    );
}

#[test]
fn stored_ensembles_are_checked() {
    let ensemble = ensemble(3, 2);
    let bytes = postcard::to_stdvec(&ensemble).unwrap();
    assert_eq!(postcard::from_bytes::<Ensemble>(&bytes).unwrap(), ensemble);
    let mut broken = bytes;
    // The last byte is `min_votes`.
    *broken.last_mut().unwrap() = 4;
    assert!(postcard::from_bytes::<Ensemble>(&broken).is_err());
}

proptest! {
    #[test]
    fn anomalies_rank_above_all_other_rows(
        rows in prop::collection::vec([0.0..120.0_f32, 0.0..120.0_f32, 0.0..120.0_f32, 0.0..120.0_f32], 2..40),
    ) {
        let ensemble = ensemble(4, 2);
        let verdicts: Vec<Verdict> = rows.iter().map(|row| ensemble.verdict(row).unwrap()).collect();
        let scores = |is_anomaly: bool| verdicts.iter().filter(move |v| v.is_anomaly == is_anomaly).map(|v| v.surprise);
        let least_anomaly = scores(true).fold(f64::INFINITY, f64::min);
        let greatest_other = scores(false).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(least_anomaly > greatest_other);
    }

    #[test]
    fn one_detector_alone_moves_a_row_no_further_than_the_others_agree(
        row in [0.0..99.0_f32, 0.0..99.0_f32, 0.0..99.0_f32, 0.0..99.0_f32],
        wrong in -1e9_f32..1e9,
    ) {
        let ensemble = ensemble(4, 2);
        let mut others = [row[1], row[2], row[3]].map(|score| member().calibration.percentile(score));
        others.sort_unstable_by(f64::total_cmp);
        let score = ensemble.verdict(&[wrong, row[1], row[2], row[3]]).unwrap().score;
        prop_assert!(others[1] - 1e-12 <= score && score <= others[2] + 1e-12);
    }
}
