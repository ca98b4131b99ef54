//! A result in numbers, for its page.

use wiresift_detect::metrics::{Confusion, Ranking};
use wiresift_table::{Table, Truth};

use crate::bins::Bins;
use crate::fitting::{Fitting, Scored};
use crate::loaded::Loaded;
use crate::message::{Curve, DetectorSummary, ErrorReport, Histogram, LabelResult, Metrics, Severity, Summary};
use crate::overview::labels;
use crate::ranking::indices;

/// Points of a curve; more cannot be told apart on a screen.
const MAX_POINTS: usize = 200;

/// Sums the result of some rows up.
///
/// # Errors
/// A score that is not a number, which would be our fault.
pub(crate) fn summarise(
    loaded: &Loaded,
    scored: &Scored,
    fitting: &Fitting,
    rows: &[u32],
) -> Result<Summary, ErrorReport> {
    let table = loaded.table();
    let truth = Labelled::new(table, rows);
    let counts = scored.counts(rows);
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
    let mut roc = Vec::new();
    let mut detectors = Vec::new();
    for at in 0..fitting.detectors.len() {
        let score = |row: usize| f64::from(scored.scores[at][scored.distinct_of[row] as usize]);
        let ranking = truth.as_ref().map(|truth| truth.judge(score)).transpose()?;
        let name = fitting.detectors[at].fit.kind().name();
        roc.extend(ranking.as_ref().map(|ranking| Curve {
            name: name.to_owned(),
            points: ranking.roc.clone(),
        }));
        detectors.push(detector(fitting, scored, at, rows, &counts, ranking.as_ref()));
    }
    let surprise = |row| scored.surprise(row);
    let ranking = truth.as_ref().map(|truth| truth.judge(surprise)).transpose()?;
    roc.extend(ranking.as_ref().map(|ranking| Curve {
        name: "ensemble".to_owned(),
        points: ranking.roc.clone(),
    }));
    let judged = truth.as_ref().zip(ranking.as_ref());
    Ok(Summary {
        name: table.name.clone(),
        noun: loaded.noun(),
        n_rows: rows.len() as u64,
        n_training_rows: fitting.n_training_rows,
        n_distinct_rows: counts.iter().filter(|count| **count > 0).count() as u64,
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
        labels: label_results(table, scored, rows),
        seconds: scored.seconds,
        notes: fitting.notes.clone(),
    })
}

/// How the votes agree with the labels of a table; `None` without labels.
///
/// # Errors
/// A score that is not a number, which would be our fault.
pub(crate) fn metrics(table: &Table, scored: &Scored) -> Result<Option<Metrics>, ErrorReport> {
    let rows: Vec<u32> = indices(table.n_rows()).collect();
    let Some(truth) = Labelled::new(table, &rows) else {
        return Ok(None);
    };
    let ranking = truth.judge(|row| scored.surprise(row))?;
    truth.metrics(scored, &ranking).map(Some)
}

fn detector(
    fitting: &Fitting,
    scored: &Scored,
    at: usize,
    rows: &[u32],
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
        scores: percentiles(fitting, scored, at, rows),
    }
}

fn percentiles(fitting: &Fitting, scored: &Scored, at: usize, rows: &[u32]) -> Histogram {
    let calibration = &fitting.ensemble.members()[at].calibration;
    let of_distinct: Vec<f64> = scored.scores[at]
        .iter()
        .map(|&score| calibration.percentile(score))
        .collect();
    let value = |row: usize| (of_distinct[scored.distinct_of[row] as usize], scored.is_anomaly(row));
    Bins::linear(0.0, 1.0).count(rows.iter().map(|&row| value(row as usize)))
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

fn label_results(table: &Table, scored: &Scored, rows: &[u32]) -> Vec<LabelResult> {
    let Some(values) = table.labels() else {
        return Vec::new();
    };
    // Of each value the rows, and those flagged.
    let mut counts = vec![[0_u64; 2]; values.names.len()];
    for &row in rows {
        if let Some([n_rows, n_flagged]) = counts.get_mut(values.codes[row as usize] as usize) {
            *n_rows += 1;
            *n_flagged += u64::from(scored.is_anomaly(row as usize));
        }
    }
    let mut counts: Vec<(&String, [u64; 2])> = values.names.iter().zip(counts).collect();
    wiresift_order::sort(&mut counts);
    let mut results: Vec<LabelResult> = labels(table)
        .into_iter()
        .filter_map(|mut label| {
            let at = counts.binary_search_by(|(name, _)| name.cmp(&&label.label)).ok()?;
            let (_, [n_rows, n_flagged]) = counts[at];
            label.n_rows = n_rows;
            (n_rows > 0).then_some(LabelResult { label, n_flagged })
        })
        .collect();
    wiresift_order::sort_by_key(&mut results, |result| std::cmp::Reverse(result.label.n_rows));
    results
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
    fn new(table: &Table, rows: &[u32]) -> Option<Self> {
        let truth = table.truth()?;
        let rows = rows.iter().map(|&row| (row as usize, truth[row as usize]));
        let known = rows.filter(|(_, truth)| *truth != Truth::Unknown);
        let (rows, is_attack) = known.map(|(row, truth)| (row, truth == Truth::Anomaly)).unzip();
        Some(Self { rows, is_attack })
    }

    fn judge(&self, score: impl Fn(usize) -> f64) -> Result<Judgement, ErrorReport> {
        let scores: Vec<f64> = self.rows.iter().map(|&row| score(row)).collect();
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
