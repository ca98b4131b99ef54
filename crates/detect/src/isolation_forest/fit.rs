//! Growing the forest.

use linfa::ParamGuard;
use ndarray::ArrayView2;
use rand::{SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;

use super::tree::{self, Tree};
use super::{IsolationForest, IsolationForestParams, IsolationForestValidParams};
use crate::error::FitError;
use crate::input::TrainingSet;
use crate::progress::{Progress, report};

impl IsolationForestParams {
    /// Grows the forest on the rows `rows` of `x` (repeats count), after checking the parameters.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`; `rows`: indices below `n_rows`.
    ///
    /// # Errors
    /// [`FitError`]: a parameter out of range, fewer than 2 training rows, a value that is not finite, cancelled.
    pub fn fit(
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        progress: Progress<'_>,
    ) -> Result<IsolationForest, FitError> {
        self.check_ref()?.fit_rows(x, rows, progress)
    }
}

impl IsolationForestValidParams {
    pub(crate) fn fit_rows(
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        progress: Progress<'_>,
    ) -> Result<IsolationForest, FitError> {
        let set = TrainingSet::new(x, rows)?;
        if rows.len() < 2 {
            return Err(FitError::TooFewRows {
                required: 2,
                available: rows.len(),
                kind: "training",
            });
        }
        let max_samples = self.max_samples().min(rows.len());
        let mut trees = Vec::with_capacity(self.n_estimators());
        for i in 0..self.n_estimators() {
            report(progress, i, self.n_estimators())?;
            trees.push(self.grow_tree(&set, max_samples, i as u64));
        }
        report(progress, 1, 1)?;
        // Both fit: `max_samples` is at most 65,536 and a row of 2^32 features would be 16 GiB.
        let n_features = u32::try_from(set.matrix.n_features()).unwrap_or(u32::MAX);
        Ok(IsolationForest {
            n_features,
            max_samples: u32::try_from(max_samples).unwrap_or(u32::MAX),
            trees,
        })
    }

    /// Tree `i`: its random numbers are a stream of their own, so that it depends on no other tree.
    fn grow_tree(&self, set: &TrainingSet<'_, '_>, max_samples: usize, i: u64) -> Tree {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed());
        rng.set_stream(i);
        let picked = index::sample(&mut rng, set.rows.len(), max_samples);
        let mut sample: Vec<u32> = picked.iter().map(|j| set.rows[j]).collect();
        let n_features = set.matrix.n_features();
        let n_drawn = self.max_features().unwrap_or(n_features).min(n_features);
        let mut features: Vec<u32> = (0_u32..).take(n_features).collect();
        if n_drawn < n_features {
            features = index::sample(&mut rng, n_features, n_drawn)
                .iter()
                .map(|f| features[f])
                .collect();
        }
        let max_depth = max_samples.next_power_of_two().trailing_zeros();
        tree::grow(&set.matrix, &mut sample, features, max_depth, &mut rng)
    }
}
