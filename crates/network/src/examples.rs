//! Rows and what they are.

use ndarray::ArrayView2;

/// Rows and what they are: what a classifier learns from.
#[derive(Clone, Copy, Debug)]
pub struct Examples<'a> {
    /// `[n, n_features]`, columns standardised (mean 0, variance 1 over the training rows).
    pub x: ArrayView2<'a, f32>,
    /// `[n]`: the class of every row of `x`, below `n_classes`.
    pub classes: &'a [u32],
    /// Classes there are, those without a row too.
    pub n_classes: usize,
    /// The rows to learn from, as indices; repeats allowed.
    pub training: &'a [u32],
    /// The rows to see how well that goes. May be empty.
    pub validation: &'a [u32],
}

/// Why nothing can be learnt from examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExamplesError {
    /// There is nothing to train on.
    #[error("no rows to train on")]
    NoRows,
    /// The matrix has no columns.
    #[error("no columns to train on; encode at least one feature")]
    NoFeatures,
    /// There is nothing to tell apart.
    #[error("a classifier needs at least two classes")]
    OneClass,
    /// A row does not exist. This is the caller's mistake.
    #[error("row {row} does not exist: the matrix has {n_rows} rows")]
    RowOutOfRange {
        /// The index that was given.
        row: u32,
        /// Rows of the matrix.
        n_rows: usize,
    },
    /// A row has a class that does not exist. This is the caller's mistake.
    #[error("row {row} has class {class} of {n_classes}")]
    ClassOutOfRange {
        /// Row of the matrix, from 0.
        row: u32,
        /// Its class.
        class: u32,
        /// Classes there are.
        n_classes: usize,
    },
    /// A row holds NaN or an infinity.
    #[error("row {row}, column {column} is not a finite number; fill or drop such values first")]
    NotFinite {
        /// Row of the matrix, from 0.
        row: usize,
        /// Column of the matrix, from 0.
        column: usize,
    },
}

impl Examples<'_> {
    /// The same for a shorter time: an [`ArrayView2`] does not shorten by itself.
    pub fn reborrow(&self) -> Examples<'_> {
        Examples {
            x: self.x.view(),
            ..*self
        }
    }

    /// Training rows of each class. `[n_classes]`.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.n_classes];
        for &row in self.training {
            let class = self.classes.get(row as usize).map(|&class| class as usize);
            if let Some(count) = class.and_then(|class| counts.get_mut(class)) {
                *count += 1;
            }
        }
        counts
    }

    /// Checks that every row exists, is finite and has a class.
    ///
    /// # Errors
    /// [`ExamplesError`].
    pub fn check(&self) -> Result<(), ExamplesError> {
        if self.x.ncols() == 0 {
            return Err(ExamplesError::NoFeatures);
        }
        if self.training.is_empty() {
            return Err(ExamplesError::NoRows);
        }
        if self.n_classes < 2 {
            return Err(ExamplesError::OneClass);
        }
        let mut used = self.training.iter().chain(self.validation);
        used.try_for_each(|&row| self.check_row(row))
    }

    fn check_row(&self, row: u32) -> Result<(), ExamplesError> {
        let n_rows = self.x.nrows().min(self.classes.len());
        let at = row as usize;
        if at >= n_rows {
            return Err(ExamplesError::RowOutOfRange { row, n_rows });
        }
        let (class, n_classes) = (self.classes[at], self.n_classes);
        if class as usize >= n_classes {
            return Err(ExamplesError::ClassOutOfRange { row, class, n_classes });
        }
        match self.x.row(at).iter().position(|value| !value.is_finite()) {
            Some(column) => Err(ExamplesError::NotFinite { row: at, column }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    #[test]
    fn odd_examples_are_named() {
        let x = array![[0.0, 1.0], [1.0, f32::NAN], [2.0, 0.0]];
        let examples = Examples {
            x: x.view(),
            classes: &[0, 1, 2],
            n_classes: 3,
            training: &[0, 2],
            validation: &[],
        };
        let check = |examples: Examples<'_>| examples.check();
        assert_eq!(check(examples), Ok(()));
        assert_eq!(examples.counts(), [1, 0, 1]);
        let refused = |examples: Examples<'_>| examples.check().unwrap_err();
        assert_eq!(
            refused(Examples {
                training: &[],
                ..examples
            }),
            ExamplesError::NoRows
        );
        assert_eq!(
            refused(Examples {
                n_classes: 1,
                ..examples
            }),
            ExamplesError::OneClass
        );
        let of_two = Examples {
            n_classes: 2,
            ..examples
        };
        assert!(matches!(
            refused(of_two),
            ExamplesError::ClassOutOfRange {
                row: 2,
                class: 2,
                n_classes: 2
            }
        ));
        let outside = Examples {
            validation: &[3],
            ..examples
        };
        assert_eq!(refused(outside), ExamplesError::RowOutOfRange { row: 3, n_rows: 3 });
        let wild = Examples {
            validation: &[1],
            ..examples
        };
        assert_eq!(refused(wild), ExamplesError::NotFinite { row: 1, column: 1 });
        let none = Array2::zeros((3, 0));
        assert_eq!(
            refused(Examples {
                x: none.view(),
                ..examples
            }),
            ExamplesError::NoFeatures
        );
    }
}
