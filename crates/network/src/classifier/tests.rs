use ndarray::{Array1, Array2, array};

use super::*;
use crate::{Layer, ModelError, ScoreError};

/// Two columns, one hidden unit `h = relu(x0 - x1)`, logits `(h, 0)`.
fn by_hand() -> Classifier {
    let params = ClassifierParams {
        hidden: vec![1],
        ..ClassifierParams::default()
    };
    let hidden = Layer {
        weight: array![[1.0], [-1.0]],
        bias: Array1::zeros(1),
    };
    let output = Layer {
        weight: array![[1.0, 0.0]],
        bias: Array1::zeros(2),
    };
    let rows = RowCounts {
        n_given: 2,
        n_training: 2,
        n_validation: 0,
    };
    let network = Dense::new(vec![hidden, output]).unwrap();
    Classifier::new(params, network, Vec::new(), rows, BackendKind::Cpu).unwrap()
}

#[test]
fn probabilities_by_hand() {
    let model = by_hand();
    let x = array![[1.0, 0.0], [0.0, 1.0], [100.0, 0.0]];
    let probabilities = model.predict_proba(x.view()).unwrap();
    // h = 1, 0, and 5 because of the clip; p0 = e^h / (e^h + 1).
    for (row, h) in [1.0_f32, 0.0, 5.0].into_iter().enumerate() {
        let expected = h.exp() / (h.exp() + 1.0);
        assert!((probabilities[[row, 0]] - expected).abs() < 1e-6);
        assert!((probabilities.row(row).sum() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn log_softmax_of_far_values_is_finite() {
    let mut logits = array![[1e30_f32, -1e30, 0.0], [f32::MIN, f32::MIN, f32::MIN]];
    log_softmax(&mut logits);
    assert!(logits.iter().all(|value| !value.is_nan()));
    assert!((logits[[1, 0]].exp() - 1.0 / 3.0).abs() < 1e-6);
}

#[test]
fn what_is_no_row_of_the_model_is_refused() {
    let refused = |x: Array2<f32>| by_hand().predict_proba(x.view()).unwrap_err();
    assert_eq!(
        refused(Array2::zeros((1, 3))),
        ScoreError::FeatureCount { expected: 2, found: 3 }
    );
    assert_eq!(
        refused(array![[0.0, f32::NAN]]),
        ScoreError::NotFinite { row: 0, column: 1 }
    );
}

#[test]
fn a_model_comes_back_as_it_was_and_damage_is_refused() {
    let model = by_hand();
    let bytes = model.to_bytes();
    assert_eq!(Classifier::from_bytes(&bytes).unwrap(), model);
    for position in 0..bytes.len() {
        assert!(Classifier::from_bytes(&bytes[..position]).is_err());
        let mut damaged = bytes.clone();
        damaged[position] ^= 1;
        if let Ok(read) = Classifier::from_bytes(&damaged) {
            assert_eq!(read, model, "byte {position}");
        }
    }
    assert!(matches!(
        Classifier::from_bytes(b"no model"),
        Err(ModelError::Container(_))
    ));
}

#[test]
fn class_weights_by_hand() {
    let counts = [90, 10, 0];
    assert_eq!(ClassWeights::None.of(&counts), [1.0, 1.0, 0.0]);
    // 1/90 and 1/10 scaled to a mean of 1 over 100 rows: both classes add up to 50.
    let balanced = ClassWeights::Balanced.of(&counts);
    assert!((balanced[0] - 50.0 / 90.0).abs() < 1e-6 && (balanced[1] - 5.0).abs() < 1e-6);
    let sqrt = ClassWeights::Sqrt.of(&counts);
    assert!((sqrt[1] / sqrt[0] - 3.0).abs() < 1e-6);
    assert!((sqrt[0] * 90.0 + sqrt[1] * 10.0 - 100.0).abs() < 1e-3);
    assert_eq!(ClassWeights::Balanced.of(&[]), [0.0; 0]);
}

#[test]
fn settings_out_of_range_are_named() {
    let base = ClassifierParams::default;
    let bad = [
        (
            "hidden",
            ClassifierParams {
                hidden: vec![],
                ..base()
            },
        ),
        ("n_epochs", ClassifierParams { n_epochs: 0, ..base() }),
        (
            "batch_size",
            ClassifierParams {
                batch_size: 0,
                ..base()
            },
        ),
        (
            "learning_rate",
            ClassifierParams {
                learning_rate: f64::NAN,
                ..base()
            },
        ),
        (
            "weight_decay",
            ClassifierParams {
                weight_decay: -1.0,
                ..base()
            },
        ),
        (
            "input_dropout",
            ClassifierParams {
                input_dropout: 1.0,
                ..base()
            },
        ),
        (
            "dropout",
            ClassifierParams {
                dropout: f64::NAN,
                ..base()
            },
        ),
        (
            "label_smoothing",
            ClassifierParams {
                label_smoothing: -0.1,
                ..base()
            },
        ),
        ("patience", ClassifierParams { patience: 0, ..base() }),
        (
            "min_delta",
            ClassifierParams {
                min_delta: 1.0,
                ..base()
            },
        ),
        (
            "clip",
            ClassifierParams {
                clip: Some(0.0),
                ..base()
            },
        ),
    ];
    for (name, params) in bad {
        assert_eq!(params.validate().unwrap_err().name, name);
    }
    assert_eq!(base().validate(), Ok(()));
}
