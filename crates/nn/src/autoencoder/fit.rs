//! Training: Adam on the mean squared error, until the held-out rows stop getting better.

use std::ops::ControlFlow;

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::network;
use super::rows::{self, Split};
use super::stopping::EarlyStopping;
use super::training::Training;
use super::{Autoencoder, AutoencoderParams, MAX_WEIGHTS, ParamsError, RowCounts};
use crate::{Backend, DeviceError};

/// How training stands after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Which epoch this was, from 1.
    pub epoch: u32,
    /// Most epochs there will be; training may stop before.
    pub n_epochs: u32,
    /// Mean squared error per value over the training rows, each taken when its batch was trained.
    pub loss: f64,
    /// The same over the held-out rows, after the epoch. `None` where none are held out.
    pub validation_loss: Option<f64>,
}

/// Why no autoencoder was trained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A setting is out of its range.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// There is nothing to train on.
    #[error("no rows to train on")]
    NoRows,
    /// The matrix has no columns.
    #[error("no columns to train on; encode at least one feature")]
    NoFeatures,
    /// A training row does not exist. This is the caller's mistake.
    #[error("training row {row} does not exist: the matrix has {n_rows} rows")]
    RowOutOfRange {
        /// The index that was given.
        row: u32,
        /// Rows of the matrix.
        n_rows: usize,
    },
    /// A training row holds NaN or an infinity.
    #[error("row {row}, column {column} is not a finite number; fill or drop such values first")]
    NotFinite {
        /// Row of the matrix, from 0.
        row: usize,
        /// Column of the matrix, from 0.
        column: usize,
    },
    /// Columns times units would not fit into memory.
    #[error("{n_features} columns and these hidden layers need more than {max_weights} weights; use fewer of either")]
    TooLarge {
        /// Columns of the matrix.
        n_features: usize,
        /// The most that is allowed.
        max_weights: usize,
    },
    /// The loss or the weights became NaN or infinite.
    #[error("training diverged in epoch {epoch}; lower the learning rate, or scale the columns and clip far values")]
    Diverged {
        /// The epoch, from 1.
        epoch: u32,
    },
    /// `progress` asked to stop.
    #[error("training was cancelled")]
    Cancelled,
    /// The device failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

impl AutoencoderParams {
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
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        backend: &Backend,
        mut progress: impl FnMut(Epoch) -> ControlFlow<()>,
    ) -> Result<Autoencoder, FitError> {
        let split = self.prepare(x, rows)?;
        let counts = RowCounts {
            n_given: rows.len(),
            n_training: split.training.len(),
            n_validation: split.validation.len(),
        };
        let mut training = Training::new(self, x.view(), split, backend);
        let mut stopping = EarlyStopping::new(self);
        let mut history = Vec::new();
        let mut best = None;
        for epoch in 1..=self.n_epochs {
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
        let layers = network.download().await?;
        if !network::all_finite(&layers) {
            return Err(diverged);
        }
        Ok(Autoencoder {
            params: self.clone(),
            layers,
            history,
            rows: counts,
            trained_on: backend.kind(),
        })
    }

    /// Checks settings and input, and draws the rows to use.
    fn prepare(&self, x: ArrayView2<'_, f32>, rows: &[u32]) -> Result<Split, FitError> {
        self.validate()?;
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
        let n_weights = network::n_weights(&network::widths(x.ncols(), &self.hidden));
        if n_weights.is_none_or(|n| n > MAX_WEIGHTS) {
            return Err(FitError::TooLarge {
                n_features: x.ncols(),
                max_weights: MAX_WEIGHTS,
            });
        }
        let split = Split::draw(rows, self);
        let found = rows::find_not_finite(x, &split.training).or_else(|| rows::find_not_finite(x, &split.validation));
        match found {
            Some((row, column)) => Err(FitError::NotFinite { row, column }),
            None => Ok(split),
        }
    }
}
