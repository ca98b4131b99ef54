mod persist;
mod score;

use ndarray::{Array1, Array2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Autoencoder, AutoencoderParams, Epoch};
use crate::{BackendKind, Dense, Layer, RowCounts};

/// A model of random weights: 10 columns, hidden layers 3-2-3.
fn random() -> Autoencoder {
    let params = AutoencoderParams {
        hidden: vec![3, 2, 3],
        ..AutoencoderParams::default()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let widths = params.widths(10);
    let layers = widths.windows(2).map(|ends| Layer {
        weight: Array2::from_shape_simple_fn((ends[0], ends[1]), || rng.random_range(-1.0..1.0)),
        bias: Array1::zeros(ends[1]),
    });
    let network = Dense::new(layers.collect()).unwrap();
    let epoch = Epoch {
        epoch: 1,
        n_epochs: 30,
        loss: 0.5,
        validation_loss: None,
    };
    Autoencoder::new(params, network, vec![epoch], rows(), BackendKind::Cpu).unwrap()
}

fn rows() -> RowCounts {
    RowCounts {
        n_given: 5,
        n_training: 3,
        n_validation: 1,
    }
}
