//! A look at the trees, for what explains them.

use super::IsolationForest;
use super::tree::Tree;

/// One tree of a forest; the root is node 0, and children come after their parents.
#[derive(Debug, Clone, Copy)]
pub struct TreeView<'a> {
    tree: &'a Tree,
}

/// A node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TreeNode {
    /// Rows with `x[feature] <= threshold` go left.
    Inner {
        /// Column of the matrix.
        feature: usize,
        /// Greatest value that goes left.
        threshold: f32,
        /// Node of the rows that go left.
        left: usize,
        /// Node of the others.
        right: usize,
    },
    /// Rows end here.
    Leaf {
        /// Edges from the root, and what the rows here would need on average to be isolated.
        path_length: f32,
    },
}

impl IsolationForest {
    /// The trees, in the order in which they were grown.
    pub fn trees(&self) -> impl ExactSizeIterator<Item = TreeView<'_>> {
        self.trees.iter().map(|tree| TreeView { tree })
    }
}

impl TreeView<'_> {
    /// Number of nodes, at least 1.
    pub fn n_nodes(&self) -> usize {
        self.tree.nodes.len()
    }

    /// Edges from the root to the deepest leaf, at most 16.
    pub fn depth(&self) -> usize {
        self.tree.depth as usize
    }

    /// Node `at`.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn node(&self, at: usize) -> TreeNode {
        let node = self.tree.nodes[at];
        let left = node.left as usize;
        if left == at {
            return TreeNode::Leaf {
                path_length: self.tree.path_lengths[at],
            };
        }
        TreeNode::Inner {
            feature: node.feature as usize,
            threshold: node.threshold,
            left,
            right: left + 1,
        }
    }

    /// Rows of the tree's sample that reached node `at`: at least 1, and those of its children together.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn cover(&self, at: usize) -> u32 {
        self.tree.covers[at]
    }
}
