//! Two versions on the same rows.

use ndarray::Array2;

use super::Version;
use crate::fitting::Scored;
use crate::loaded::Loaded;
use crate::message::{
    ErrorReport, Judgement, RowContrast, RowVerdict, Severity, TableSlot, VersionComparison, VersionId, VersionSide,
};
use crate::rows::label;
use crate::session::Session;
use crate::summary::metrics;

/// Rows that are named of those on which the versions differ.
const N_NAMED: usize = 100;

impl Session {
    /// Compares two versions that have scored the table.
    pub(super) fn compare(
        &self,
        a: VersionId,
        b: VersionId,
        slot: TableSlot,
    ) -> Result<VersionComparison, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let (a, b) = (self.versions.get(a)?, self.versions.get(b)?);
        let (said_a, said_b) = (said(a, slot)?, said(b, slot)?);
        let n_rows = loaded.table().n_rows();
        let only = |one: &Scored, other: &Scored| -> Vec<u32> {
            let flagged = one.ranking.order.iter().copied();
            flagged
                .filter(|&row| one.is_anomaly(row as usize) && !other.is_anomaly(row as usize))
                .collect()
        };
        let (only_a, only_b) = (only(&said_a, &said_b), only(&said_b, &said_a));
        let named = |rows: &[u32]| {
            let rows = rows.iter().take(N_NAMED);
            rows.map(|&row| contrast(loaded, row, &said_a, &said_b)).collect()
        };
        let n_both = (0..n_rows).filter(|&row| said_a.is_anomaly(row) && said_b.is_anomaly(row));
        Ok(VersionComparison {
            slot,
            table: loaded.table().name.clone(),
            noun: loaded.noun(),
            n_rows: n_rows as u64,
            n_both: n_both.count() as u64,
            a: side(a, loaded, &said_a)?,
            b: side(b, loaded, &said_b)?,
            n_only_a: only_a.len() as u64,
            only_a: named(&only_a),
            n_only_b: only_b.len() as u64,
            only_b: named(&only_b),
            rank_correlation: spearman(&said_a.ranking.rank, &said_b.ranking.rank),
        })
    }
}

/// What a version says of a table, without the matrix, which nobody here asks for.
fn said(version: &Version, slot: TableSlot) -> Result<Scored, ErrorReport> {
    let kept = version.kept.get(slot).as_ref();
    let kept = kept.ok_or_else(|| ErrorReport::bug("A version was compared before it scored.".to_owned()))?;
    Scored::new(
        &version.fitting,
        Array2::zeros((0, 0)),
        kept.scores.clone(),
        kept.seconds_score.clone(),
        kept.distinct_of.clone(),
    )
}

fn side(version: &Version, loaded: &Loaded, said: &Scored) -> Result<VersionSide, ErrorReport> {
    let mut severities = [0; 3];
    for row in 0..loaded.table().n_rows() {
        match said.severity(row) {
            Severity::None => {}
            Severity::Low => severities[0] += 1,
            Severity::Medium => severities[1] += 1,
            Severity::High => severities[2] += 1,
        }
    }
    let n_marked = |judgement| {
        let marks = loaded.heard.marks().iter();
        let flagged = marks.filter(|(row, mark)| mark.judgement == judgement && said.is_anomaly(**row as usize));
        flagged.count() as u64
    };
    Ok(VersionSide {
        id: version.id,
        name: version.name.clone(),
        n_flagged: severities.iter().sum(),
        severities,
        metrics: metrics(loaded.table(), said)?,
        n_true: n_marked(Judgement::TruePositive),
        n_false: n_marked(Judgement::FalsePositive),
    })
}

fn contrast(loaded: &Loaded, row: u32, a: &Scored, b: &Scored) -> RowContrast {
    let at = row as usize;
    let verdict = |said: &Scored| RowVerdict {
        rank: said.ranking.rank[at] + 1,
        score: said.score(at),
        votes: said.votes(at),
        confidence: said.confidence(at),
        severity: said.severity(at),
    };
    RowContrast {
        row,
        label: label(loaded.table(), at),
        judgement: loaded.heard.marks().get(&row).map(|mark| mark.judgement),
        a: verdict(a),
        b: verdict(b),
    }
}

/// Spearman's correlation of two rankings without ties: 1 − 6 Σd² / (n (n² − 1)).
fn spearman(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = a.len() as f64;
    let distance = |(a, b): (&u32, &u32)| (f64::from(*a) - f64::from(*b)).powi(2);
    let sum: f64 = a.iter().zip(b).map(distance).sum();
    (a.len() > 1).then(|| 1.0 - 6.0 * sum / (n * (n * n - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rankings_correlate_from_one_to_minus_one() {
        assert_eq!(spearman(&[0, 1, 2, 3], &[0, 1, 2, 3]), Some(1.0));
        assert_eq!(spearman(&[0, 1, 2, 3], &[3, 2, 1, 0]), Some(-1.0));
        // Σd² = 1 + 1 over 3 rows: 1 − 12 / 24.
        assert_eq!(spearman(&[0, 1, 2], &[1, 0, 2]), Some(0.5));
        assert_eq!(spearman(&[0], &[0]), None);
    }
}
