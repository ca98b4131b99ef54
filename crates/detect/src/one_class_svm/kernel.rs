//! Rows of the kernel matrix, and the kernel width.

use crate::box_tree::BoxTree;
use crate::input::Matrix;
use crate::simd::exp_nonpositive;

/// Kernel of `query` with every row of `tree`, by position.
pub(super) fn kernel_row(tree: &BoxTree, query: &[f32], gamma: f32, out: &mut [f32]) {
    tree.for_each_leaf(query, |start, squared| {
        for (out, &squared) in out[start..].iter_mut().zip(squared) {
            *out = exp_nonpositive(-gamma * squared);
        }
    });
}

/// scikit-learn's `gamma="scale"`: `1 / (n_features * variance)`, the variance over all values of all rows; 1 where it is 0.
pub(super) fn scale_gamma(matrix: &Matrix<'_>, rows: &[u32]) -> f64 {
    let n_features = matrix.n_features() as f64;
    let n = rows.len() as f64 * n_features;
    let sum_over = |f: &dyn Fn(f64) -> f64| -> f64 {
        rows.iter()
            .map(|&row| matrix.row(row).iter().map(|&v| f(f64::from(v))).sum::<f64>())
            .sum()
    };
    let mean = sum_over(&|v| v) / n;
    let variance = sum_over(&|v| (v - mean) * (v - mean)) / n;
    // Values near f32::MIN_POSITIVE would make gamma larger than an f32 holds.
    if variance > 0.0 {
        (1.0 / (n_features * variance)).min(1e30)
    } else {
        1.0
    }
}
