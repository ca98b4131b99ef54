//! Odd and broken input to `fit`: each has a written answer.

use ndarray::array;

use super::*;

#[test]
fn no_rows() {
    let x = Array2::zeros((5, 3));
    assert!(matches!(fit(&small(), &x, &[]), Err(FitError::NoRows)));
    assert!(matches!(
        fit(&small(), &Array2::zeros((0, 3)), &[]),
        Err(FitError::NoRows)
    ));
}

#[test]
fn no_columns() {
    let result = fit(&small(), &Array2::zeros((5, 0)), &[0, 1]);
    assert!(matches!(result, Err(FitError::NoFeatures)));
}

#[test]
fn a_row_that_does_not_exist() {
    let result = fit(&small(), &Array2::zeros((5, 3)), &[0, 5]);
    assert!(matches!(result, Err(FitError::RowOutOfRange { row: 5, n_rows: 5 })));
}

#[test]
fn values_that_are_not_finite() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut x = correlated(50, 1);
        x[[7, 3]] = bad;
        let result = fit(&small(), &x, &all_rows(&x));
        assert!(
            matches!(result, Err(FitError::NotFinite { row: 7, column: 3 })),
            "{result:?}"
        );
        // A row that is not trained on may hold anything.
        let others: Vec<u32> = (0..50).filter(|&row| row != 7).collect();
        assert!(fit(&small(), &x, &others).is_ok());
    }
}

#[test]
fn one_row() {
    let x = array![[1.0, -1.0, 0.5]];
    let model = fit(&small(), &x, &[0]).unwrap();
    assert_eq!((model.n_training_rows(), model.n_validation_rows()), (1, 0));
    assert!(model.history().iter().all(|epoch| epoch.validation_loss.is_none()));
    assert!(score(&model, x.view())[0].is_finite());
}

#[test]
fn one_column() {
    let x = Array2::from_shape_fn((100, 1), |(row, _)| row as f32 / 50.0 - 1.0);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    assert_eq!(model.n_features(), 1);
    assert_eq!(score(&model, x.view()).len(), 100);
}

#[test]
fn constant_columns() {
    let x = Array2::from_elem((100, 4), 3.0);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    assert!(score(&model, x.view()).iter().all(|score| score.is_finite()));
}

#[test]
fn more_columns_than_a_network_can_have() {
    let params = AutoencoderParams {
        hidden: vec![4096],
        ..small()
    };
    let result = fit(&params, &Array2::zeros((1, 20_000)), &[0]);
    assert!(matches!(result, Err(FitError::TooLarge { n_features: 20_000, .. })));
}

#[test]
fn values_that_overflow_the_loss_are_a_divergence_unless_clipped() {
    let mut x = correlated(50, 1);
    x[[7, 3]] = 1e30;
    let unclipped = AutoencoderParams { clip: None, ..small() };
    let result = fit(&unclipped, &x, &all_rows(&x));
    assert!(matches!(result, Err(FitError::Diverged { epoch: 1 })), "{result:?}");
    assert!(fit(&small(), &x, &all_rows(&x)).is_ok());
}

#[test]
fn settings_out_of_range() {
    let bad = [
        (
            "hidden",
            AutoencoderParams {
                hidden: vec![],
                ..small()
            },
        ),
        (
            "hidden",
            AutoencoderParams {
                hidden: vec![8, 0],
                ..small()
            },
        ),
        (
            "hidden",
            AutoencoderParams {
                hidden: vec![usize::MAX],
                ..small()
            },
        ),
        ("n_epochs", AutoencoderParams { n_epochs: 0, ..small() }),
        (
            "batch_size",
            AutoencoderParams {
                batch_size: 0,
                ..small()
            },
        ),
        (
            "learning_rate",
            AutoencoderParams {
                learning_rate: f64::NAN,
                ..small()
            },
        ),
        (
            "learning_rate",
            AutoencoderParams {
                learning_rate: 0.0,
                ..small()
            },
        ),
        (
            "validation_fraction",
            AutoencoderParams {
                validation_fraction: 0.6,
                ..small()
            },
        ),
        ("patience", AutoencoderParams { patience: 0, ..small() }),
        (
            "min_delta",
            AutoencoderParams {
                min_delta: -0.1,
                ..small()
            },
        ),
        (
            "max_training_rows",
            AutoencoderParams {
                max_training_rows: 0,
                ..small()
            },
        ),
        (
            "clip",
            AutoencoderParams {
                clip: Some(0.0),
                ..small()
            },
        ),
        (
            "clip",
            AutoencoderParams {
                clip: Some(f32::NAN),
                ..small()
            },
        ),
    ];
    let x = correlated(10, 1);
    for (name, params) in bad {
        match fit(&params, &x, &all_rows(&x)) {
            Err(FitError::Params(error)) => assert_eq!(error.name, name),
            other => panic!("{name}: {other:?}"),
        }
    }
}
