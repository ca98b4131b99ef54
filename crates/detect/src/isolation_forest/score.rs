//! Scoring: the mean path length over the trees.

use ndarray::ArrayView2;

use super::IsolationForest;
use super::tree::{Tree, average_path_length};
use crate::detector::Detector;
use crate::error::ScoreError;
use crate::input::Matrix;
use crate::progress::{Progress, report};

/// Rows that walk a tree side by side: enough loads in flight to hide their latency.
const LANES: usize = 8;
/// Rows per block: 512 rows of 118 features are 240 kB, which stays in the second-level cache over all trees.
const BLOCK: usize = 512;

impl Detector for IsolationForest {
    /// Anomaly score of each row: `2^(-E[h] / c(max_samples))`, in `(0, 1)`; larger is more anomalous.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`, features in the order given to `fit`. Returns `[n_rows]`.
    ///
    /// # Errors
    /// [`ScoreError`]: another width than the training data, a value that is not finite, cancelled.
    ///
    /// # Source
    /// Liu, Ting and Zhou (2008), eq. 2.
    fn score_samples(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError> {
        let normal = self.trees.len() as f64 * average_path_length(self.max_samples());
        let values = |tree: usize| self.trees[tree].path_lengths.as_slice();
        let mut scores = self.leaf_sums(x, values, progress)?;
        for total in &mut scores {
            *total = score(f64::from(*total) / normal);
        }
        Ok(scores)
    }

    fn n_features(&self) -> usize {
        self.n_features as usize
    }
}

impl IsolationForest {
    /// For each row the sum, over the trees, of the values of the leaves that it falls into; `values` gives those of a
    /// tree, by node.
    pub(super) fn leaf_sums<'a>(
        &self,
        x: ArrayView2<'_, f32>,
        values: impl Fn(usize) -> &'a [f32],
        progress: Progress<'_>,
    ) -> Result<Vec<f32>, ScoreError> {
        let matrix = Matrix::for_model(x, self.n_features())?;
        let mut sums = Vec::with_capacity(matrix.n_rows());
        let mut totals = vec![0.0_f32; BLOCK];
        for block in matrix.values().chunks(BLOCK * self.n_features()) {
            if sums.len() % (16 * BLOCK) == 0 {
                report(progress, sums.len(), matrix.n_rows())?;
            }
            let totals = &mut totals[..block.len() / self.n_features()];
            totals.fill(0.0);
            for (at, tree) in self.trees.iter().enumerate() {
                add_leaf_values(tree, values(at), block, self.n_features(), totals);
            }
            sums.extend_from_slice(totals);
        }
        report(progress, 1, 1)?;
        Ok(sums)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scores are f32 throughout")]
fn score(relative_depth: f64) -> f32 {
    libm::exp2(-relative_depth) as f32
}

fn add_leaf_values(tree: &Tree, values: &[f32], block: &[f32], n_features: usize, totals: &mut [f32]) {
    for (rows, totals) in block.chunks(LANES * n_features).zip(totals.chunks_mut(LANES)) {
        let mut at = [0_u32; LANES];
        let mut offset = [0_usize; LANES];
        // A last, shorter group walks its last row again in the spare lanes.
        for (lane, offset) in offset.iter_mut().enumerate() {
            *offset = lane.min(totals.len() - 1) * n_features;
        }
        for _ in 0..tree.depth {
            for (at, offset) in at.iter_mut().zip(&offset) {
                let node = tree.nodes[*at as usize];
                *at = node.left + u32::from(rows[offset + node.feature as usize] > node.threshold);
            }
        }
        for (total, at) in totals.iter_mut().zip(at) {
            *total += values[at as usize];
        }
    }
}
