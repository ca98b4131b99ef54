//! Scoring: how badly the network restores a row.

use std::ops::ControlFlow;

use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2, Axis};

use super::network::{self, Network};
use super::{Autoencoder, rows};
use crate::{Backend, DeviceError};

/// Why rows were not scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The matrix is not as wide as the one that was trained on.
    #[error("the autoencoder was trained on {expected} columns, but the rows have {found}")]
    FeatureCount {
        /// Columns that it was trained on.
        expected: usize,
        /// Columns of the matrix.
        found: usize,
    },
    /// A row holds NaN or an infinity.
    #[error("row {row}, column {column} is not a finite number; fill or drop such values first")]
    NotFinite {
        /// Row of the matrix, from 0.
        row: usize,
        /// Column of the matrix, from 0.
        column: usize,
    },
    /// Finite values gave an error too large for an `f32`. Clipping prevents it.
    #[error("the error of row {row} is too large to be a number; train with `clip` set")]
    Overflow {
        /// Row of the matrix, from 0.
        row: usize,
    },
    /// `progress` asked to stop.
    #[error("scoring was cancelled")]
    Cancelled,
    /// The device failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

impl Autoencoder {
    /// Anomaly score of each row of `x`: the mean over the columns of the squared difference between the row, clipped
    /// as in training, and what the network restores; larger is more anomalous.
    ///
    /// `progress` is told after every chunk how many rows are scored; [`ControlFlow::Break`] cancels.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]`, columns in the order given to `fit` and scaled the same way. Returns
    /// `[n_samples]`, each finite and at least 0, in squared units of the matrix.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, values that are not finite, a cancel, or a failing device.
    pub async fn score_samples(
        &self,
        x: ArrayView2<'_, f32>,
        backend: &Backend,
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<f32>, ScoreError> {
        self.check_width(x)?;
        let network = Network::upload(&self.layers, backend.device());
        let mut scores = Vec::with_capacity(x.nrows());
        for chunk in x.axis_chunks_iter(Axis(0), backend.rows_per_chunk(x.ncols())) {
            let squares = self.squares(chunk, scores.len(), &network, backend)?;
            let [n_rows, _] = squares.dims();
            let means = network::read(squares.mean_dim(1).reshape([n_rows])).await?;
            if let Some(row) = means.iter().position(|score| !score.is_finite()) {
                let row = scores.len() + row;
                return Err(ScoreError::Overflow { row });
            }
            scores.extend(means);
            if progress(scores.len()).is_break() {
                return Err(ScoreError::Cancelled);
            }
        }
        Ok(scores)
    }

    /// The squared difference in each column, whose mean over a row is its score: which columns make a row anomalous.
    /// Meant for the few rows that are looked at.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]` as for [`score_samples`](Self::score_samples); returns the same.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub async fn feature_errors(&self, x: ArrayView2<'_, f32>, backend: &Backend) -> Result<Array2<f32>, ScoreError> {
        self.check_width(x)?;
        let network = Network::upload(&self.layers, backend.device());
        let mut errors = Array2::zeros(x.dim());
        let n_rows = backend.rows_per_chunk(x.ncols());
        for (chunk_idx, chunk) in x.axis_chunks_iter(Axis(0), n_rows).enumerate() {
            let first = chunk_idx * n_rows;
            let squares = self.squares(chunk, first, &network, backend)?;
            let values = network::read(squares).await?;
            if let Some(value_idx) = values.iter().position(|value| !value.is_finite()) {
                let row = first + value_idx / x.ncols();
                return Err(ScoreError::Overflow { row });
            }
            let target = errors.iter_mut().skip(first * x.ncols());
            target.zip(values).for_each(|(error, value)| *error = value);
        }
        Ok(errors)
    }

    fn check_width(&self, x: ArrayView2<'_, f32>) -> Result<(), ScoreError> {
        let (expected, found) = (self.n_features(), x.ncols());
        if expected == found {
            return Ok(());
        }
        Err(ScoreError::FeatureCount { expected, found })
    }

    /// Squared differences for a chunk whose first row is `first` of the matrix.
    fn squares(
        &self,
        chunk: ArrayView2<'_, f32>,
        first: usize,
        network: &Network,
        backend: &Backend,
    ) -> Result<Tensor<2>, ScoreError> {
        if let Some(((row, column), _)) = chunk.indexed_iter().find(|(_, value)| !value.is_finite()) {
            let row = first + row;
            return Err(ScoreError::NotFinite { row, column });
        }
        let data = rows::clipped(chunk, self.params.clip);
        let x = Tensor::from_data(data, backend.device());
        Ok((network.forward(x.clone()) - x).square())
    }
}
