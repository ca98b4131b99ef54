//! Agreement with scikit-learn on the sets of the evaluation data, see `reference/reference.py`.
//!
//! Two small sets are in `tests/data`; the others are checked where the evaluation data is present.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use ndarray::{Array2, ArrayView2};
use serde::Deserialize;
use support::{Set, all_rows, load, load_adbench, select, spaced, tables};
use wiresift_detect::metrics::Ranking;
use wiresift_detect::{Detector, IsolationForestParams, LocalOutlierFactorParams, OneClassSvmParams, ignore_progress};

/// Least rank correlation with scikit-learn's scores.
const LEAST_CORRELATION: f64 = 0.99;
/// Greatest difference of mean ROC-AUC: the seeds draw different trees here and there.
const AUC_TOLERANCE: f64 = 0.01;
/// As many as in scikit-learn's run: on some sets ROC-AUC scatters by 0.02 between seeds.
const N_SEEDS: u64 = 20;

#[derive(Deserialize)]
struct Golden {
    n_features: usize,
    fitted: usize,
    rows: usize,
    positives: usize,
    isolation_forest: GoldenForest,
    local_outlier_factor: GoldenLof,
    one_class_svm: Vec<GoldenSvm>,
}

#[derive(Deserialize)]
struct GoldenForest {
    scored: usize,
    roc_auc: Vec<f64>,
}

#[derive(Deserialize)]
struct GoldenLof {
    fitted: usize,
    score_samples: Vec<f64>,
    negative_outlier_factor: Vec<f64>,
}

#[derive(Deserialize)]
struct GoldenSvm {
    fitted: usize,
    nu: f64,
    gamma: f64,
    rho: f64,
    score_samples: Vec<f64>,
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

fn check_shared(name: &str) {
    if let Some(folder) = tables() {
        check(name, &load(&folder, name));
    }
}

fn check_committed(name: &str) {
    check(name, &load_adbench(&here(&format!("data/adbench_{name}.csv.gz"))));
}

fn check(name: &str, set: &Set) {
    let golden: Golden = serde_json::from_slice(&fs::read(here(&format!("golden/{name}.json"))).unwrap()).unwrap();
    assert_eq!(
        (set.fitted.dim(), set.scored.dim()),
        ((golden.fitted, golden.n_features), (golden.rows, golden.n_features))
    );
    assert_eq!(
        set.truth.iter().filter(|&&is_anomaly| is_anomaly).count(),
        golden.positives
    );
    check_forest(name, set, &golden.isolation_forest);
    check_lof(name, set, &golden.local_outlier_factor);
    for svm in &golden.one_class_svm {
        check_svm(name, set, svm);
    }
}

fn check_forest(name: &str, set: &Set, golden: &GoldenForest) {
    let rows = spaced(set.scored.nrows(), golden.scored);
    let scored = select(&set.scored, &rows);
    let truth: Vec<bool> = rows.iter().map(|&row| set.truth[row as usize]).collect();
    let auc = |seed: u64| {
        let params = IsolationForestParams::default().seed(seed);
        let forest = params
            .fit(set.fitted.view(), &all_rows(set.fitted.nrows()), &mut ignore_progress)
            .unwrap();
        Ranking::new(&scores_of(&forest, scored.view()), &truth)
            .unwrap()
            .roc_auc()
            .unwrap()
    };
    let auc: Vec<f64> = (0..N_SEEDS).map(auc).collect();
    let (ours, theirs) = (mean(&auc), mean(&golden.roc_auc));
    println!("{name}: isolation forest, mean ROC-AUC {ours:.4}, scikit-learn {theirs:.4}");
    assert!(
        (ours - theirs).abs() <= AUC_TOLERANCE,
        "{name}: {ours} instead of {theirs}"
    );
}

fn check_lof(name: &str, set: &Set, golden: &GoldenLof) {
    let fitted = select(&set.fitted, &spaced(set.fitted.nrows(), golden.fitted));
    let params = LocalOutlierFactorParams::default().deduplicate(false);
    let lof = params
        .fit(fitted.view(), &all_rows(fitted.nrows()), &mut ignore_progress)
        .unwrap();
    let scored = scored_rows(set, golden.score_samples.len());
    check_ranks(
        name,
        "LOF, new rows",
        &scores_of(&lof, scored.view()),
        &golden.score_samples,
    );
    let own = spaced(fitted.nrows(), golden.negative_outlier_factor.len());
    let own: Vec<f32> = own.iter().map(|&row| lof.training_scores()[row as usize]).collect();
    check_ranks(name, "LOF, own rows", &own, &golden.negative_outlier_factor);
}

fn check_svm(name: &str, set: &Set, golden: &GoldenSvm) {
    let fitted = select(&set.fitted, &spaced(set.fitted.nrows(), golden.fitted));
    let params = OneClassSvmParams::default().nu(golden.nu);
    let svm = params
        .fit(fitted.view(), &all_rows(fitted.nrows()), &mut ignore_progress)
        .unwrap();
    assert!(svm.is_converged());
    check_near(name, "gamma", svm.gamma(), golden.gamma, 1e-6);
    // Either solver stops within 1e-3 of the optimality conditions, of which rho is a mean.
    check_near(name, "rho", svm.rho(), golden.rho, 2e-3 / golden.rho.min(1.0));
    let scored = scored_rows(set, golden.score_samples.len());
    let scores = scores_of(&svm, scored.view());
    check_ranks(
        name,
        &format!("one-class SVM, nu {}", golden.nu),
        &scores,
        &golden.score_samples,
    );
}

fn scored_rows(set: &Set, n: usize) -> Array2<f32> {
    select(&set.scored, &spaced(set.scored.nrows(), n))
}

fn scores_of(detector: &impl Detector, x: ArrayView2<'_, f32>) -> Vec<f32> {
    detector.score_samples(x, &mut ignore_progress).unwrap()
}

#[track_caller]
fn check_near(name: &str, what: &str, actual: f64, expected: f64, tolerance: f64) {
    let error = (actual - expected).abs() / expected;
    assert!(error <= tolerance, "{name}: {what} is {actual} instead of {expected}");
}

/// scikit-learn's scores are lower for anomalies: negated, they must rank as ours.
#[track_caller]
fn check_ranks(name: &str, what: &str, ours: &[f32], theirs: &[f64]) {
    let ours: Vec<f64> = ours.iter().map(|&score| score.into()).collect();
    let theirs: Vec<f64> = theirs.iter().map(|score| -score).collect();
    let correlation = spearman(&ours, &theirs);
    println!("{name}: {what}, Spearman {correlation:.5}");
    assert!(
        correlation >= LEAST_CORRELATION,
        "{name}: {what}: Spearman {correlation}"
    );
}

/// Pearson correlation of the ranks, ties sharing their mean rank.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(&b).map(|(a, b)| f(a - mean_a, b - mean_b)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for ties in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        for &i in ties {
            ranks[i] = start as f64 + (ties.len() - 1) as f64 / 2.0;
        }
        start += ties.len();
    }
    ranks
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn spearman_by_hand() {
    // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: deviations (-1.5, 0, 0, 1.5) and (-1.5, -0.5, 0.5, 1.5).
    let correlation = spearman(&[1.0, 2.0, 2.0, 9.0], &[1.0, 2.0, 3.0, 4.0]);
    assert!((correlation - 4.5 / (4.5_f64 * 5.0).sqrt()).abs() < 1e-12);
}

#[test]
fn breastw() {
    check_committed("breastw");
}

#[test]
fn ionosphere() {
    check_committed("ionosphere");
}

macro_rules! shared_sets {
    ($($name:ident),+ $(,)?) => {$(
        #[test]
        fn $name() {
            check_shared(stringify!($name));
        }
    )+};
}

shared_sets! {
    annthyroid, cardio, http, kdd99, kdd99_dedup, kdd99_normal, mammography, mnist, musk, nsl_all, nsl_normal,
    pendigits, satimage2, shuttle, smtp, thyroid,
}
