//! What a result becomes when it follows the analyst's marks.
//!
//! Rows are put in the order that the learner gives, and the k-th row of it takes the surprise that the k-th had before:
//! so scores keep their meaning, and as many rows are flagged as before. A marked row, and every row equal to it, is
//! flagged or not as its mark says.

use wiresift_detect::Verdict;

use super::journal::{Followed, judged};
use super::learn;
use crate::fitting::{Fitting, Scored};
use crate::message::{ErrorReport, Judgement, Severity};
use crate::ranking::{descending, indices};

/// The verdicts on the different rows.
pub(super) fn verdicts(fitting: &Fitting, scored: &Scored, followed: &Followed) -> Result<Vec<Verdict>, ErrorReport> {
    let judged = judged(&followed.marks, &scored.distinct_of);
    let mut verdicts = scored.ensemble_verdicts().to_vec();
    if followed.is_adapted {
        let scores = learn::scores(fitting, scored, &judged)?;
        let (surprises, is_flagged) = (reranked(&verdicts, &scores), as_many(scored, &scores));
        for ((verdict, surprise), is_flagged) in verdicts.iter_mut().zip(surprises).zip(is_flagged) {
            verdict.surprise = surprise;
            verdict.score = 1.0 - 10_f64.powf(-surprise);
            flag(verdict, is_flagged);
        }
    }
    for (at, judgement) in judged {
        if let Some(verdict) = verdicts.get_mut(at as usize) {
            flag(verdict, judgement == Judgement::TruePositive);
        }
    }
    Ok(verdicts)
}

/// The surprises, put in the order of other scores.
fn reranked(verdicts: &[Verdict], scores: &[f64]) -> Vec<f64> {
    let mut surprises: Vec<f64> = verdicts.iter().map(|verdict| verdict.surprise).collect();
    surprises.sort_unstable_by(f64::total_cmp);
    let mut reranked = vec![0.0; scores.len()];
    for (at, surprise) in descending(scores).into_iter().zip(surprises.into_iter().rev()) {
        reranked[at as usize] = surprise;
    }
    reranked
}

/// Whether each different row is among the first by score; as many rows are, repeats counted, as the ensemble flags.
fn as_many(scored: &Scored, scores: &[f64]) -> Vec<bool> {
    let rows: Vec<u32> = indices(scored.distinct_of.len()).collect();
    let counts = scored.counts(&rows);
    let flagged = scored.ensemble_verdicts().iter().zip(&counts);
    let mut n_left: u64 = flagged
        .filter(|(verdict, _)| verdict.is_anomaly)
        .map(|(_, count)| count)
        .sum();
    let mut is_flagged = vec![false; scores.len()];
    for at in descending(scores) {
        if n_left == 0 {
            break;
        }
        is_flagged[at as usize] = true;
        n_left = n_left.saturating_sub(counts[at as usize]);
    }
    is_flagged
}

fn flag(verdict: &mut Verdict, is_anomaly: bool) {
    verdict.is_anomaly = is_anomaly;
    verdict.severity = match (is_anomaly, verdict.severity) {
        (false, _) => Severity::None,
        (true, Severity::None) => Severity::Low,
        (true, severity) => severity,
    };
}
