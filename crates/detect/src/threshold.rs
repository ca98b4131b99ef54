//! Thresholds on scores: a row is flagged if its score is **above** the threshold, strictly.
//!
//! Ties are flagged together or not at all, and never push the share beyond what was asked for: if the tenth and the
//! eleventh highest score are equal and ten rows may be flagged, neither is. Where a large part of the rows shares the
//! highest score, none is flagged.

use thiserror::Error;

use crate::error::ParamError;

/// Why there is no threshold.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ThresholdError {
    /// Contamination or budget out of range.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// No scores.
    #[error("no scores to set a threshold from")]
    Empty,
    /// NaN among the scores.
    #[error("score {index} is not a number")]
    NotANumber {
        /// Index of the first NaN.
        index: usize,
    },
}

/// The least threshold above which lies at most the share `contamination` of the training scores.
///
/// # Errors
/// [`ThresholdError`]: a contamination outside `(0, 0.5]`, no scores, NaN.
pub fn threshold_for_contamination(training_scores: &[f32], contamination: f64) -> Result<f32, ThresholdError> {
    let ok = contamination > 0.0 && contamination <= 0.5;
    ParamError::check(ok, "contamination", contamination, "in (0, 0.5]")?;
    threshold_for_count(training_scores, contamination * training_scores.len() as f64)
}

/// The least threshold above which lie at most `alerts_per_hour * hours` of the scores; `hours` is the time in which
/// the scored rows were seen.
///
/// # Errors
/// [`ThresholdError`]: a budget or time that is not a positive number, no scores, NaN.
pub fn threshold_for_alert_budget(scores: &[f32], alerts_per_hour: f64, hours: f64) -> Result<f32, ThresholdError> {
    for (name, value) in [("alerts_per_hour", alerts_per_hour), ("hours", hours)] {
        ParamError::check(value > 0.0 && value.is_finite(), name, value, "a positive number")?;
    }
    threshold_for_count(scores, alerts_per_hour * hours)
}

/// The least threshold above which lie at most `count` scores.
fn threshold_for_count(scores: &[f32], count: f64) -> Result<f32, ThresholdError> {
    if let Some(index) = scores.iter().position(|score| score.is_nan()) {
        return Err(ThresholdError::NotANumber { index });
    }
    let mut scores = scores.to_vec();
    let Some(last) = scores.len().checked_sub(1) else {
        return Err(ThresholdError::Empty);
    };
    // 0.29 * 100 is 28.999999999999996: a count is not missed by a rounding error.
    let n = whole(count + 1e-9 * count.max(1.0));
    if n > last {
        return Ok(scores.into_iter().fold(f32::INFINITY, f32::min).next_down());
    }
    // The (n + 1)-th highest score: at most n are above it.
    let (_, threshold, _) = scores.select_nth_unstable_by(n, |a, b| b.total_cmp(a));
    Ok(*threshold)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive; saturates beyond usize"
)]
fn whole(count: f64) -> usize {
    count as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn n_above(scores: &[f32], threshold: f32) -> usize {
        scores.iter().filter(|&&score| score > threshold).count()
    }

    #[test]
    fn flags_the_share_asked_for() {
        let scores: Vec<f32> = (0..100_u8).map(f32::from).collect();
        for percent in 1..=50_u8 {
            let threshold = threshold_for_contamination(&scores, f64::from(percent) / 100.0).unwrap();
            assert_eq!(n_above(&scores, threshold), usize::from(percent));
        }
    }

    #[test]
    fn ties_are_flagged_together_or_not_at_all() {
        let scores = [1.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        assert_eq!(n_above(&scores, threshold_for_contamination(&scores, 0.5).unwrap()), 5);
        let tied = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0];
        // Two may be flagged; the second highest has two equals, so only the highest is.
        assert_eq!(n_above(&tied, threshold_for_contamination(&tied, 0.2).unwrap()), 1);
        assert_eq!(
            n_above(&[1.0; 8], threshold_for_contamination(&[1.0; 8], 0.5).unwrap()),
            0
        );
    }

    #[test]
    fn budget_counts_alerts_in_the_time_seen() {
        let scores: Vec<f32> = (0..1000_u16).map(f32::from).collect();
        let threshold = threshold_for_alert_budget(&scores, 2.5, 4.0).unwrap();
        assert_eq!(n_above(&scores, threshold), 10);
        let all = threshold_for_alert_budget(&scores, 1e9, 1.0).unwrap();
        assert_eq!(n_above(&scores, all), 1000);
    }

    #[test]
    fn bad_parameters_are_named() {
        for contamination in [0.0, -0.1, 0.51, f64::NAN] {
            let error = threshold_for_contamination(&[1.0], contamination).unwrap_err();
            assert!(matches!(
                error,
                ThresholdError::Param(ParamError {
                    name: "contamination",
                    ..
                })
            ));
        }
        for (rate, hours) in [(0.0, 1.0), (1.0, 0.0), (f64::INFINITY, 1.0), (1.0, f64::NAN)] {
            assert!(matches!(
                threshold_for_alert_budget(&[1.0], rate, hours),
                Err(ThresholdError::Param(_))
            ));
        }
        assert_eq!(threshold_for_contamination(&[], 0.1), Err(ThresholdError::Empty));
        assert_eq!(
            threshold_for_contamination(&[0.0, f32::NAN], 0.1),
            Err(ThresholdError::NotANumber { index: 1 })
        );
    }

    proptest! {
        #[test]
        fn never_more_than_asked_and_no_lower_threshold_would_do(
            scores in prop::collection::vec((0..20_u8).prop_map(f32::from), 1..60),
            contamination in 0.01..0.5_f64,
        ) {
            let threshold = threshold_for_contamination(&scores, contamination).unwrap();
            let allowed = contamination * scores.len() as f64 + 1e-6;
            prop_assert!(n_above(&scores, threshold) as f64 <= allowed);
            prop_assert!(n_above(&scores, threshold.next_down()) as f64 > allowed.floor());
        }
    }
}
