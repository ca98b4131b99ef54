//! Isolation forest: rows that random splits isolate after few steps are anomalous.
//!
//! In: the training rows of a row-major `f32` matrix. Out: for each row a score in `(0, 1)`, about 0.5 for an ordinary
//! row and more for an anomalous one.
//!
//! # Source
//! Liu, Ting and Zhou (2008), "Isolation Forest". Splits are drawn as scikit-learn draws them: a random feature among
//! those not constant in the node, a threshold uniform between the node's least and largest value, depth at most
//! `ceil(log2(max_samples))`.
//!
//! # Design
//! linfa has no isolation forest. A tree is a flat array of nodes in which the right child follows the left and a leaf is its own
//! child, so that all rows of a block walk the same number of steps without a branch, several at a time. Trees are the
//! outer loop and blocks of rows the inner one: a tree's nodes (some 6 kB) stay in the first-level cache.
//!
//! # Limits
//! Splits are parallel to the axes: an anomaly that is unusual only in a combination of features is hard to see, and
//! one-hot columns dilute the features, as each is drawn as often as any other.

mod fit;
mod leaves;
mod params;
mod score;
mod tree;
mod view;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use leaves::LeafWeights;
pub use params::{IsolationForestParams, IsolationForestValidParams};

use crate::error::ModelError;
use tree::Tree;
pub use view::{TreeNode, TreeView};

/// A fitted isolation forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct IsolationForest {
    n_features: u32,
    max_samples: u32,
    trees: Vec<Tree>,
}

impl IsolationForest {
    /// Number of trees.
    pub fn n_estimators(&self) -> usize {
        self.trees.len()
    }

    /// Rows that each tree was grown on: the parameter, or the training rows if they were fewer.
    pub fn max_samples(&self) -> usize {
        self.max_samples as usize
    }
}

/// [`IsolationForest`] as it is stored, before its parts are checked against each other.
#[derive(Deserialize)]
struct Saved {
    n_features: u32,
    max_samples: u32,
    trees: Vec<Tree>,
}

impl TryFrom<Saved> for IsolationForest {
    type Error = ModelError;

    fn try_from(saved: Saved) -> Result<Self, ModelError> {
        let Saved {
            n_features,
            max_samples,
            trees,
        } = saved;
        ModelError::check(
            n_features > 0 && max_samples > 1 && !trees.is_empty(),
            "an empty isolation forest",
        )?;
        for tree in &trees {
            tree.check(n_features)?;
        }
        Ok(Self {
            n_features,
            max_samples,
            trees,
        })
    }
}
