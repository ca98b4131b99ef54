//! What can go wrong in training and scoring.

use wiresift_network::{ExamplesError, ParamsError, ScoreError as RowsError, ShapeError};

use crate::DeviceError;

/// Why no network was trained.
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
    /// A classifier's examples.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
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
    /// The settings and the weights do not fit. This is a bug.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The device failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

/// Why rows were not scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The rows do not fit the model, or their values are no numbers.
    #[error(transparent)]
    Rows(#[from] RowsError),
    /// `progress` asked to stop.
    #[error("scoring was cancelled")]
    Cancelled,
    /// The device failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
}
