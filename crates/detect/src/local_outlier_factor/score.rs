//! Nearest neighbours, densities and factors.

use ndarray::ArrayView2;

use super::LocalOutlierFactor;
use crate::box_tree::{BoxTree, Scratch, Visitor};
use crate::detector::Detector;
use crate::error::ScoreError;
use crate::input::Matrix;
use crate::progress::{Progress, report};

/// Rows scored between two reports of progress.
const REPORT_ROWS: usize = 256;
/// Added to a mean reachability, as scikit-learn does: a row with k copies of itself gets the density 1e10, not infinity.
const LEAST_REACHABILITY: f64 = 1e-10;

impl Detector for LocalOutlierFactor {
    /// Local outlier factor of each row as a new one: about 1 for an ordinary row; larger is more anomalous.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`, features in the order given to `fit`. Returns `[n_rows]`.
    ///
    /// # Errors
    /// [`ScoreError`]: another width than the training data, a value that is not finite, cancelled.
    ///
    /// # Source
    /// Breunig et al. (2000), definition 7.
    fn score_samples(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError> {
        let matrix = Matrix::for_model(x, self.n_features())?;
        let mut scores = Vec::with_capacity(matrix.n_rows());
        let mut scratch = Scratch::default();
        for (i, row) in matrix.values().chunks_exact(self.n_features()).enumerate() {
            if i % REPORT_ROWS == 0 {
                report(progress, i, matrix.n_rows())?;
            }
            let nearest = Neighbors::find(&self.tree, row, self.n_neighbors(), None, &mut scratch);
            scores.push(factor(&self.densities, &nearest, density(&self.k_distances, &nearest)));
        }
        report(progress, 1, 1)?;
        Ok(scores)
    }

    fn n_features(&self) -> usize {
        self.tree.n_features()
    }
}

/// Local reachability density of a row with these neighbours (definition 6): one over the mean of its distances to
/// them, each taken as at least that neighbour's own k-distance.
#[expect(
    clippy::cast_possible_truncation,
    reason = "densities are kept as f32; they end at 1e10"
)]
pub(super) fn density(k_distances: &[f32], neighbors: &[(f32, u32)]) -> f32 {
    let reachability: f64 = neighbors
        .iter()
        .map(|&(distance, at)| f64::from(distance.max(k_distances[at as usize])))
        .sum();
    (1.0 / (reachability / neighbors.len() as f64 + LEAST_REACHABILITY)) as f32
}

/// Mean density of the neighbours over a row's own density (definition 7).
#[expect(clippy::cast_possible_truncation, reason = "scores are f32 throughout")]
pub(super) fn factor(densities: &[f32], neighbors: &[(f32, u32)], density: f32) -> f32 {
    let sum: f64 = neighbors.iter().map(|&(_, at)| f64::from(densities[at as usize])).sum();
    (sum / neighbors.len() as f64 / f64::from(density)) as f32
}

/// The nearest rows seen so far, nearest first.
pub(super) struct Neighbors {
    k: usize,
    left_out: Option<usize>,
    /// Squared distance and position.
    nearest: Vec<(f32, u32)>,
}

impl Neighbors {
    /// Distance and position of the `k` rows of the tree nearest to `query`, except the row at `left_out`.
    pub(super) fn find(
        tree: &BoxTree,
        query: &[f32],
        k: usize,
        left_out: Option<usize>,
        scratch: &mut Scratch,
    ) -> Vec<(f32, u32)> {
        let mut neighbors = Self {
            k,
            left_out,
            nearest: Vec::with_capacity(k + 1),
        };
        tree.visit(query, scratch, &mut neighbors);
        let mut nearest = neighbors.nearest;
        for (distance, _) in &mut nearest {
            // Rows so far off that the square is infinite still get a finite score.
            *distance = distance.min(f32::MAX).sqrt();
        }
        nearest
    }

    fn insert(&mut self, entry: (f32, u32)) {
        let place = self.nearest.partition_point(|other| (other.0, other.1) < entry);
        self.nearest.insert(place, entry);
        self.nearest.truncate(self.k);
    }
}

impl Visitor for Neighbors {
    fn limit(&self) -> f32 {
        if self.nearest.len() < self.k {
            f32::INFINITY
        } else {
            self.nearest[self.k - 1].0
        }
    }

    fn rows(&mut self, start: usize, squared: &[f32]) {
        let mut limit = self.limit();
        // Positions fit a u32 as the tree's own do.
        for ((position, at), &squared) in (start..).zip(u32::try_from(start).unwrap_or(u32::MAX)..).zip(squared) {
            if squared <= limit && self.left_out != Some(position) {
                self.insert((squared, at));
                limit = self.limit();
            }
        }
    }
}
