//! The class of a row.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::Classifier;
use crate::{ScoreError, check_rows};

/// Rows that go through the network together: what the widest layers make of them stays in a cache.
const ROWS_PER_CHUNK: usize = 1_024;

/// The logarithm of the softmax of each row, in place. Rows of any finite values give finite ones.
pub fn log_softmax(logits: &mut Array2<f32>) {
    for mut row in logits.rows_mut() {
        let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f64 = row.iter().map(|value| f64::from(value - max).exp()).sum();
        #[expect(clippy::cast_possible_truncation, reason = "back to the precision of the logits")]
        let log_sum = sum.ln() as f32;
        row.mapv_inplace(|value| (value - max) - log_sum);
    }
}

impl Classifier {
    /// The probability of each class for each row, not calibrated.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]`, columns in the order of training and scaled the same way. Returns
    /// `[n_samples, n_classes]`, each in `[0, 1]`; a row adds up to 1.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, or values that are not finite.
    pub fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ScoreError> {
        check_rows(x, self.n_features(), 0)?;
        let mut probabilities = Array2::zeros((x.nrows(), self.n_classes()));
        let targets = probabilities.axis_chunks_iter_mut(Axis(0), ROWS_PER_CHUNK);
        let chunks = x.axis_chunks_iter(Axis(0), ROWS_PER_CHUNK);
        for (chunk_idx, (mut target, chunk)) in targets.zip(chunks).enumerate() {
            let mut logits = self.logits(chunk);
            if let Some(row) = logits.rows().into_iter().position(is_not_finite) {
                let row = chunk_idx * ROWS_PER_CHUNK + row;
                return Err(ScoreError::Overflow { row });
            }
            log_softmax(&mut logits);
            target.assign(&logits.mapv(f32::exp));
        }
        Ok(probabilities)
    }

    fn logits(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let limit = self.params.clip.unwrap_or(f32::INFINITY);
        self.network.forward(x.mapv(|value| value.clamp(-limit, limit)).view())
    }
}

fn is_not_finite(row: ArrayView1<'_, f32>) -> bool {
    row.iter().any(|value| !value.is_finite())
}
