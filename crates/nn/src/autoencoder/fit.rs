//! Training: Adam on the mean squared error, until the held-out rows stop getting better.

use std::ops::ControlFlow;

use ndarray::ArrayView2;
use wiresift_network::{Autoencoder, AutoencoderParams, Epoch, MAX_WEIGHTS, RowCounts, n_weights};

use super::split::Split;
use super::training::Training;
use crate::stopping::EarlyStopping;
use crate::{Backend, FitError, rows};

/// Trains an autoencoder on `rows` of `x`, and keeps the weights of the epoch with the lowest held-out loss.
///
/// The result depends on the seed and on which rows are given how often, not on their order. `progress` is called
/// after every epoch; [`ControlFlow::Break`] cancels.
///
/// # Shapes
/// `x`: `[n, n_features]`, distinct rows, columns standardised (mean 0, variance 1 over the training rows). `rows`:
/// indices into it, repeats allowed.
///
/// # Errors
/// [`FitError`] says for each what to do. Nothing is returned that holds a NaN.
///
/// # Source
/// Kingma and Ba (2015), "Adam: a method for stochastic optimization", algorithm 1, with its β and ε.
pub async fn fit(
    params: &AutoencoderParams,
    x: ArrayView2<'_, f32>,
    rows: &[u32],
    backend: &Backend,
    mut progress: impl FnMut(Epoch) -> ControlFlow<()>,
) -> Result<Autoencoder, FitError> {
    let split = prepare(params, x, rows)?;
    let counts = RowCounts {
        n_given: rows.len(),
        n_training: split.training.len(),
        n_validation: split.validation.len(),
    };
    let mut training = Training::new(params, x.view(), split, backend);
    let mut stopping = EarlyStopping::new(params.patience, params.min_delta);
    let mut history = Vec::new();
    let mut best = None;
    for epoch in 1..=params.n_epochs {
        let (report, network) = training.run_epoch(epoch).await?;
        history.push(report);
        let verdict = stopping.observe(report.validation_loss.unwrap_or(report.loss));
        if verdict.is_best {
            best = Some(network);
        }
        if progress(report).is_break() {
            return Err(FitError::Cancelled);
        }
        if verdict.is_over {
            break;
        }
    }
    let last_epoch = history.last().map_or(0, |report| report.epoch);
    let diverged = FitError::Diverged { epoch: last_epoch };
    let Some(network) = best else {
        return Err(diverged);
    };
    let Some(network) = network.download().await? else {
        return Err(diverged);
    };
    Ok(Autoencoder::new(
        params.clone(),
        network,
        history,
        counts,
        backend.kind(),
    )?)
}

/// Checks settings and input, and draws the rows to use.
fn prepare(params: &AutoencoderParams, x: ArrayView2<'_, f32>, rows: &[u32]) -> Result<Split, FitError> {
    params.validate()?;
    if x.ncols() == 0 {
        return Err(FitError::NoFeatures);
    }
    if rows.is_empty() {
        return Err(FitError::NoRows);
    }
    if let Some(&row) = rows.iter().find(|&&row| row as usize >= x.nrows()) {
        let n_rows = x.nrows();
        return Err(FitError::RowOutOfRange { row, n_rows });
    }
    let n_numbers = n_weights(&params.widths(x.ncols()));
    if n_numbers.is_none_or(|n| n > MAX_WEIGHTS) {
        return Err(FitError::TooLarge {
            n_features: x.ncols(),
            max_weights: MAX_WEIGHTS,
        });
    }
    let split = Split::draw(rows, params);
    let found = rows::find_not_finite(x, &split.training).or_else(|| rows::find_not_finite(x, &split.validation));
    match found {
        Some((row, column)) => Err(FitError::NotFinite { row, column }),
        None => Ok(split),
    }
}
