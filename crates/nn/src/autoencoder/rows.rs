//! Which rows are trained on, in which order, and how a batch of them is put together.

use burn::tensor::TensorData;
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::AutoencoderParams;

/// One seed gives independent streams of random numbers, so that a change to one use leaves the others as they were.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Sample,
    Weights,
    Batches,
}

pub(super) fn rng(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream as u64);
    rng
}

/// The rows to fit the weights to, and those held out; both as indices into the matrix, with repeats.
pub(super) struct Split {
    pub(super) training: Vec<u32>,
    pub(super) validation: Vec<u32>,
}

impl Split {
    /// Samples `rows` down to the cap and holds a share of them out.
    ///
    /// The order of `rows` makes no difference. Rows are held out one by one, so that copies of a row may be on both
    /// sides: the held-out part then has the distribution of the whole, which matters more here than its independence,
    /// since it only decides when to stop. (Holding out a row with all its copies could take half of a flood away.)
    pub(super) fn draw(rows: &[u32], params: &AutoencoderParams) -> Self {
        let mut rng = rng(params.seed, Stream::Sample);
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        let n_drawn = rows.len().min(params.max_training_rows);
        let (drawn, _) = rows.partial_shuffle(&mut rng, n_drawn);
        let mut training = drawn.to_vec();
        let n_validation = share(n_drawn, params.validation_fraction);
        let validation = training.split_off(n_drawn - n_validation);
        Self { training, validation }
    }
}

/// `fraction` of `n`, rounded down.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
fn share(n: usize, fraction: f64) -> usize {
    (n as f64 * fraction) as usize
}

/// Shuffles the training rows for the next epoch.
pub(super) fn shuffle(rows: &mut [u32], rng: &mut ChaCha8Rng) {
    rows.shuffle(rng);
}

/// The first value among `rows` of `x` that is NaN or infinite, as row and column.
pub(super) fn find_not_finite(x: ArrayView2<'_, f32>, rows: &[u32]) -> Option<(usize, usize)> {
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
pub(super) fn gather(x: ArrayView2<'_, f32>, rows: &[u32], clip: Option<f32>) -> TensorData {
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
pub(super) fn clipped(x: ArrayView2<'_, f32>, clip: Option<f32>) -> TensorData {
    let limit = clip.unwrap_or(f32::INFINITY);
    let values: Vec<f32> = x.iter().map(|value| value.clamp(-limit, limit)).collect();
    TensorData::new(values, [x.nrows(), x.ncols()])
}
