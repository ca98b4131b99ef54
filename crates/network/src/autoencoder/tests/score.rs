use ndarray::{array, aview1};

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
    let network = Dense::new(vec![hidden, output]).unwrap();
    Autoencoder::new(params, network, Vec::new(), rows(), BackendKind::Cpu).unwrap()
}

#[test]
fn scores_are_the_mean_squared_difference() {
    let x = array![[2.0, 1.0], [0.0, 0.0]];
    // (2, 1): h = 2, restored (4.5, -2), differences (2.5, -3), squares (6.25, 9), mean 7.625.
    // (0, 0): h = relu(-1) = 0, restored (0.5, 0), squares (0.25, 0), mean 0.125.
    assert_eq!(by_hand(None).score_samples(x.view()).unwrap(), [7.625, 0.125]);
    assert_eq!(
        by_hand(None).feature_errors(x.view()).unwrap(),
        array![[6.25, 9.0], [0.25, 0.0]]
    );
    assert_eq!(by_hand(None).restore(aview1(&[2.0, 1.0])).unwrap(), [4.5, -2.0]);
}

#[test]
fn far_values_are_clipped_before_anything_else() {
    let model = by_hand(Some(2.0));
    let far = model.score_samples(array![[1e30, 1.0]].view());
    assert_eq!(far, model.score_samples(array![[2.0, 1.0]].view()));
    assert_eq!(model.restore(aview1(&[1e30, 1.0])).unwrap(), [4.5, -2.0]);
}

#[test]
fn what_is_no_row_of_the_model_is_refused() {
    let model = by_hand(None);
    let refused = |x: Array2<f32>| model.score_samples(x.view()).unwrap_err();
    assert_eq!(
        refused(Array2::zeros((3, 4))),
        ScoreError::FeatureCount { expected: 2, found: 4 }
    );
    let wild = array![[0.0, 0.0], [0.0, f32::NAN]];
    assert_eq!(refused(wild), ScoreError::NotFinite { row: 1, column: 1 });
    assert_eq!(
        refused(array![[0.0, 0.0], [1e30, 1.0]]),
        ScoreError::Overflow { row: 1 }
    );
    assert!(model.restore(aview1(&[1.0])).is_err());
    assert!(model.score_samples(Array2::zeros((0, 2)).view()).unwrap().is_empty());
}
