//! What changed between two results for the same rows.

use super::journal::Marks;
use crate::fitting::Scored;
use crate::loaded::Loaded;
use crate::message::{Difference, Judgement, StepKind};
use crate::rows::row_summary;

/// Rows that are named of those that came or went.
const N_NAMED: usize = 100;

/// The rows that a result flags, the most anomalous first.
pub(crate) struct Flagged {
    by_rank: Vec<u32>,
    by_row: Vec<bool>,
}

impl Flagged {
    pub(crate) fn of(scored: &Scored) -> Self {
        let order = &scored.ranking.order;
        let by_rank = order.iter().copied().filter(|&row| scored.is_anomaly(row as usize));
        Self {
            by_rank: by_rank.collect(),
            by_row: (0..order.len()).map(|row| scored.is_anomaly(row)).collect(),
        }
    }

    fn has(&self, row: u32) -> bool {
        self.by_row.get(row as usize).copied().unwrap_or_default()
    }

    fn precision(&self, marks: &Marks) -> Option<f64> {
        precision_of(marks, |row| self.has(row))
    }
}

/// From a result to the one that the table has now.
pub(super) fn difference(loaded: &Loaded, kind: StepKind, before: &Flagged) -> Option<Difference> {
    let after = Flagged::of(loaded.scored()?);
    let marks = loaded.heard.marks();
    let only =
        |a: &Flagged, b: &Flagged| -> Vec<u32> { a.by_rank.iter().copied().filter(|&row| !b.has(row)).collect() };
    let named = |rows: &[u32]| {
        let rows = rows.iter().take(N_NAMED);
        rows.map(|&row| row_summary(loaded, row as usize)).collect()
    };
    let (joined, left) = (only(&after, before), only(before, &after));
    Some(Difference {
        kind,
        n_before: before.by_rank.len() as u64,
        n_after: after.by_rank.len() as u64,
        n_joined: joined.len() as u64,
        joined: named(&joined),
        n_left: left.len() as u64,
        left: named(&left),
        precision_before: before.precision(marks),
        precision_after: after.precision(marks),
    })
}

/// Of the flagged rows that are marked, the share of true positives.
pub(super) fn precision(loaded: &Loaded) -> Option<f64> {
    loaded.scored()?;
    precision_of(loaded.heard.marks(), |row| loaded.is_anomaly(row as usize))
}

fn precision_of(marks: &Marks, is_flagged: impl Fn(u32) -> bool) -> Option<f64> {
    let flagged = marks.iter().filter(|(row, _)| is_flagged(**row));
    let (mut n_true, mut n) = (0_u64, 0_u64);
    for (_, mark) in flagged {
        n += 1;
        n_true += u64::from(mark.judgement == Judgement::TruePositive);
    }
    (n > 0).then(|| n_true as f64 / n as f64)
}
