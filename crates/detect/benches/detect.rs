//! Times of the detectors on one core, as JSON lines: `cargo bench -p wiresift-detect --bench detect [-- NAME]`.
//!
//! NAME limits the run to the lines whose name holds it. The tables are found as in the tests, by `WIRESIFT_DATA`.

#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "shared with the tests, which need more of it and fail by panicking"
)]
#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Write, stdout};
use std::time::Instant;

use ndarray::ArrayView2;
use wiresift_detect::{
    Detector, IsolationForestParams, LocalOutlierFactorParams, ModelParams, OneClassSvmParams, ignore_progress,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"))
        .unwrap_or_default();
    let Some(tables) = support::tables() else { return Ok(()) };
    let nsl = support::load(&tables, "nsl_all");
    let kdd = support::load(&tables, "kdd99_dedup");
    let forest = ModelParams::IsolationForest(IsolationForestParams::default());
    let lof = ModelParams::LocalOutlierFactor(LocalOutlierFactorParams::default().max_reference_rows(1_000_000));
    let capped = ModelParams::LocalOutlierFactor(LocalOutlierFactorParams::default());
    let svm = ModelParams::OneClassSvm(OneClassSvmParams::default());
    let svm_tenth = ModelParams::OneClassSvm(OneClassSvmParams::default().nu(0.1));
    for (name, params, train, score) in [
        ("isolation_forest, NSL-KDD", &forest, &nsl.fitted, &nsl.fitted),
        ("local_outlier_factor, NSL-KDD", &lof, &nsl.fitted, &nsl.fitted),
        ("one_class_svm nu 0.5, NSL-KDD", &svm, &nsl.fitted, &nsl.fitted),
        ("one_class_svm nu 0.1, NSL-KDD", &svm_tenth, &nsl.fitted, &nsl.fitted),
        ("isolation_forest, KDD'99 distinct", &forest, &kdd.scored, &kdd.scored),
        (
            "local_outlier_factor, KDD'99 distinct",
            &capped,
            &kdd.scored,
            &kdd.scored,
        ),
        ("one_class_svm nu 0.5, KDD'99 distinct", &svm, &kdd.scored, &kdd.scored),
    ] {
        if !name.contains(&wanted) {
            continue;
        }
        measure(name, params, train.view(), score.view())?;
    }
    Ok(())
}

fn measure(
    name: &str,
    params: &ModelParams,
    train: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
) -> Result<(), Box<dyn std::error::Error>> {
    let rows = support::all_rows(train.nrows());
    let start = Instant::now();
    let model = params.fit(train, &rows, &mut ignore_progress)?;
    let fit = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let scores = model.score_samples(score, &mut ignore_progress)?;
    let line = serde_json::json!({
        "bench": name,
        "n_features": train.ncols(),
        "fit": {"rows": train.nrows(), "seconds": fit},
        "score": {"rows": scores.len(), "seconds": start.elapsed().as_secs_f64()},
        "model_bytes": postcard::to_stdvec(&model)?.len(),
    });
    Ok(writeln!(stdout().lock(), "{line}")?)
}
