//! The classes of many rows.

use std::ops::ControlFlow;

use burn::tensor::Tensor;
use ndarray::{Array2, ArrayView2, Axis};
use wiresift_network::{Classifier, ScoreError as RowsError, check_rows, log_softmax};

use crate::network::{self, Network};
use crate::{Backend, ScoreError, rows};

/// The probability of each class for each row, as [`Classifier::predict_proba`], on a device.
///
/// `progress` is told after every chunk how many rows are done; [`ControlFlow::Break`] cancels.
///
/// # Shapes
/// `x`: `[n_samples, n_features]`. Returns `[n_samples, n_classes]`, each in `[0, 1]`; a row adds up to 1.
///
/// # Errors
/// [`ScoreError`]: another width, values that are not finite, a cancel, or a failing device.
pub async fn predict_proba(
    model: &Classifier,
    x: ArrayView2<'_, f32>,
    backend: &Backend,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Array2<f32>, ScoreError> {
    check_rows(x.slice(ndarray::s![..0, ..]), model.n_features(), 0)?;
    let network = Network::upload(model.network().layers(), backend.device());
    let mut probabilities = Array2::zeros((x.nrows(), model.n_classes()));
    let n_rows = backend.rows_per_chunk(x.ncols());
    let targets = probabilities.axis_chunks_iter_mut(Axis(0), n_rows);
    let mut first = 0;
    for (mut target, chunk) in targets.zip(x.axis_chunks_iter(Axis(0), n_rows)) {
        check_rows(chunk, model.n_features(), first)?;
        let data = rows::clipped(chunk, model.params().clip);
        let logits = network.forward(Tensor::from_data(data, backend.device()));
        let mut logits = network::read_rows(logits).await?;
        let is_wild = |row: ndarray::ArrayView1<'_, f32>| row.iter().any(|value| !value.is_finite());
        if let Some(row) = logits.axis_iter(Axis(0)).position(is_wild) {
            return Err(RowsError::Overflow { row: first + row }.into());
        }
        log_softmax(&mut logits);
        target.assign(&logits.mapv(f32::exp));
        first += chunk.nrows();
        if progress(first).is_break() {
            return Err(ScoreError::Cancelled);
        }
    }
    Ok(probabilities)
}
