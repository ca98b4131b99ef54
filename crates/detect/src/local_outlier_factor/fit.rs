//! Choosing the reference, and the density of each of its rows.

use linfa::ParamGuard;
use ndarray::ArrayView2;

use super::score::{Neighbors, density, factor};
use super::{LocalOutlierFactor, LocalOutlierFactorParams, LocalOutlierFactorValidParams};
use crate::box_tree::{BoxTree, Scratch};
use crate::error::{Cancelled, FitError};
use crate::input::{Matrix, TrainingSet, distinct_counts, sample_rows};
use crate::progress::{Progress, report};

/// Neighbours are found for so many rows between two reports of progress.
const REPORT_ROWS: usize = 256;

impl LocalOutlierFactorParams {
    /// Keeps reference rows among the rows `rows` of `x`, and computes their densities, after checking the parameters.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`, distinct rows; `rows`: indices below `n_rows`.
    ///
    /// # Errors
    /// [`FitError`]: a parameter out of range, fewer than 2 reference rows, a value that is not finite, cancelled.
    pub fn fit(
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        progress: Progress<'_>,
    ) -> Result<LocalOutlierFactor, FitError> {
        self.check_ref()?.fit_rows(x, rows, progress)
    }
}

impl LocalOutlierFactorValidParams {
    pub(crate) fn fit_rows(
        &self,
        x: ArrayView2<'_, f32>,
        rows: &[u32],
        progress: Progress<'_>,
    ) -> Result<LocalOutlierFactor, FitError> {
        let set = TrainingSet::new(x, rows)?;
        let candidates = if self.deduplicate() {
            distinct_counts(rows).into_iter().map(|(row, _)| row).collect()
        } else {
            rows.to_vec()
        };
        if candidates.len() < 2 {
            let kind = if self.deduplicate() {
                "distinct training"
            } else {
                "training"
            };
            return Err(FitError::TooFewRows {
                required: 2,
                available: candidates.len(),
                kind,
            });
        }
        let reference = sample_rows(&candidates, self.max_reference_rows(), self.seed()).into_owned();
        let (tree, order) = BoxTree::build(&set.matrix, &reference);
        let k = self.n_neighbors().min(reference.len() - 1);
        let ordered: Vec<u32> = order.iter().map(|&i| reference[i as usize]).collect();
        let graph = Graph::new(&tree, &set.matrix, &ordered, k, progress)?;
        let densities = graph.densities();
        let mut training_scores = vec![0.0; reference.len()];
        for (position, &i) in order.iter().enumerate() {
            training_scores[i as usize] = factor(&densities, graph.neighbors(position), densities[position]);
        }
        Ok(LocalOutlierFactor {
            n_neighbors: count(k),
            n_distinct: count(candidates.len()),
            reference_rows: reference,
            training_scores,
            tree,
            k_distances: graph.k_distances,
            densities,
        })
    }
}

/// `TrainingSet` has checked that rows can be numbered by a `u32`.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The k nearest neighbours of every reference row, itself left out.
struct Graph {
    k: usize,
    /// `[n, k]`: distance and position of each neighbour.
    edges: Vec<(f32, u32)>,
    k_distances: Vec<f32>,
}

impl Graph {
    fn new(
        tree: &BoxTree,
        matrix: &Matrix<'_>,
        rows: &[u32],
        k: usize,
        progress: Progress<'_>,
    ) -> Result<Self, Cancelled> {
        let mut graph = Self {
            k,
            edges: Vec::with_capacity(rows.len() * k),
            k_distances: Vec::with_capacity(rows.len()),
        };
        let mut scratch = Scratch::default();
        for (position, &row) in rows.iter().enumerate() {
            if position % REPORT_ROWS == 0 {
                report(progress, position, rows.len())?;
            }
            let nearest = Neighbors::find(tree, matrix.row(row), k, Some(position), &mut scratch);
            graph
                .k_distances
                .push(nearest.last().map_or(0.0, |&(distance, _)| distance));
            graph.edges.extend(nearest);
        }
        report(progress, 1, 1)?;
        Ok(graph)
    }

    fn neighbors(&self, position: usize) -> &[(f32, u32)] {
        &self.edges[position * self.k..(position + 1) * self.k]
    }

    fn densities(&self) -> Vec<f32> {
        (0..self.k_distances.len())
            .map(|position| density(&self.k_distances, self.neighbors(position)))
            .collect()
    }
}
