//! Which rows are trained on, in which order, and how a batch of them is put together.

use burn::tensor::TensorData;
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// One seed gives independent streams of random numbers, so that a change to one use leaves the others as they were.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Sample,
    Weights,
    Batches,
    Dropout,
}

pub(crate) fn rng(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream as u64);
    rng
}

/// Shuffles the training rows for the next epoch.
pub(crate) fn shuffle(rows: &mut [u32], rng: &mut ChaCha8Rng) {
    rows.shuffle(rng);
}

/// The first value among `rows` of `x` that is NaN or infinite, as row and column.
pub(crate) fn find_not_finite(x: ArrayView2<'_, f32>, rows: &[u32]) -> Option<(usize, usize)> {
    rows.iter().find_map(|&row| {
        let row = row as usize;
        let column = x.row(row).iter().position(|value| !value.is_finite())?;
        Some((row, column))
    })
}

/// Copies `rows` of `x`, clipped, into one buffer that the device takes over without another copy.
///
/// # Shapes
/// `x`: `[n, n_features]`; returns `[rows.len(), n_features]`.
pub(crate) fn gather(x: ArrayView2<'_, f32>, rows: &[u32], clip: Option<f32>) -> TensorData {
    let limit = clip.unwrap_or(f32::INFINITY);
    let mut values = Vec::with_capacity(rows.len() * x.ncols());
    for &row in rows {
        let row = x.row(row as usize);
        values.extend(row.iter().map(|value| value.clamp(-limit, limit)));
    }
    TensorData::new(values, [rows.len(), x.ncols()])
}

/// Copies all of `x`, clipped.
///
/// # Shapes
/// Returns that of `x`.
pub(crate) fn clipped(x: ArrayView2<'_, f32>, clip: Option<f32>) -> TensorData {
    let limit = clip.unwrap_or(f32::INFINITY);
    let values: Vec<f32> = x.iter().map(|value| value.clamp(-limit, limit)).collect();
    TensorData::new(values, [x.nrows(), x.ncols()])
}
