//! A result in numbers, for its page.

use std::collections::BTreeMap;

use wiresift_detect::metrics::{Confusion, Ranking};
use wiresift_table::{Table, Truth};

use crate::bins::Bins;
use crate::fitting::{Fitting, Scored};
use crate::message::{
    Curve, DetectorSummary, ErrorReport, Histogram, LabelResult, Metrics, Seconds, Severity, Summary,
};
use crate::overview::labels;
use crate::session::Loaded;
use crate::timeline::timeline;

/// Points of a curve; more cannot be told apart on a screen.
const MAX_POINTS: usize = 200;

/// Sums a table's result up. Of the seconds, only those of the read are known here.
///
/// # Errors
/// A score that is not a number, which would be our fault.
pub(crate) fn summarise(loaded: &Loaded, scored: &Scored, fitting: &Fitting) -> Result<Summary, ErrorReport> {
    let table = &loaded.opened.table;
    let truth = Labelled::new(table);
    let (n_rows, counts) = (table.n_rows(), scored.counts());
    let mut severities = [0; 3];
    let mut votes = vec![0; fitting.detectors.len() + 1];
    for (verdict, &count) in scored.verdicts().iter().zip(&counts) {
        votes[verdict.votes.count()] += count;
        match verdict.severity {
            Severity::None => {}
            Severity::Low => severities[0] += count,
            Severity::Medium => severities[1] += count,
            Severity::High => severities[2] += count,
        }
    }
    let ensemble: Vec<f64> = (0..n_rows).map(|row| scored.surprise(row)).collect();
    let mut roc = Vec::new();
    let mut detectors = Vec::new();
    for at in 0..fitting.detectors.len() {
        let scores: Vec<f64> = scored
            .distinct_of
            .iter()
            .map(|&of| f64::from(scored.scores[at][of as usize]))
            .collect();
        let ranking = truth.as_ref().map(|truth| truth.judge(&scores)).transpose()?;
        let name = fitting.detectors[at].fit.kind().name();
        roc.extend(ranking.as_ref().map(|ranking| Curve {
            name: name.to_owned(),
            points: ranking.roc.clone(),
        }));
        detectors.push(detector(fitting, scored, at, &counts, ranking.as_ref()));
    }
    let ranking = truth.as_ref().map(|truth| truth.judge(&ensemble)).transpose()?;
    roc.extend(ranking.as_ref().map(|ranking| Curve {
        name: "ensemble".to_owned(),
        points: ranking.roc.clone(),
    }));
    let judged = truth.as_ref().zip(ranking.as_ref());
    Ok(Summary {
        name: table.name.clone(),
        n_rows: n_rows as u64,
        n_training_rows: fitting.n_training_rows,
        n_distinct_rows: counts.len() as u64,
        settings: fitting.settings.clone(),
        features: fitting
            .encoder
            .features()
            .iter()
            .map(|feature| feature.name.clone())
            .collect(),
        n_anomalies: severities.iter().sum(),
        severities,
        votes,
        detectors,
        agreement: agreement(scored, fitting.detectors.len(), &counts),
        metrics: judged
            .map(|(truth, ranking)| truth.metrics(scored, ranking))
            .transpose()?,
        roc,
        labels: label_results(table, scored),
        timeline: timeline(table, scored),
        seconds: Seconds {
            read: loaded.opened.seconds_read,
            ..Seconds::default()
        },
        notes: fitting.notes.clone(),
    })
}

fn detector(
    fitting: &Fitting,
    scored: &Scored,
    at: usize,
    counts: &[u64],
    ranking: Option<&Judgement>,
) -> DetectorSummary {
    let detector = &fitting.detectors[at];
    let flagged = scored
        .verdicts()
        .iter()
        .zip(counts)
        .filter(|(verdict, _)| verdict.votes.has(at));
    DetectorSummary {
        kind: detector.fit.kind(),
        threshold: f64::from(fitting.ensemble.members()[at].threshold),
        n_flagged: flagged.map(|(_, count)| count).sum(),
        n_fitted_rows: detector.fitted.n_fitted_rows,
        roc_auc: ranking.and_then(|ranking| ranking.roc_auc),
        average_precision: ranking.and_then(|ranking| ranking.average_precision),
        seconds_fit: detector.seconds_fit,
        seconds_score: scored.seconds_score[at],
        backend: detector.fitted.backend.clone(),
        epochs: detector.fitted.epochs.clone(),
        scores: percentiles(fitting, scored, at),
    }
}

fn percentiles(fitting: &Fitting, scored: &Scored, at: usize) -> Histogram {
    let calibration = &fitting.ensemble.members()[at].calibration;
    let of_distinct: Vec<f64> = scored.scores[at]
        .iter()
        .map(|&score| calibration.percentile(score))
        .collect();
    let values = scored.distinct_of.iter().enumerate();
    Bins::linear(0.0, 1.0).count(values.map(|(row, &of)| (of_distinct[of as usize], scored.is_anomaly(row))))
}

fn agreement(scored: &Scored, n_detectors: usize, counts: &[u64]) -> Vec<Vec<u64>> {
    let both = |a: usize, b: usize| {
        let verdicts = scored.verdicts().iter().zip(counts);
        verdicts
            .filter(|(verdict, _)| verdict.votes.has(a) && verdict.votes.has(b))
            .map(|(_, count)| count)
            .sum()
    };
    (0..n_detectors)
        .map(|a| (0..n_detectors).map(|b| both(a, b)).collect())
        .collect()
}

fn label_results(table: &Table, scored: &Scored) -> Vec<LabelResult> {
    let Some(values) = table.labels() else {
        return Vec::new();
    };
    let mut flagged = vec![0_u64; values.names.len()];
    for (row, &code) in values.codes.iter().enumerate() {
        if let Some(count) = flagged.get_mut(code as usize) {
            *count += u64::from(scored.is_anomaly(row));
        }
    }
    let flagged: BTreeMap<&String, u64> = values.names.iter().zip(flagged).collect();
    let results = labels(table).into_iter();
    results
        .map(|label| LabelResult {
            n_flagged: flagged.get(&label.label).copied().unwrap_or(0),
            label,
        })
        .collect()
}

/// The rows that have a label, and whether it is an attack.
struct Labelled {
    rows: Vec<usize>,
    is_attack: Vec<bool>,
}

/// How well scores put attacks first.
struct Judgement {
    roc_auc: Option<f64>,
    average_precision: Option<f64>,
    roc: Vec<(f64, f64)>,
}

impl Labelled {
    fn new(table: &Table) -> Option<Self> {
        let truth = table.truth()?;
        let known = truth.iter().enumerate().filter(|(_, truth)| **truth != Truth::Unknown);
        let (rows, is_attack) = known.map(|(row, truth)| (row, *truth == Truth::Anomaly)).unzip();
        Some(Self { rows, is_attack })
    }

    fn judge(&self, scores: &[f64]) -> Result<Judgement, ErrorReport> {
        let scores: Vec<f64> = self.rows.iter().map(|&row| scores[row]).collect();
        let ranking = Ranking::new(&scores, &self.is_attack)?;
        let roc = ranking.roc_curve(MAX_POINTS).into_iter();
        Ok(Judgement {
            roc_auc: ranking.roc_auc(),
            average_precision: ranking.average_precision(),
            roc: roc
                .map(|point| (point.false_positive_rate, point.true_positive_rate))
                .collect(),
        })
    }

    fn metrics(&self, scored: &Scored, ranking: &Judgement) -> Result<Metrics, ErrorReport> {
        let flagged: Vec<bool> = self.rows.iter().map(|&row| scored.is_anomaly(row)).collect();
        let confusion = Confusion::new(&flagged, &self.is_attack)?;
        Ok(Metrics {
            tp: confusion.true_positives,
            fp: confusion.false_positives,
            tn: confusion.true_negatives,
            fn_: confusion.false_negatives,
            accuracy: confusion.accuracy(),
            precision: confusion.precision(),
            recall: confusion.recall(),
            f1: confusion.f1(),
            roc_auc: ranking.roc_auc,
            average_precision: ranking.average_precision,
        })
    }
}
