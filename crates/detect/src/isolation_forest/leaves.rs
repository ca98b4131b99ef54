//! Leaves as features: rows that fall into the same leaves are alike to the forest.

use ndarray::{ArrayView1, ArrayView2};

use super::IsolationForest;
use super::tree::Tree;
use crate::error::ScoreError;
use crate::progress::Progress;

/// A weight for each leaf of a forest.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafWeights {
    /// By tree and node; 0 for inner nodes.
    by_node: Vec<Vec<f32>>,
}

impl IsolationForest {
    /// Weights of 0.
    pub fn leaf_weights(&self) -> LeafWeights {
        let by_node = self.trees.iter().map(|tree| vec![0.0; tree.nodes.len()]);
        LeafWeights {
            by_node: by_node.collect(),
        }
    }

    /// Adds to the weights of the leaves that a row falls into.
    ///
    /// # Shapes
    /// `row`: `[n_features]`. `weights` are of this forest.
    pub fn add_to_leaves(&self, row: ArrayView1<'_, f32>, amount: f32, weights: &mut LeafWeights) {
        for (tree, by_node) in self.trees.iter().zip(&mut weights.by_node) {
            if let Some(weight) = by_node.get_mut(leaf(tree, row)) {
                *weight += amount;
            }
        }
    }

    /// For each row the mean, over the trees, of the weights of the leaves that it falls into.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`. `weights` are of this forest. Returns `[n_rows]`.
    ///
    /// # Errors
    /// As [`Detector::score_samples`](crate::Detector::score_samples).
    pub fn mean_leaf_weights(
        &self,
        x: ArrayView2<'_, f32>,
        weights: &LeafWeights,
        progress: Progress<'_>,
    ) -> Result<Vec<f32>, ScoreError> {
        let mut sums = self.leaf_sums(x, |tree| &weights.by_node[tree], progress)?;
        let n_trees = self.n_estimators() as f32;
        for sum in &mut sums {
            *sum /= n_trees;
        }
        Ok(sums)
    }
}

/// The node at which a row ends.
fn leaf(tree: &Tree, row: ArrayView1<'_, f32>) -> usize {
    let mut at = 0;
    for _ in 0..tree.depth {
        let node = tree.nodes[at as usize];
        at = node.left + u32::from(row[node.feature as usize] > node.threshold);
    }
    at as usize
}
