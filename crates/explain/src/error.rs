//! What can go wrong.

use thiserror::Error;
use wiresift_detect::ScoreError;

/// Why there is no explanation. `E` is what the caller's own scorer fails with.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ExplainError<E = ScoreError> {
    /// A row, a matrix or a list is of another size than what it goes with.
    #[error("{what}: expected {expected}, got {actual}")]
    Size {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// Fewer than an explanation needs.
    #[error("{what}: needs at least {required}, got {actual}")]
    TooFew {
        /// What was counted.
        what: &'static str,
        /// The least number.
        required: usize,
        /// How many there are.
        actual: usize,
    },
    /// A row index past the end of the matrix.
    #[error("row {row} is not among the {n_rows} rows of the matrix")]
    NoSuchRow {
        /// The index.
        row: u32,
        /// Rows of the matrix.
        n_rows: usize,
    },
    /// NaN or infinity, in a row or in what a scorer gave.
    #[error("{what} {index} is not a finite number")]
    NotFinite {
        /// What was not finite.
        what: &'static str,
        /// Which one, from 0.
        index: usize,
    },
    /// Asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The scorer failed.
    #[error(transparent)]
    Score(E),
}

impl<E> ExplainError<E> {
    /// `actual` has to be `expected`.
    pub(crate) fn check_size(what: &'static str, expected: usize, actual: usize) -> Result<(), Self> {
        if actual == expected {
            Ok(())
        } else {
            Err(Self::Size { what, expected, actual })
        }
    }

    /// `actual` has to be at least `required`.
    pub(crate) fn check_least(what: &'static str, required: usize, actual: usize) -> Result<(), Self> {
        if actual >= required {
            Ok(())
        } else {
            Err(Self::TooFew { what, required, actual })
        }
    }

    /// All `rows` have to be below `n_rows`.
    pub(crate) fn check_rows(rows: &[u32], n_rows: usize) -> Result<(), Self> {
        match rows.iter().find(|&&row| row as usize >= n_rows) {
            None => Ok(()),
            Some(&row) => Err(Self::NoSuchRow { row, n_rows }),
        }
    }

    /// All `values` have to be finite.
    pub(crate) fn check_finite<V: Copy + Into<f64>>(
        what: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Result<(), Self> {
        match values.into_iter().position(|value| !value.into().is_finite()) {
            None => Ok(()),
            Some(index) => Err(Self::NotFinite { what, index }),
        }
    }
}
