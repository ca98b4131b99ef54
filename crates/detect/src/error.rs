//! What can go wrong: a bad setting ([`ParamError`]), data that cannot be fitted ([`FitError`]) or scored
//! ([`ScoreError`]), a saved model that was damaged ([`ModelError`]).

use thiserror::Error;

/// A hyper-parameter, contamination or alert budget outside its range.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
#[error("{name} is {value}, but must be {expected}")]
pub struct ParamError {
    /// Parameter, as it is called in the API.
    pub name: &'static str,
    /// Value that was given.
    pub value: f64,
    /// Values that are allowed, in words.
    pub expected: &'static str,
}

impl ParamError {
    pub(crate) fn check(ok: bool, name: &'static str, value: f64, expected: &'static str) -> Result<(), Self> {
        if ok {
            Ok(())
        } else {
            Err(Self { name, value, expected })
        }
    }
}

/// Why a model could not be fitted.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum FitError {
    /// A hyper-parameter is out of range.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// The matrix cannot be used.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Fewer training rows (for LOF: distinct ones) than the method is defined for.
    #[error("needs at least {required} {kind} rows to train on, got {available}")]
    TooFewRows {
        /// Least number of rows.
        required: usize,
        /// Number of rows given.
        available: usize,
        /// Which rows count: "training" or "distinct training".
        kind: &'static str,
    },
    /// A training row is not in the matrix.
    #[error("training row {row} is not among the {n_rows} rows of the matrix")]
    RowOutOfBounds {
        /// Offending index.
        row: u32,
        /// Rows of the matrix.
        n_rows: usize,
    },
    /// More rows than a `u32` can number.
    #[error("{n_rows} rows are more than a model can number")]
    TooManyRows {
        /// Rows given.
        n_rows: usize,
    },
    /// The progress callback asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// Raised by linfa before a detector was reached.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

/// Why rows could not be scored.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The matrix cannot be used.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The matrix has another width than the training data.
    #[error("the model was trained on {expected} features, the matrix has {actual}")]
    FeatureCount {
        /// Features of the training data.
        expected: usize,
        /// Columns of the matrix.
        actual: usize,
    },
    /// The progress callback asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// A matrix that no detector takes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputError {
    /// NaN or infinity.
    #[error("row {row}, column {column} of the matrix is not a finite number")]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// No columns.
    #[error("the matrix has no columns")]
    NoFeatures,
}

/// A saved model, calibration or ensemble whose parts do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("damaged model: {0}")]
pub struct ModelError(pub(crate) &'static str);

impl ModelError {
    pub(crate) fn check(ok: bool, what: &'static str) -> Result<(), Self> {
        if ok { Ok(()) } else { Err(Self(what)) }
    }
}

/// Asked to stop by the progress callback; becomes the `Cancelled` variant of the operation's error.
#[derive(Debug)]
pub(crate) struct Cancelled;

impl From<Cancelled> for FitError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Cancelled> for ScoreError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}
