//! Scoring: how badly the network restores a row.

use std::ops::ControlFlow;

use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2, Axis};
use wiresift_network::{Autoencoder, ScoreError as RowsError, check_rows};

use crate::network::{self, Network};
use crate::{Backend, ScoreError, rows};

/// Anomaly score of each row of `x`, as [`Autoencoder::score_samples`], on a device.
///
/// `progress` is told after every chunk how many rows are scored; [`ControlFlow::Break`] cancels.
///
/// # Shapes
/// `x`: `[n_samples, n_features]`, columns in the order given to `fit` and scaled the same way. Returns `[n_samples]`,
/// each finite and at least 0, in squared units of the matrix.
///
/// # Errors
/// [`ScoreError`]: another width, values that are not finite, a cancel, or a failing device.
pub async fn score_samples(
    model: &Autoencoder,
    x: ArrayView2<'_, f32>,
    backend: &Backend,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<f32>, ScoreError> {
    check_rows(x.slice(ndarray::s![..0, ..]), model.n_features(), 0)?;
    let network = Network::upload(model.network().layers(), backend.device());
    let mut scores = Vec::with_capacity(x.nrows());
    for chunk in x.axis_chunks_iter(Axis(0), backend.rows_per_chunk(x.ncols())) {
        let squares = squares(model, chunk, scores.len(), &network, backend)?;
        let [n_rows, _] = squares.dims();
        let means = network::read(squares.mean_dim(1).reshape([n_rows])).await?;
        if let Some(row) = means.iter().position(|score| !score.is_finite()) {
            let row = scores.len() + row;
            return Err(RowsError::Overflow { row }.into());
        }
        scores.extend(means);
        if progress(scores.len()).is_break() {
            return Err(ScoreError::Cancelled);
        }
    }
    Ok(scores)
}

/// The squared difference in each column, as [`Autoencoder::feature_errors`], on a device.
///
/// # Shapes
/// `x`: `[n_samples, n_features]` as for [`score_samples`]; returns the same.
///
/// # Errors
/// As [`score_samples`].
pub async fn feature_errors(
    model: &Autoencoder,
    x: ArrayView2<'_, f32>,
    backend: &Backend,
) -> Result<Array2<f32>, ScoreError> {
    check_rows(x.slice(ndarray::s![..0, ..]), model.n_features(), 0)?;
    let network = Network::upload(model.network().layers(), backend.device());
    let mut errors = Array2::zeros(x.dim());
    let n_rows = backend.rows_per_chunk(x.ncols());
    for (chunk_idx, chunk) in x.axis_chunks_iter(Axis(0), n_rows).enumerate() {
        let first = chunk_idx * n_rows;
        let values = network::read(squares(model, chunk, first, &network, backend)?).await?;
        if let Some(value_idx) = values.iter().position(|value| !value.is_finite()) {
            let row = first + value_idx / x.ncols();
            return Err(RowsError::Overflow { row }.into());
        }
        let target = errors.iter_mut().skip(first * x.ncols());
        target.zip(values).for_each(|(error, value)| *error = value);
    }
    Ok(errors)
}

/// Squared differences for a chunk whose first row is `first` of the matrix.
fn squares(
    model: &Autoencoder,
    chunk: ArrayView2<'_, f32>,
    first: usize,
    network: &Network,
    backend: &Backend,
) -> Result<Tensor<2>, RowsError> {
    check_rows(chunk, model.n_features(), first)?;
    let data = rows::clipped(chunk, model.params().clip);
    let x = Tensor::from_data(data, backend.device());
    Ok((network.forward(x.clone()) - x).square())
}
