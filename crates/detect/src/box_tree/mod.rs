//! Exact distances from a query to many stored rows, and to few of them where few will do.
//!
//! Stored rows are split into leaves of at most [`LEAF_ROWS`], each with its bounding box. A query walks the tree nearest box
//! first and leaves out every box that is too far to matter to the [`Visitor`]: LOF's k nearest neighbours, the kernel
//! sum of the one-class SVM.
//!
//! # Design
//! Network data is one-hot coded and clusters strongly: within a leaf most of some 118 columns have one value. A leaf
//! stores that value once and, of its rows, only the columns that vary (15 to 30), 16 rows side by side, so that
//! LLVM makes the inner loop SIMD code on any target. Distances are sums of squared differences, not
//! `|a|^2 + |b|^2 - 2ab`: in `f32` that would cancel to noise between near rows, which is where LOF looks.
//!
//! linfa-nn 0.8 was measured on one core for the 20 neighbours of each of 25,192 rows of NSL-KDD (118 columns): its
//! `KdTree` takes 1.1 s, `LinearSearch` 80 s, and its `BallTree` had not been built after two minutes; this tree takes
//! 0.6 s. Its indices borrow the rows, so they can be neither stored nor sent to another worker, hold all 118 columns
//! of every row, and do not serve the kernel sums.

mod build;
mod leaf;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;
use crate::simd::box_distance;
pub(crate) use leaf::LEAF_ROWS;
use leaf::Leaf;

/// Rows in a tree of boxes. A row is known by its position: rows of a leaf are adjacent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub(crate) struct BoxTree {
    n_features: u32,
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
    /// By node: least, then greatest value of each feature. Follows from the leaves, so it is not stored.
    #[serde(skip)]
    boxes: Vec<f32>,
}

/// Nodes are in depth-first order: the left child of node `i` is `i + 1`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Node {
    Inner { right: u32 },
    Leaf { leaf: u32 },
}

/// What a walk through the tree is for.
pub(crate) trait Visitor {
    /// Squared distance beyond which rows do not matter; asked again before every box.
    fn limit(&self) -> f32;
    /// Squared distances to the rows at `start..start + squared.len()`.
    fn rows(&mut self, start: usize, squared: &[f32]);
}

/// A box is given up after so many columns if they put it beyond the limit.
const BOUND_PART: usize = 32;

/// Memory that walks share.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    open: Vec<(f32, u32)>,
}

impl BoxTree {
    pub(crate) fn n_features(&self) -> usize {
        self.n_features as usize
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.leaves.last().map_or(0, |leaf| leaf.start as usize + leaf.len())
    }

    /// Calls `f` with every row in turn.
    pub(crate) fn for_each_row(&self, mut f: impl FnMut(&[f32])) {
        let mut row = Vec::with_capacity(self.n_features());
        for leaf in &self.leaves {
            for at in 0..leaf.len() {
                leaf.row_into(at, &mut row);
                f(&row);
            }
        }
    }

    /// The row at `position`, which is one of the tree.
    pub(crate) fn row(&self, position: usize) -> Vec<f32> {
        let mut row = Vec::new();
        let after = self.leaves.partition_point(|leaf| leaf.start as usize <= position);
        let leaf = &self.leaves[after - 1];
        leaf.row_into(position - leaf.start as usize, &mut row);
        row
    }

    /// Shows `visitor` every row within its limit, and some beyond.
    pub(crate) fn visit(&self, query: &[f32], scratch: &mut Scratch, visitor: &mut impl Visitor) {
        let slack = 1.0 - rounding_slack(self.n_features());
        let mut squared = [0.0; LEAF_ROWS];
        scratch.open.clear();
        scratch.open.push((0.0, 0));
        while let Some((bound, node)) = scratch.open.pop() {
            if bound * slack > visitor.limit() {
                continue;
            }
            match self.nodes[node as usize] {
                Node::Leaf { leaf } => {
                    let leaf = &self.leaves[leaf as usize];
                    visitor.rows(leaf.start as usize, leaf.squared_distances(query, &mut squared));
                }
                Node::Inner { right } => {
                    let limit = visitor.limit() / slack;
                    let near = (self.bound(node + 1, query, limit), node + 1);
                    let far = (self.bound(right, query, limit), right);
                    let (near, far) = if near.0 <= far.0 { (near, far) } else { (far, near) };
                    scratch.open.extend([far, near]);
                }
            }
        }
    }

    /// Calls `f` with the first position and the squared distances of every leaf in turn.
    pub(crate) fn for_each_leaf(&self, query: &[f32], mut f: impl FnMut(usize, &[f32])) {
        let mut squared = [0.0; LEAF_ROWS];
        for leaf in &self.leaves {
            f(leaf.start as usize, leaf.squared_distances(query, &mut squared));
        }
    }

    /// Squared distance from `query` to the box of `node`; where it is beyond `limit`, any number that is, too.
    fn bound(&self, node: u32, query: &[f32], limit: f32) -> f32 {
        let (low, high) = self.box_of(node as usize);
        let parts = query
            .chunks(BOUND_PART)
            .zip(low.chunks(BOUND_PART))
            .zip(high.chunks(BOUND_PART));
        let mut sum = 0.0;
        for ((query, low), high) in parts {
            sum += box_distance(query, low, high);
            if sum > limit {
                break;
            }
        }
        sum
    }

    fn box_of(&self, node: usize) -> (&[f32], &[f32]) {
        let n = self.n_features();
        self.boxes[2 * n * node..2 * n * (node + 1)].split_at(n)
    }
}

/// Bound on the relative rounding error of a sum of `n` squared differences, twice over: one for the box, one for the
/// row it is compared with. Each difference, square and addition rounds by at most `f32::EPSILON / 2`.
fn rounding_slack(n: usize) -> f32 {
    (n as f32 + 8.0) * 2.0 * f32::EPSILON
}

/// [`BoxTree`] as it is stored.
#[derive(Deserialize)]
struct Saved {
    n_features: u32,
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
}

impl TryFrom<Saved> for BoxTree {
    type Error = ModelError;

    fn try_from(saved: Saved) -> Result<Self, ModelError> {
        let Saved {
            n_features,
            nodes,
            mut leaves,
        } = saved;
        ModelError::check(
            n_features > 0 && !leaves.is_empty() && nodes.len() == 2 * leaves.len() - 1,
            "row tree of the wrong size",
        )?;
        let mut start = 0;
        for leaf in &mut leaves {
            leaf.restore(n_features, start)?;
            start = start
                .checked_add(u32::try_from(leaf.len()).unwrap_or(u32::MAX))
                .ok_or(ModelError("too many rows"))?;
        }
        check_links(&nodes, leaves.len())?;
        let mut tree = Self {
            n_features,
            nodes,
            leaves,
            boxes: Vec::new(),
        };
        tree.restore_boxes();
        Ok(tree)
    }
}

/// Whether the nodes are a binary tree in depth-first order whose leaves are `0, 1, ..` from left to right.
fn check_links(nodes: &[Node], n_leaves: usize) -> Result<(), ModelError> {
    // Right children still to come, in the order in which depth-first order must reach them.
    let mut awaited: Vec<u32> = Vec::new();
    let mut next_leaf = 0;
    let mut ok = true;
    for (i, node) in (0_u32..).zip(nodes) {
        match *node {
            Node::Inner { right } => awaited.push(right),
            Node::Leaf { leaf } => {
                ok &= leaf == next_leaf;
                next_leaf += 1;
                ok &= awaited.pop().is_none_or(|right| right == i + 1);
            }
        }
    }
    ModelError::check(
        ok && awaited.is_empty() && next_leaf as usize == n_leaves,
        "row tree with a node that leads nowhere",
    )
}
