mod fit;
mod hostile;
mod score;

use std::ops::ControlFlow;

use ndarray::{Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use wiresift_network::{Autoencoder, AutoencoderParams};

use crate::{Backend, FitError};

/// Rows of 10 columns that are mixtures of two hidden numbers with a little noise: what a narrow network can learn.
fn correlated(n_rows: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut x = Array2::zeros((n_rows, 10));
    for mut row in x.rows_mut() {
        let (a, b): (f32, f32) = (rng.random_range(-1.5..1.5), rng.random_range(-1.5..1.5));
        for (column_idx, value) in row.iter_mut().enumerate() {
            let angle = column_idx as f32 * 0.6;
            *value = a * angle.cos() + b * angle.sin() + rng.random_range(-0.05..0.05);
        }
    }
    x
}

/// Rows of 10 columns with the same spread, but without the correlation.
fn unrelated(n_rows: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn((n_rows, 10), || rng.random_range(-1.5..1.5))
}

fn small() -> AutoencoderParams {
    AutoencoderParams {
        hidden: vec![16, 4, 16],
        n_epochs: 12,
        batch_size: 32,
        learning_rate: 0.005,
        ..AutoencoderParams::default()
    }
}

fn all_rows(x: &Array2<f32>) -> Vec<u32> {
    (0..u32::try_from(x.nrows()).unwrap()).collect()
}

fn fit(params: &AutoencoderParams, x: &Array2<f32>, rows: &[u32]) -> Result<Autoencoder, FitError> {
    let progress = |_| ControlFlow::Continue(());
    pollster::block_on(super::fit(params, x.view(), rows, &Backend::cpu(), progress))
}

fn score(model: &Autoencoder, x: ArrayView2<'_, f32>) -> Vec<f32> {
    let progress = |_| ControlFlow::Continue(());
    pollster::block_on(super::score_samples(model, x, &Backend::cpu(), progress)).unwrap()
}

fn mean(values: &[f32]) -> f64 {
    values.iter().copied().map(f64::from).sum::<f64>() / values.len() as f64
}
