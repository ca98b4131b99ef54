//! One tree, flat: a list of nodes.

use linfa_trees::{DecisionTree, TreeNode};
use ndarray::ArrayView1;

/// The place of a leaf's children.
pub(super) const NO_CHILD: u32 = u32::MAX;

/// A split, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    /// Column of the matrix that the split looks at.
    pub(super) feature: u32,
    /// Rows with a value of at most this go left.
    pub(super) threshold: f32,
    /// The left child, somewhere behind this node. [`NO_CHILD`] in a leaf.
    pub(super) left: u32,
    /// The right child, likewise.
    pub(super) right: u32,
    /// Share of the class among the rows that reach the node.
    pub(super) share: f32,
}

/// Nodes, the root first, children behind their parents. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    /// The shape of a tree of linfa's that was grown on `features` of the matrix. Shares are still 0.
    pub(super) fn of(tree: &DecisionTree<f32, bool>, features: &[usize]) -> Self {
        let mut nodes = Vec::new();
        flatten(tree.root_node(), features, &mut nodes);
        Self { nodes }
    }

    /// Visits the nodes from the root to the leaf of a row; gives the leaf.
    pub(super) fn walk(&self, row: ArrayView1<'_, f32>, mut visit: impl FnMut(usize)) -> Option<&Node> {
        let mut at = 0;
        loop {
            let node = self.nodes.get(at)?;
            visit(at);
            if node.left == NO_CHILD {
                return Some(node);
            }
            let value = row.get(node.feature as usize).copied().unwrap_or(0.0);
            at = if value <= node.threshold { node.left } else { node.right } as usize;
        }
    }

    /// The share of the class in the leaf of a row.
    pub(super) fn share(&self, row: ArrayView1<'_, f32>) -> f32 {
        self.walk(row, |_| {}).map_or(0.0, |leaf| leaf.share)
    }
}

/// Appends the node and what is below it; gives its place.
fn flatten(node: &TreeNode<f32, bool>, features: &[usize], nodes: &mut Vec<Node>) -> u32 {
    let at = nodes.len();
    let (feature, threshold, _) = node.split();
    let feature = features.get(feature).copied().unwrap_or(0);
    nodes.push(Node {
        feature: u32::try_from(feature).unwrap_or(0),
        threshold,
        left: NO_CHILD,
        right: NO_CHILD,
        share: 0.0,
    });
    if let [Some(left), Some(right)] = node.children().as_slice() {
        nodes[at].left = flatten(left, features, nodes);
        nodes[at].right = flatten(right, features, nodes);
    }
    u32::try_from(at).unwrap_or(NO_CHILD)
}
