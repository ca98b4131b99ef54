//! Which rows are trained on, and which are held out.

use rand::seq::SliceRandom;
use wiresift_network::AutoencoderParams;

use crate::rows::{Stream, rng};

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
