//! From training rows to support vectors.

use linfa::ParamGuard;
use ndarray::ArrayView2;

use super::kernel::{kernel_row, scale_gamma};
use super::solver::Problem;
use super::{Gamma, OneClassSvm, OneClassSvmParams, OneClassSvmValidParams};
use crate::box_tree::BoxTree;
use crate::error::FitError;
use crate::input::{TrainingSet, distinct_counts, sample_rows};
use crate::progress::Progress;

impl OneClassSvmParams {
    /// Finds the support vectors among the rows `rows` of `x` (repeats count), after checking the parameters.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`; `rows`: indices below `n_rows`.
    ///
    /// # Errors
    /// [`FitError`]: a parameter out of range, no training row, a value that is not finite, cancelled.
    pub fn fit(&self, x: ArrayView2<'_, f32>, rows: &[u32], progress: Progress<'_>) -> Result<OneClassSvm, FitError> {
        self.check_ref()?.fit_rows(x, rows, progress)
    }
}

impl OneClassSvmValidParams {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the kernel is computed in f32, as in LIBSVM"
    )]
    pub(crate) fn fit_rows(
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        progress: Progress<'_>,
    ) -> Result<OneClassSvm, FitError> {
        let set = TrainingSet::new(x, rows)?;
        if rows.is_empty() {
            return Err(FitError::TooFewRows {
                required: 1,
                available: 0,
                kind: "training",
            });
        }
        let sample = sample_rows(rows, self.max_training_rows(), self.seed());
        let gamma = match self.gamma() {
            Gamma::Scale => scale_gamma(&set.matrix, &sample),
            Gamma::Value(gamma) => gamma,
        };
        let counts = distinct_counts(&sample);
        let distinct: Vec<u32> = counts.iter().map(|&(row, _)| row).collect();
        let (tree, order) = BoxTree::build(&set.matrix, &distinct);
        let ordered: Vec<u32> = order.iter().map(|&i| distinct[i as usize]).collect();
        let bounds: Vec<f64> = order.iter().map(|&i| f64::from(counts[i as usize].1)).collect();
        let problem = Problem {
            kernel_row: |i: usize, out: &mut [f32]| kernel_row(&tree, set.matrix.row(ordered[i]), gamma as f32, out),
            bounds: &bounds,
            start: self.start(&bounds, &order, sample.len()),
            tolerance: self.tolerance(),
            cache_bytes: self.cache_bytes(),
        };
        let solution = problem.solve(progress)?;
        let is_support = |&(_, multiplier): &(&u32, f64)| multiplier as f32 > 0.0;
        let support: Vec<(&u32, f64)> = ordered.iter().zip(solution.multipliers).filter(is_support).collect();
        let support_rows: Vec<u32> = support.iter().map(|&(&row, _)| row).collect();
        let (support_tree, order) = BoxTree::build(&set.matrix, &support_rows);
        Ok(OneClassSvm {
            gamma,
            rho: solution.rho,
            // At most `max_training_rows`.
            n_training_rows: u32::try_from(sample.len()).unwrap_or(u32::MAX),
            is_converged: solution.is_converged,
            support: support_tree,
            multipliers: order.iter().map(|&i| support[i as usize].1 as f32).collect(),
        })
    }

    /// As LIBSVM: the first variables at their bounds until the sum is `nu * n`; first in the order of the sample, not of
    /// the tree, whose neighbours are alike.
    fn start(&self, bounds: &[f64], order: &[u32], n_rows: usize) -> Vec<f64> {
        let mut left = self.nu() * n_rows as f64;
        let mut position_of = vec![0; order.len()];
        for (position, &i) in order.iter().enumerate() {
            position_of[i as usize] = position;
        }
        let mut start = vec![0.0; bounds.len()];
        for position in position_of {
            start[position] = bounds[position].min(left);
            left -= start[position];
        }
        start
    }
}
