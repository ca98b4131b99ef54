//! What every model checks: its settings, and the rows it is given.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// A setting has a value that it may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value}, but must be {expected}")]
#[non_exhaustive]
pub struct ParamsError {
    /// The field of the settings.
    pub name: &'static str,
    /// The value it has.
    pub value: String,
    /// What is allowed.
    pub expected: &'static str,
}

/// An error unless `is_valid`.
///
/// # Errors
/// [`ParamsError`] with what is given here.
pub fn check_setting(
    is_valid: bool,
    name: &'static str,
    value: &dyn std::fmt::Debug,
    expected: &'static str,
) -> Result<(), ParamsError> {
    if is_valid {
        return Ok(());
    }
    Err(ParamsError {
        name,
        value: format!("{value:?}"),
        expected,
    })
}

/// What became of the rows that were offered for training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows offered, repeats counted.
    pub n_given: usize,
    /// Rows that the weights were fitted to.
    pub n_training: usize,
    /// Rows held out to see when to stop. 0 where there were too few to hold any out.
    pub n_validation: usize,
}

impl RowCounts {
    /// Whether rows were left out because there were too many.
    pub fn is_capped(&self) -> bool {
        self.n_training.saturating_add(self.n_validation) < self.n_given
    }
}

/// Why rows were not scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The matrix is not as wide as the one that was trained on.
    #[error("the model was trained on {expected} columns, but the rows have {found}")]
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
    /// Finite values gave a result too large for an `f32`. Clipping prevents it.
    #[error("the result of row {row} is too large to be a number; train with `clip` set")]
    Overflow {
        /// Row of the matrix, from 0.
        row: usize,
    },
}

/// Checks width and values of a matrix whose first row is `first` of the caller's.
///
/// # Errors
/// [`ScoreError::FeatureCount`], [`ScoreError::NotFinite`].
pub fn check_rows(x: ArrayView2<'_, f32>, expected: usize, first: usize) -> Result<(), ScoreError> {
    let found = x.ncols();
    if expected != found {
        return Err(ScoreError::FeatureCount { expected, found });
    }
    match x.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), _)) => Err(ScoreError::NotFinite {
            row: first + row,
            column,
        }),
        None => Ok(()),
    }
}
