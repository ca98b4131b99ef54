//! One-class SVM with a radial kernel: rows outside the smallest region that holds most of the training rows are
//! anomalous.
//!
//! In: a sample of the training rows of a row-major `f32` matrix. Out: for each row the logarithm of `rho` over its kernel
//! sum: positive outside the region, negative inside.
//!
//! # Source
//! Schölkopf et al. (2001), "Estimating the Support of a High-Dimensional Distribution". The dual problem
//! `min 1/2 a' K a`, `0 <= a_i <= c_i`, `sum a_i = nu * n` is solved by sequential minimal optimization with the second-order
//! choice of the working set of Fan, Chen and Lin (2005), as in LIBSVM.
//!
//! # Design
//! - **Own solver.** linfa-svm 0.8 computes the kernel of all pairs before it starts: 10,000 rows are 800 MB in `f64`,
//!   more than a browser's worker should hold, and most of it is never looked at (4,000 rows of NSL-KDD took it 3.2 s,
//!   10,000 take 1 s here, on the same core). It cannot be cancelled, nor be told of repeated rows. Here kernel rows
//!   are computed when they are first needed and kept in a cache with a byte budget.
//! - **Repeated rows** are one variable with `c_i` = the number of copies: the same optimum, as copies have the same
//!   kernel row, and a smaller problem.
//! - **Score.** scikit-learn's decision is `sum - rho`. Far rows have a kernel sum of 1e-10 or (in `f64`, too) 0, and all the
//!   same decision. `ln rho - ln sum` has the same order and the same sign (reversed: higher is more anomalous), keeps far
//!   rows apart, and does not lose them in an `f32`.
//!
//! # Limits
//! Time to fit grows faster than the square of the rows, hence the cap; time to score with the support vectors, at least
//! `nu * n` of them. nu decides much: 0.5, scikit-learn's default, puts half of the training rows outside.

mod cache;
mod fit;
mod kernel;
mod params;
mod score;
mod solver;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use params::{Gamma, OneClassSvmParams, OneClassSvmValidParams};

use crate::box_tree::BoxTree;
use crate::error::ModelError;

/// A fitted one-class SVM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct OneClassSvm {
    gamma: f64,
    rho: f64,
    n_training_rows: u32,
    is_converged: bool,
    support: BoxTree,
    /// By position in the tree: the multiplier, summed over copies of the row.
    multipliers: Vec<f32>,
}

impl OneClassSvm {
    /// Width of the kernel `exp(-gamma * |a - b|^2)`.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// Kernel sum on the border of the region (scikit-learn's `-intercept_`).
    pub fn rho(&self) -> f64 {
        self.rho
    }

    /// Distinct rows with a multiplier above 0.
    pub fn n_support_vectors(&self) -> usize {
        self.multipliers.len()
    }

    /// Calls `f` with every support vector and its multiplier, in an order of the model's own.
    ///
    /// # Shapes
    /// Vectors are `[n_features]`.
    pub fn for_each_support_vector(&self, mut f: impl FnMut(&[f32], f32)) {
        let mut multipliers = self.multipliers.iter();
        self.support.for_each_row(|row| {
            if let Some(&multiplier) = multipliers.next() {
                f(row, multiplier);
            }
        });
    }

    /// Rows that were trained on, repeats included, after the cap.
    pub fn n_training_rows(&self) -> usize {
        self.n_training_rows as usize
    }

    /// Whether the tolerance was reached, as it is unless rounding or the limit of iterations came first.
    pub fn is_converged(&self) -> bool {
        self.is_converged
    }
}

/// [`OneClassSvm`] as it is stored.
#[derive(Deserialize)]
struct Saved {
    gamma: f64,
    rho: f64,
    n_training_rows: u32,
    is_converged: bool,
    support: BoxTree,
    multipliers: Vec<f32>,
}

impl TryFrom<Saved> for OneClassSvm {
    type Error = ModelError;

    fn try_from(saved: Saved) -> Result<Self, ModelError> {
        let Saved {
            gamma,
            rho,
            n_training_rows,
            is_converged,
            support,
            multipliers,
        } = saved;
        ModelError::check(multipliers.len() == support.n_rows(), "one-class SVM of the wrong size")?;
        let positive = |v: f64| v > 0.0 && v.is_finite();
        let ok = positive(gamma) && positive(rho) && multipliers.iter().all(|&m| positive(m.into()));
        ModelError::check(ok, "one-class SVM with a number that is not positive")?;
        Ok(Self {
            gamma,
            rho,
            n_training_rows,
            is_converged,
            support,
            multipliers,
        })
    }
}
