use ndarray::{array, s};
use wiresift_network::{BackendKind, Dense, Layer, RowCounts, ScoreError as RowsError};

use super::super::{feature_errors, score_samples};
use super::*;
use crate::ScoreError;

/// Two columns, one hidden unit `h = relu(x0 + x1 - 1)`, output `(2h + 0.5, -h)`.
fn by_hand(clip: Option<f32>) -> Autoencoder {
    let params = AutoencoderParams {
        hidden: vec![1],
        clip,
        ..AutoencoderParams::default()
    };
    let hidden = Layer {
        weight: array![[1.0], [1.0]],
        bias: array![-1.0],
    };
    let output = Layer {
        weight: array![[2.0, -1.0]],
        bias: array![0.5, 0.0],
    };
    let rows = RowCounts {
        n_given: 1,
        n_training: 1,
        n_validation: 0,
    };
    let network = Dense::new(vec![hidden, output]).unwrap();
    Autoencoder::new(params, network, Vec::new(), rows, BackendKind::Cpu).unwrap()
}

#[test]
fn scores_are_the_mean_squared_difference() {
    let x = array![[2.0, 1.0], [0.0, 0.0]];
    // (2, 1): h = 2, restored (4.5, -2), differences (2.5, -3), squares (6.25, 9), mean 7.625.
    // (0, 0): h = relu(-1) = 0, restored (0.5, 0), squares (0.25, 0), mean 0.125.
    assert_eq!(score(&by_hand(None), x.view()), [7.625, 0.125]);
    let errors = pollster::block_on(feature_errors(&by_hand(None), x.view(), &Backend::cpu())).unwrap();
    assert_eq!(errors, array![[6.25, 9.0], [0.25, 0.0]]);
}

#[test]
fn far_values_are_clipped_before_anything_else() {
    let far = array![[1e30, 1.0]];
    let at_the_limit = array![[2.0, 1.0]];
    assert_eq!(
        score(&by_hand(Some(2.0)), far.view()),
        score(&by_hand(Some(2.0)), at_the_limit.view())
    );
}

#[test]
fn an_error_too_large_for_a_number_is_refused() {
    let x = array![[0.0, 0.0], [1e30, 1.0]];
    let result = pollster::block_on(score_samples(&by_hand(None), x.view(), &Backend::cpu(), |_| {
        ControlFlow::Continue(())
    }));
    assert!(
        matches!(result, Err(ScoreError::Rows(RowsError::Overflow { row: 1 }))),
        "{result:?}"
    );
}

#[test]
fn another_width_is_refused() {
    let x = Array2::zeros((3, 4));
    let result = pollster::block_on(score_samples(&by_hand(None), x.view(), &Backend::cpu(), |_| {
        ControlFlow::Continue(())
    }));
    assert!(
        matches!(
            result,
            Err(ScoreError::Rows(RowsError::FeatureCount { expected: 2, found: 4 }))
        ),
        "{result:?}"
    );
}

#[test]
fn values_that_are_not_finite_are_refused_and_located() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut x = Array2::zeros((300_000, 2));
        x[[290_000, 1]] = bad;
        let result = pollster::block_on(score_samples(&by_hand(None), x.view(), &Backend::cpu(), |_| {
            ControlFlow::Continue(())
        }));
        assert!(
            matches!(
                result,
                Err(ScoreError::Rows(RowsError::NotFinite {
                    row: 290_000,
                    column: 1
                }))
            ),
            "{result:?}"
        );
    }
}

#[test]
fn no_rows_give_no_scores() {
    assert!(score(&by_hand(None), Array2::zeros((0, 2)).view()).is_empty());
}

#[test]
fn scoring_many_rows_reports_progress_and_can_be_cancelled() {
    let x = Array2::zeros((300_000, 2));
    let mut seen = Vec::new();
    let progress = |n| {
        seen.push(n);
        ControlFlow::Continue(())
    };
    pollster::block_on(score_samples(&by_hand(None), x.view(), &Backend::cpu(), progress)).unwrap();
    assert!(
        seen.len() > 1 && seen.is_sorted() && seen.last() == Some(&300_000),
        "{seen:?}"
    );
    let result = pollster::block_on(score_samples(&by_hand(None), x.view(), &Backend::cpu(), |_| {
        ControlFlow::Break(())
    }));
    assert!(matches!(result, Err(ScoreError::Cancelled)));
}

#[test]
fn a_row_scores_the_same_alone_and_among_others() {
    let x = correlated(500, 1);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    let together = score(&model, x.view());
    for row in [0, 17, 499] {
        let alone = score(&model, x.slice(s![row..=row, ..]))[0];
        // Matrix products of another height may add up in another order.
        assert!((alone / together[row] - 1.0).abs() < 1e-4, "{alone} {}", together[row]);
    }
}

#[test]
fn a_matrix_in_column_order_scores_the_same() {
    let x = correlated(100, 1);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    let columns_first = x.t().as_standard_layout().to_owned();
    assert_eq!(score(&model, x.view()), score(&model, columns_first.t()));
}

#[test]
fn feature_errors_average_to_the_score() {
    let x = correlated(100, 1);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    let errors = pollster::block_on(feature_errors(&model, x.view(), &Backend::cpu())).unwrap();
    for (row, score) in errors.rows().into_iter().zip(score(&model, x.view())) {
        let average = mean(&row.to_vec());
        assert!((average / f64::from(score) - 1.0).abs() < 1e-5, "{average} {score}");
    }
}

#[test]
fn the_plain_network_gives_the_same() {
    let x = correlated(3_000, 1);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    let plain = model.score_samples(x.view()).unwrap();
    for (plain, score) in plain.iter().zip(score(&model, x.view())) {
        // Scores of about 0.01 to 1; both add in f32, in another order.
        assert!((plain - score).abs() < 1e-5, "{plain} {score}");
    }
    let errors = model.feature_errors(x.view()).unwrap();
    let restored = model.restore(x.row(7)).unwrap();
    for ((value, restored), error) in x.row(7).iter().zip(restored).zip(errors.row(7)) {
        assert!(((value - restored).powi(2) - error).abs() < 1e-5);
    }
}
