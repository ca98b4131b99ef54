//! What holds for every detector.

use std::ops::ControlFlow;

use linfa::traits::{Fit, Predict};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array2, ArrayView2, array, s};
use proptest::prelude::*;

use super::*;
use crate::error::InputError;
use crate::one_class_svm::Gamma;

fn all_params() -> [ModelParams; 3] {
    [
        ModelParams::IsolationForest(IsolationForestParams::default().n_estimators(25)),
        ModelParams::LocalOutlierFactor(LocalOutlierFactorParams::default().n_neighbors(5)),
        ModelParams::OneClassSvm(OneClassSvmParams::default()),
    ]
}

/// Two blobs of 60 rows and, last, a row between them.
fn blobs() -> Array2<f32> {
    let noise = |i: usize, j: usize| ((i * 7919 + j * 104_729) % 1000) as f32 / 1000.0;
    Array2::from_shape_fn((121, 3), |(i, j)| match i {
        0..60 => noise(i, j),
        60..120 => noise(i, j) + 8.0,
        _ => 4.5,
    })
}

fn indices(x: ArrayView2<'_, f32>) -> Vec<u32> {
    (0_u32..).take(x.nrows()).collect()
}

fn fit(params: &ModelParams, x: ArrayView2<'_, f32>) -> Result<Model, FitError> {
    params.fit(x, &indices(x), &mut ignore_progress)
}

fn scores(model: &Model, x: ArrayView2<'_, f32>) -> Vec<f32> {
    model.score_samples(x, &mut ignore_progress).unwrap()
}

#[test]
fn the_row_between_the_blobs_is_the_most_anomalous() {
    let x = blobs();
    for params in all_params() {
        let scores = scores(&fit(&params, x.view()).unwrap(), x.view());
        assert!(scores[..120].iter().all(|&score| score < scores[120]), "{params:?}");
    }
}

#[test]
fn matrices_that_no_detector_takes() {
    for params in all_params() {
        let model = fit(&params, blobs().view()).unwrap();
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut x = blobs();
            x[(7, 2)] = bad;
            let expected = InputError::NotFinite { row: 7, column: 2 };
            assert!(matches!(fit(&params, x.view()), Err(FitError::Input(error)) if error == expected));
            let error = model.score_samples(x.view(), &mut ignore_progress).unwrap_err();
            assert_eq!(error, ScoreError::Input(expected));
        }
        let empty = Array2::<f32>::zeros((5, 0));
        assert!(matches!(
            fit(&params, empty.view()),
            Err(FitError::Input(InputError::NoFeatures))
        ));
        let narrow = model.score_samples(Array2::zeros((5, 2)).view(), &mut ignore_progress);
        assert_eq!(narrow, Err(ScoreError::FeatureCount { expected: 3, actual: 2 }));
        let outside = params.fit(blobs().view(), &[0, 1, 121], &mut ignore_progress);
        assert!(matches!(
            outside,
            Err(FitError::RowOutOfBounds { row: 121, n_rows: 121 })
        ));
    }
}

#[test]
fn too_few_rows() {
    let [forest, lof, svm] = all_params();
    for params in [&forest, &lof, &svm] {
        let nothing = params.fit(blobs().view(), &[], &mut ignore_progress);
        assert!(matches!(nothing, Err(FitError::TooFewRows { available: 0, .. })));
    }
    let one = |params: &ModelParams, rows: &[u32]| params.fit(blobs().view(), rows, &mut ignore_progress);
    assert!(matches!(
        one(&forest, &[3]),
        Err(FitError::TooFewRows {
            required: 2,
            available: 1,
            ..
        })
    ));
    assert!(one(&forest, &[3, 3]).is_ok());
    // Two copies are one distinct row.
    assert!(matches!(
        one(&lof, &[3, 3]),
        Err(FitError::TooFewRows {
            required: 2,
            available: 1,
            ..
        })
    ));
    assert!(one(&svm, &[3]).is_ok());
}

#[test]
fn nothing_to_score() {
    for params in all_params() {
        let model = fit(&params, blobs().view()).unwrap();
        assert!(scores(&model, Array2::zeros((0, 3)).view()).is_empty());
    }
}

#[test]
fn constant_and_single_features() {
    let constant = Array2::from_elem((30, 2), 4.0_f32);
    let single = Array2::from_shape_fn((30, 1), |(i, _)| i as f32);
    for params in all_params() {
        for x in [&constant, &single] {
            let scores = scores(&fit(&params, x.view()).unwrap(), x.view());
            assert!(scores.iter().all(|score| score.is_finite()), "{params:?}");
        }
        // Equal rows have equal scores.
        let scores = scores(&fit(&params, constant.view()).unwrap(), constant.view());
        assert!(scores.iter().all(|score| score.to_bits() == scores[0].to_bits()));
    }
}

#[test]
fn huge_values_have_finite_scores() {
    let mut x = blobs();
    x[(3, 1)] = f32::MAX;
    x[(4, 1)] = f32::MIN;
    for params in all_params() {
        let model = fit(&params, x.view()).unwrap();
        assert!(
            scores(&model, x.view()).iter().all(|score| score.is_finite()),
            "{params:?}"
        );
    }
}

#[test]
fn any_memory_layout_will_do() {
    let x = blobs();
    let mut wide = Array2::<f32>::zeros((121, 6));
    wide.slice_mut(s![.., ..;2]).assign(&x);
    let strided = wide.slice(s![.., ..;2]);
    for params in all_params() {
        let model = fit(&params, x.view()).unwrap();
        assert_eq!(fit(&params, strided).unwrap(), model);
        assert_eq!(scores(&model, strided), scores(&model, x.view()));
    }
}

#[test]
fn progress_rises_to_one_and_breaking_cancels() {
    let x = blobs();
    for params in all_params() {
        let mut seen = vec![0.0];
        let mut record = |fraction| {
            seen.push(fraction);
            ControlFlow::Continue(())
        };
        let model = params.fit(x.view(), &indices(x.view()), &mut record).unwrap();
        assert!(seen.windows(2).all(|w| w[0] <= w[1]) && (seen[seen.len() - 1] - 1.0).abs() < 1e-12);
        let n_calls = seen.len() - 1;
        for n_allowed in [0, n_calls / 2] {
            let mut n_left = n_allowed;
            let mut stop = |_| {
                if n_left == 0 {
                    return ControlFlow::Break(());
                }
                n_left -= 1;
                ControlFlow::Continue(())
            };
            assert!(matches!(
                params.fit(x.view(), &indices(x.view()), &mut stop),
                Err(FitError::Cancelled)
            ));
        }
        let stopped = model.score_samples(x.view(), &mut |_| ControlFlow::Break(()));
        assert_eq!(stopped, Err(ScoreError::Cancelled));
    }
}

#[test]
fn parameters_out_of_range_are_named() {
    #[track_caller]
    fn check<P: ParamGuard<Error = crate::error::ParamError>>(params: P, name: &str)
    where
        P::Checked: std::fmt::Debug,
    {
        assert_eq!(params.check().unwrap_err().name, name);
    }
    check(IsolationForestParams::default().n_estimators(0), "n_estimators");
    check(IsolationForestParams::default().max_samples(1), "max_samples");
    check(IsolationForestParams::default().max_features(Some(0)), "max_features");
    check(LocalOutlierFactorParams::default().n_neighbors(0), "n_neighbors");
    check(
        LocalOutlierFactorParams::default().max_reference_rows(1),
        "max_reference_rows",
    );
    for nu in [0.0, 1.1, f64::NAN] {
        check(OneClassSvmParams::default().nu(nu), "nu");
    }
    for gamma in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        check(OneClassSvmParams::default().gamma(Gamma::Value(gamma)), "gamma");
    }
    check(OneClassSvmParams::default().max_training_rows(1), "max_training_rows");
    check(OneClassSvmParams::default().tolerance(0.0), "tolerance");
    let bad = OneClassSvmParams::default().nu(2.0);
    let error = fit(&ModelParams::OneClassSvm(bad), blobs().view()).unwrap_err();
    assert_eq!(error.to_string(), "nu is 2, but must be in (0, 1]");
}

#[test]
fn linfa_s_traits_do_the_same() {
    let x = blobs();
    let params = IsolationForestParams::default().seed(7);
    let expected = params.fit(x.view(), &indices(x.view()), &mut ignore_progress).unwrap();
    let dataset = DatasetBase::from(x.clone());
    let forest: Result<IsolationForest, FitError> = Fit::fit(&params, &dataset);
    assert_eq!(forest.unwrap(), expected);
    let unchecked: Result<_, FitError> = Fit::fit(&params.n_estimators(0), &dataset);
    assert!(matches!(unchecked, Err(FitError::Param(_))));

    let scores = expected.score_samples(x.view(), &mut ignore_progress).unwrap();
    // The second highest score: only the highest is above it.
    let threshold = scores[..120].iter().copied().fold(0.0, f32::max);
    let labelled = Thresholded {
        detector: expected,
        threshold,
    };
    let labels: Result<Vec<Label>, ScoreError> = labelled.predict(x.view());
    let labels = labels.unwrap();
    assert!(labels[..120].iter().all(|&label| label == Label::Normal) && labels[120] == Label::Anomaly);
    let decision = labelled.decision_function(x.view(), &mut ignore_progress).unwrap();
    assert!(decision[..120].iter().all(|&value| value <= 0.0) && decision[120] > 0.0);
    let narrow: Result<Vec<Label>, ScoreError> = labelled.predict(array![[1.0]].view());
    assert!(narrow.is_err());
}

#[test]
fn stored_models_score_as_before() {
    let x = blobs();
    for params in all_params() {
        let model = fit(&params, x.view()).unwrap();
        let back: Model = postcard::from_bytes(&postcard::to_stdvec(&model).unwrap()).unwrap();
        assert_eq!(back, model);
        assert_eq!(scores(&back, x.view()), scores(&model, x.view()));
        let text = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<ModelParams>(&text).unwrap(), params);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A model file is hostile: what cannot be refused must at least be harmless.
    #[test]
    fn damaged_models_never_panic(which in 0_usize..3, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let x = blobs();
        let mut bytes = postcard::to_stdvec(&fit(&all_params()[which], x.view()).unwrap()).unwrap();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        if let Ok(model) = postcard::from_bytes::<Model>(&bytes) {
            let width = model.n_features();
            prop_assume!(width < 1000);
            let scores = model.score_samples(Array2::ones((20, width)).view(), &mut ignore_progress);
            prop_assert_eq!(scores.unwrap().len(), 20);
        }
    }
}
