//! How badly the network restores a row.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::Autoencoder;
use crate::{ScoreError, check_rows};

impl Autoencoder {
    /// Anomaly score of each row of `x`: the mean over the columns of the squared difference between the row, clipped
    /// as in training, and what the network restores; larger is more anomalous.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]`, columns in the order of training and scaled the same way. Returns `[n_samples]`,
    /// each finite and at least 0, in squared units of the matrix.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, or values that are not finite.
    pub fn score_samples(&self, x: ArrayView2<'_, f32>) -> Result<Vec<f32>, ScoreError> {
        let errors = self.feature_errors(x)?;
        let n_features = self.n_features() as f32;
        let scores: Vec<f32> = errors.rows().into_iter().map(|row| row.sum() / n_features).collect();
        match scores.iter().position(|score| !score.is_finite()) {
            Some(row) => Err(ScoreError::Overflow { row }),
            None => Ok(scores),
        }
    }

    /// The squared difference in each column, whose mean over a row is its score: which columns make a row anomalous.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]` as for [`score_samples`](Self::score_samples); returns the same.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn feature_errors(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ScoreError> {
        check_rows(x, self.n_features(), 0)?;
        let clipped = x.mapv(|value| self.clipped(value));
        let mut errors = self.network.forward(clipped.view());
        errors.zip_mut_with(&clipped, |restored, value| *restored = (*restored - value).powi(2));
        let overflow = |row: ArrayView1<'_, f32>| row.iter().any(|error| !error.is_finite());
        match errors.axis_iter(Axis(0)).position(overflow) {
            Some(row) => Err(ScoreError::Overflow { row }),
            None => Ok(errors),
        }
    }

    /// The row as the network restores it, in the unit of the matrix. Fast for one row.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn restore(&self, row: ArrayView1<'_, f32>) -> Result<Vec<f32>, ScoreError> {
        check_rows(row.insert_axis(Axis(0)), self.n_features(), 0)?;
        let clipped = row.mapv(|value| self.clipped(value));
        let restored = self.network.forward_row(clipped.view());
        if restored.iter().any(|value| !value.is_finite()) {
            return Err(ScoreError::Overflow { row: 0 });
        }
        Ok(restored)
    }

    fn clipped(&self, value: f32) -> f32 {
        let limit = self.params.clip.unwrap_or(f32::INFINITY);
        value.clamp(-limit, limit)
    }
}
