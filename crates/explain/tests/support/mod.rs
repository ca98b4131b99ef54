//! Data for tests: the same in every run.

#![allow(dead_code, clippy::allow_attributes, reason = "each test uses a part of it")]

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// About normal with mean 0 and variance 1: the sum of twelve uniform numbers, less 6.
pub(crate) fn normal(rng: &mut ChaCha8Rng) -> f32 {
    (0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0
}

/// Correlated columns of numbers.
pub(crate) fn numbers(n_rows: usize, n_features: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut x = Array2::zeros((n_rows, n_features));
    for mut row in x.rows_mut() {
        let load = normal(&mut rng);
        row.mapv_inplace(|_: f32| 0.6 * load + 0.8 * normal(&mut rng));
    }
    x
}

/// Correlated columns, each fourth one 0 or 1, as network tables have them.
pub(crate) fn traffic(n_rows: usize, n_features: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut x = Array2::zeros((n_rows, n_features));
    for mut row in x.rows_mut() {
        let load = normal(&mut rng);
        for (column, value) in row.iter_mut().enumerate() {
            *value = if column % 4 == 3 {
                f32::from(u8::from(rng.random_ratio(1, 5)))
            } else {
                0.6 * load + 0.8 * normal(&mut rng)
            };
        }
    }
    x
}

/// `0..n`.
pub(crate) fn all_rows(n: usize) -> Vec<u32> {
    (0_u32..).take(n).collect()
}
