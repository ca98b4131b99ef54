//! Kernel sums of new rows.

use ndarray::ArrayView2;

use super::OneClassSvm;
use crate::box_tree::{BoxTree, LEAF_ROWS, Scratch, Visitor};
use crate::detector::Detector;
use crate::error::ScoreError;
use crate::input::Matrix;
use crate::progress::{Progress, report};
use crate::simd::exp_nonpositive;

/// Rows scored between two reports of progress.
const REPORT_ROWS: usize = 256;
/// Relative error of a kernel sum that leaving out far support vectors may make.
const LEFT_OUT: f64 = 1e-7;
/// Kernel sums below it are computed again relative to the nearest support vector: single kernels end at `e^-87`.
const LEAST_PLAIN_SUM: f64 = 1e-25;

impl Detector for OneClassSvm {
    /// `ln(rho / sum of multiplier * kernel)` of each row: above 0 outside the region that was learnt; larger is more
    /// anomalous.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`, features in the order given to `fit`. Returns `[n_rows]`.
    ///
    /// # Errors
    /// [`ScoreError`]: another width than the training data, a value that is not finite, cancelled.
    ///
    /// # Source
    /// Schölkopf et al. (2001), eq. 10; the order of scikit-learn's `-decision_function`.
    fn score_samples(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError> {
        let matrix = Matrix::for_model(x, self.n_features())?;
        let mut scores = Vec::with_capacity(matrix.n_rows());
        let mut scratch = Scratch::default();
        let total = self.multipliers.iter().map(|&m| f64::from(m)).sum();
        for (i, row) in matrix.values().chunks_exact(self.n_features()).enumerate() {
            if i % REPORT_ROWS == 0 {
                report(progress, i, matrix.n_rows())?;
            }
            scores.push(self.score(row, total, &mut scratch));
        }
        report(progress, 1, 1)?;
        Ok(scores)
    }

    fn n_features(&self) -> usize {
        self.support.n_features()
    }
}

impl OneClassSvm {
    #[expect(clippy::cast_possible_truncation, reason = "scores are f32 throughout")]
    fn score(&self, row: &[f32], total: f64, scratch: &mut Scratch) -> f32 {
        let mut sum = KernelSum::new(self, total, 0.0);
        self.support.visit(row, scratch, &mut sum);
        if sum.sum < LEAST_PLAIN_SUM {
            sum = KernelSum::new(self, total, nearest(&self.support, row, scratch));
            self.support.visit(row, scratch, &mut sum);
        }
        let log_sum = libm::log(sum.sum) - self.gamma * f64::from(sum.nearest);
        // The sum is 0 only beside a row whose squared distance is infinite in f32.
        ((libm::log(self.rho) - log_sum) as f32).min(f32::MAX)
    }
}

/// `sum of multiplier * exp(-gamma * (squared distance - nearest))`.
struct KernelSum<'a> {
    model: &'a OneClassSvm,
    /// Sum of all multipliers.
    total: f64,
    nearest: f32,
    sum: f64,
    limit: f32,
}

impl<'a> KernelSum<'a> {
    fn new(model: &'a OneClassSvm, total: f64, nearest: f32) -> Self {
        Self {
            model,
            total,
            nearest,
            sum: 0.0,
            limit: f32::INFINITY,
        }
    }

    /// Leaving out rows whose kernel is at most `LEFT_OUT * sum / total` lessens the sum, when all multipliers are
    /// added up, by at most `LEFT_OUT * sum`.
    #[expect(clippy::cast_possible_truncation, reason = "rounding is covered by the tree's slack")]
    fn update_limit(&mut self) {
        let least_kernel = LEFT_OUT * self.sum / self.total;
        if least_kernel > 0.0 {
            let reach = libm::log(least_kernel) / self.model.gamma;
            self.limit = (f64::from(self.nearest) - reach) as f32;
        }
    }
}

impl Visitor for KernelSum<'_> {
    fn limit(&self) -> f32 {
        self.limit
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the kernel is computed in f32, as in LIBSVM"
    )]
    fn rows(&mut self, start: usize, squared: &[f32]) {
        let gamma = self.model.gamma as f32;
        let multipliers = &self.model.multipliers[start..start + squared.len()];
        let mut terms = [0.0; LEAF_ROWS];
        for ((term, &squared), &multiplier) in terms.iter_mut().zip(squared).zip(multipliers) {
            // Rounding can put a row a little nearer than the nearest one.
            *term = multiplier * exp_nonpositive((-gamma * (squared - self.nearest)).min(0.0));
        }
        let mut lanes = [0.0_f32; 8];
        for chunk in terms.chunks_exact(8) {
            for (lane, term) in lanes.iter_mut().zip(chunk) {
                *lane += term;
            }
        }
        self.sum += lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>();
        self.update_limit();
    }
}

/// Squared distance to the nearest row.
fn nearest(tree: &BoxTree, row: &[f32], scratch: &mut Scratch) -> f32 {
    struct Nearest(f32);
    impl Visitor for Nearest {
        fn limit(&self) -> f32 {
            self.0
        }
        fn rows(&mut self, _start: usize, squared: &[f32]) {
            self.0 = squared.iter().copied().fold(self.0, f32::min);
        }
    }
    let mut nearest = Nearest(f32::MAX);
    tree.visit(row, scratch, &mut nearest);
    nearest.0
}
