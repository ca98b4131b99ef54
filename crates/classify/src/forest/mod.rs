//! A random forest: for every class, trees that tell its rows from all others.
//!
//! Each tree is grown by `linfa-trees` on a sample of the rows, drawn with replacement, and a part of the columns. A leaf
//! gives the share of the class among the rows of the sample that reach it, weighted back to how frequent the class is;
//! a class's probability is the mean over its trees, and those of a row are scaled to add up to 1.
//!
//! # Source
//! Breiman (1996), "Bagging predictors"; (2001), "Random forests". Columns are drawn for a tree, not for a split (Ho,
//! 1998, "The random subspace method"), which is what linfa offers.
//!
//! # Design
//! Not `linfa-ensemble`, which wraps the same trees: it gives votes and no probabilities, takes a fitting error for a
//! panic, and draws with another generation of `rand`. And not one tree for all classes: linfa adds up the impurity of
//! a split in the order of a hash map, which for three classes and more rounds differently in every run, so that the
//! same seed would not give the same forest. A sum of two numbers has no order.
//!
//! # When not to use it
//! linfa's trees scan every row of the sample at every node, so that a sample is capped ([`ForestParams::max_rows`]):
//! with very many rows a network learns more of them.

mod fit;
mod params;
mod persist;
mod tree;

#[cfg(test)]
mod tests;

use ndarray::{Array2, ArrayView2};

pub use params::ForestParams;
pub use persist::ForestDescription;
use tree::Tree;
use wiresift_network::{ScoreError, check_rows};

/// A grown forest.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomForest {
    params: ForestParams,
    n_features: usize,
    /// The trees of every class; none for a class without rows.
    trees: Vec<Vec<Tree>>,
    n_rows: usize,
}

impl RandomForest {
    /// The settings it was grown with.
    pub fn params(&self) -> &ForestParams {
        &self.params
    }

    /// Columns of the matrix it was grown on, and expects.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Classes it tells apart.
    pub fn n_classes(&self) -> usize {
        self.trees.len()
    }

    /// Trees of all classes.
    pub fn n_trees(&self) -> usize {
        self.trees.iter().map(Vec::len).sum()
    }

    /// Rows it was grown on. A tree saw at most [`ForestParams::max_rows`] of them.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Whether a tree saw fewer rows than there are.
    pub fn is_capped(&self) -> bool {
        self.params.max_rows < self.n_rows
    }

    /// The probability of each class for each row, not calibrated.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]`. Returns `[n_samples, n_classes]`, each in `[0, 1]`; a row adds up to 1.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, or values that are not finite.
    pub fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ScoreError> {
        check_rows(x, self.n_features, 0)?;
        let mut probabilities = Array2::zeros((x.nrows(), self.trees.len()));
        for (row, mut target) in x.rows().into_iter().zip(probabilities.rows_mut()) {
            for (trees, target) in self.trees.iter().zip(&mut target) {
                let sum: f32 = trees.iter().map(|tree| tree.share(row)).sum();
                *target = sum / trees.len().max(1) as f32;
            }
            let sum = target.sum();
            if sum > 0.0 {
                target /= sum;
            } else {
                // No tree claims the row: every class is as likely.
                target.fill(1.0 / self.trees.len() as f32);
            }
        }
        Ok(probabilities)
    }
}
