//! Checks that every detector makes of its input, and the row sample that two of them draw.

use std::borrow::Cow;

use ndarray::ArrayView2;
use rand::{SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;

use crate::error::{FitError, InputError, ScoreError};

/// A finite, contiguous, row-major matrix with at least one column.
pub(crate) struct Matrix<'a> {
    values: Cow<'a, [f32]>,
    n_rows: usize,
    n_features: usize,
}

impl<'a> Matrix<'a> {
    pub(crate) fn new(x: ArrayView2<'a, f32>) -> Result<Self, InputError> {
        let (n_rows, n_features) = x.dim();
        if n_features == 0 {
            return Err(InputError::NoFeatures);
        }
        let values = x
            .to_slice()
            .map_or_else(|| x.iter().copied().collect::<Vec<_>>().into(), Cow::Borrowed);
        match values.iter().position(|v| !v.is_finite()) {
            None => Ok(Self {
                values,
                n_rows,
                n_features,
            }),
            Some(i) => Err(InputError::NotFinite {
                row: i / n_features,
                column: i % n_features,
            }),
        }
    }

    /// The matrix to score with a model of `expected` features.
    pub(crate) fn for_model(x: ArrayView2<'a, f32>, expected: usize) -> Result<Self, ScoreError> {
        if x.ncols() != expected {
            return Err(ScoreError::FeatureCount {
                expected,
                actual: x.ncols(),
            });
        }
        Ok(Self::new(x)?)
    }

    pub(crate) fn n_features(&self) -> usize {
        self.n_features
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(crate) fn row(&self, row: u32) -> &[f32] {
        let start = row as usize * self.n_features;
        &self.values[start..start + self.n_features]
    }
}

/// A checked training set: the matrix and the rows of it to train on.
pub(crate) struct TrainingSet<'x, 'r> {
    pub(crate) matrix: Matrix<'x>,
    pub(crate) rows: &'r [u32],
}

impl<'x, 'r> TrainingSet<'x, 'r> {
    pub(crate) fn new(x: ArrayView2<'x, f32>, rows: &'r [u32]) -> Result<Self, FitError> {
        let matrix = Matrix::new(x)?;
        let n_rows = matrix.n_rows();
        for count in [n_rows, rows.len()] {
            if u32::try_from(count).is_err() {
                return Err(FitError::TooManyRows { n_rows: count });
            }
        }
        match rows.iter().find(|&&row| row as usize >= n_rows) {
            Some(&row) => Err(FitError::RowOutOfBounds { row, n_rows }),
            None => Ok(Self { matrix, rows }),
        }
    }
}

/// At most `cap` of `rows`, drawn without replacement by `seed`, in their old order.
pub(crate) fn sample_rows(rows: &[u32], cap: usize, seed: u64) -> Cow<'_, [u32]> {
    if rows.len() <= cap {
        return Cow::Borrowed(rows);
    }
    let mut picked = index::sample(&mut ChaCha8Rng::seed_from_u64(seed), rows.len(), cap).into_vec();
    picked.sort_unstable();
    Cow::Owned(picked.into_iter().map(|i| rows[i]).collect())
}

/// The distinct values of `rows`, ascending, each with how often it occurs.
pub(crate) fn distinct_counts(rows: &[u32]) -> Vec<(u32, u32)> {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX)))
        .collect()
}
