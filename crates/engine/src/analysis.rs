//! A result as one JSON object, for scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::message::{DetectorKind, ErrorReport, Metrics, Summary, TableSlot};
use crate::session::Session;

/// The object. Ratios are in `0..=1`, rows count from 0, figures that need labels are `null` without them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// Rows scored.
    pub rows: u64,
    /// Columns of the matrix.
    pub features: Vec<String>,
    /// One a detector.
    pub detectors: Vec<DetectorAnalysis>,
    /// The vote.
    pub ensemble: EnsembleAnalysis,
    /// Most anomalous first.
    pub anomalies: Vec<Anomaly>,
    /// Where the time went.
    pub seconds: Seconds,
}

/// A detector's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DetectorAnalysis {
    /// As in [`DetectorKind::name`].
    pub name: &'static str,
    /// A score above this is a vote.
    pub threshold: f64,
    /// Rows it voted for.
    pub flagged: u64,
    /// Of its ranking.
    pub roc_auc: Option<f64>,
    /// Of its ranking.
    pub average_precision: Option<f64>,
}

/// The vote's part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EnsembleAnalysis {
    /// Rows with enough votes.
    pub anomalies: u64,
    /// (tp + tn) / all.
    pub accuracy: Option<f64>,
    /// tp / (tp + fp).
    pub precision: Option<f64>,
    /// tp / (tp + fn).
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Of the ensemble's ranking.
    pub roc_auc: Option<f64>,
    /// Of the ensemble's ranking.
    pub average_precision: Option<f64>,
    /// Counts.
    pub confusion: Option<Confusion>,
}

/// The vote against the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Attacks flagged.
    pub tp: u64,
    /// Normal rows flagged.
    pub fp: u64,
    /// Normal rows not flagged.
    pub tn: u64,
    /// Attacks not flagged.
    #[serde(rename = "fn")]
    pub fn_: u64,
}

/// A row with enough votes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Anomaly {
    /// Its place in the table.
    pub row: u32,
    /// Who voted for it.
    pub votes: BTreeMap<&'static str, bool>,
    /// Votes / detectors.
    pub confidence: f64,
    /// "low", "medium" or "high".
    pub severity: &'static str,
    /// The ensemble's score.
    pub score: f64,
}

/// Seconds by step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Seconds {
    /// File to columns.
    pub read: f64,
    /// Columns to matrix.
    pub encode: f64,
    /// All fits.
    pub fit: f64,
    /// All scoring.
    pub score: f64,
}

impl Analysis {
    /// Puts a result together.
    ///
    /// # Errors
    /// Without a result.
    pub fn new(session: &Session, slot: TableSlot, summary: &Summary) -> Result<Self, ErrorReport> {
        let (_, scored, fitting) = session.result(slot)?;
        let kinds: Vec<DetectorKind> = fitting.voters().map(|(kind, _)| kind).collect();
        let anomalies = scored
            .ranking
            .order
            .iter()
            .filter(|row| scored.is_anomaly(**row as usize))
            .map(|&row| {
                let votes = scored.votes(row as usize);
                Anomaly {
                    row,
                    votes: kinds
                        .iter()
                        .map(|kind| (kind.name(), votes & kind.bit() != 0))
                        .collect(),
                    confidence: scored.confidence(row as usize),
                    severity: scored.severity(row as usize).name(),
                    score: scored.score(row as usize),
                }
            });
        let detectors = summary.detectors.iter().map(|detector| DetectorAnalysis {
            name: detector.kind.name(),
            threshold: detector.threshold,
            flagged: detector.n_flagged,
            roc_auc: detector.roc_auc,
            average_precision: detector.average_precision,
        });
        let seconds = &summary.seconds;
        Ok(Self {
            rows: summary.n_rows,
            features: summary.features.clone(),
            detectors: detectors.collect(),
            ensemble: ensemble(summary.n_anomalies, summary.metrics.as_ref()),
            anomalies: anomalies.collect(),
            seconds: Seconds {
                read: seconds.read,
                encode: seconds.encode,
                fit: seconds.fit,
                score: seconds.score,
            },
        })
    }
}

fn ensemble(anomalies: u64, metrics: Option<&Metrics>) -> EnsembleAnalysis {
    EnsembleAnalysis {
        anomalies,
        accuracy: metrics.and_then(|metrics| metrics.accuracy),
        precision: metrics.and_then(|metrics| metrics.precision),
        recall: metrics.and_then(|metrics| metrics.recall),
        f1: metrics.and_then(|metrics| metrics.f1),
        roc_auc: metrics.and_then(|metrics| metrics.roc_auc),
        average_precision: metrics.and_then(|metrics| metrics.average_precision),
        confusion: metrics.map(|metrics| Confusion {
            tp: metrics.tp,
            fp: metrics.fp,
            tn: metrics.tn,
            fn_: metrics.fn_,
        }),
    }
}
