//! One tree: grown on a sample, then walked without branches.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::error::ModelError;
use crate::input::Matrix;

/// As scikit-learn's `FEATURE_THRESHOLD`: a feature that varies less in a node counts as constant there.
const CONSTANT_SPREAD: f32 = 1e-7;

/// Rows go left if `x[feature] <= threshold`; `right = left + 1`. A leaf has `threshold = f32::INFINITY` and itself as
/// left child, so that a row which reached it stays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Node {
    pub(super) feature: u32,
    pub(super) threshold: f32,
    pub(super) left: u32,
}

/// An isolation tree; the root is node 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Tree {
    /// Edges from the root to the deepest leaf.
    pub(super) depth: u32,
    pub(super) nodes: Vec<Node>,
    /// By node: path length of a leaf, `depth + c(rows in the leaf)`; 0 for an inner node.
    pub(super) path_lengths: Vec<f32>,
    /// By node: rows of the sample that reached it, at least one. Apart from the nodes, which scoring walks.
    pub(super) covers: Vec<u32>,
}

/// Edges that a path has at most: `log2` of the most rows that a tree is grown on.
const MAX_DEPTH: u32 = 16;

impl Tree {
    /// Whether walking the tree stays inside it and inside a row of `n_features`.
    pub(super) fn check(&self, n_features: u32) -> Result<(), ModelError> {
        let n = self.nodes.len();
        ModelError::check(
            n > 0 && self.path_lengths.len() == n && self.covers.len() == n && self.depth <= MAX_DEPTH,
            "isolation tree of the wrong size",
        )?;
        let ok = self.nodes.iter().enumerate().all(|(i, node)| {
            let left = node.left as usize;
            let is_leaf = left == i && node.threshold == f32::INFINITY;
            node.feature < n_features && (is_leaf || (left > i && left + 1 < n))
        });
        let finite = self.path_lengths.iter().all(|l| l.is_finite() && *l >= 0.0);
        ModelError::check(ok && finite, "isolation tree with a node that leads nowhere")?;
        ModelError::check(self.is_tree(), "isolation tree whose rows do not add up")
    }

    /// Whether the rows of every node are those of its children, no node has two parents, and no path is longer than the
    /// depth: then a walk over all of it ends, however the tree was made. The links are known to lead forward.
    fn is_tree(&self) -> bool {
        let mut levels = vec![0_u32; self.nodes.len()];
        for (i, node) in self.nodes.iter().enumerate() {
            let left = node.left as usize;
            if self.covers[i] == 0 || levels[i] > self.depth {
                return false;
            }
            if left == i {
                continue;
            }
            let rows = self.covers[left].checked_add(self.covers[left + 1]);
            if rows != Some(self.covers[i]) || levels[left] > 0 || levels[left + 1] > 0 {
                return false;
            }
            levels[left] = levels[i] + 1;
            levels[left + 1] = levels[i] + 1;
        }
        levels[1..].iter().all(|&level| level > 0)
    }
}

/// Expected path length of an unsuccessful search in a binary search tree of `n` rows: `c(n)`, eq. 1 of the paper, with
/// the asymptotic harmonic number as in scikit-learn; `c(1) = 0`, `c(2) = 1`.
pub(super) fn average_path_length(n: usize) -> f64 {
    const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = n as f64;
            2.0 * (libm::log(n - 1.0) + EULER_GAMMA) - 2.0 * (n - 1.0) / n
        }
    }
}

/// A node still to be split: its rows are `sample[start..end]`, and `features[..n_candidates]` may vary in it.
struct Open {
    node: usize,
    start: usize,
    end: usize,
    depth: u32,
    candidates: Vec<u32>,
}

/// Grows a tree on `sample` (row numbers, reordered in place) over the columns `features`.
pub(super) fn grow(
    matrix: &Matrix<'_>,
    sample: &mut [u32],
    features: Vec<u32>,
    max_depth: u32,
    rng: &mut ChaCha8Rng,
) -> Tree {
    let mut tree = Tree {
        depth: 0,
        nodes: vec![LEAF],
        path_lengths: vec![0.0],
        covers: vec![index(sample.len())],
    };
    let mut open = vec![Open {
        node: 0,
        start: 0,
        end: sample.len(),
        depth: 0,
        candidates: features,
    }];
    while let Some(mut task) = open.pop() {
        let rows = &mut sample[task.start..task.end];
        let split = if task.depth < max_depth {
            draw_split(matrix, rows, &mut task.candidates, rng)
        } else {
            None
        };
        let Some((feature, threshold)) = split else {
            tree.depth = tree.depth.max(task.depth);
            make_leaf(
                &mut tree,
                task.node,
                f64::from(task.depth) + average_path_length(rows.len()),
            );
            continue;
        };
        let middle = task.start + partition(rows, |row| matrix.row(row)[feature as usize] <= threshold);
        let left = tree.nodes.len();
        tree.nodes[task.node] = Node {
            feature,
            threshold,
            left: index(left),
        };
        tree.nodes.extend([LEAF, LEAF]);
        tree.path_lengths.extend([0.0, 0.0]);
        tree.covers
            .extend([index(middle - task.start), index(task.end - middle)]);
        let depth = task.depth + 1;
        open.push(Open {
            node: left + 1,
            start: middle,
            end: task.end,
            depth,
            candidates: task.candidates.clone(),
        });
        open.push(Open {
            node: left,
            start: task.start,
            end: middle,
            depth,
            candidates: task.candidates,
        });
    }
    tree
}

const LEAF: Node = Node {
    feature: 0,
    threshold: f32::INFINITY,
    left: 0,
};

/// A tree has fewer than `2 * max_samples <= 2^17` nodes.
fn index(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a path length needs no more than f32's precision"
)]
fn make_leaf(tree: &mut Tree, node: usize, path_length: f64) {
    tree.nodes[node].left = index(node);
    tree.path_lengths[node] = path_length as f32;
}

/// A random feature that varies over `rows`, and a threshold that leaves rows on both sides; `None` if all are equal.
/// Features found constant leave `candidates`: they are constant in every node below, too.
fn draw_split(
    matrix: &Matrix<'_>,
    rows: &[u32],
    candidates: &mut Vec<u32>,
    rng: &mut ChaCha8Rng,
) -> Option<(u32, f32)> {
    if rows.len() < 2 {
        return None;
    }
    while !candidates.is_empty() {
        let pick = rng.random_range(0..index(candidates.len())) as usize;
        let feature = candidates[pick];
        let (low, high) = range(rows.iter().map(|&row| matrix.row(row)[feature as usize]));
        if high > low + CONSTANT_SPREAD {
            // `low * (1 - u) + high * u` cannot overflow, as `low + u * (high - low)` could.
            let u: f32 = rng.random();
            let threshold = low * (1.0 - u) + high * u;
            return Some((feature, if threshold < high { threshold.max(low) } else { low }));
        }
        candidates.swap_remove(pick);
    }
    None
}

fn range(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    })
}

/// Moves the rows for which `goes_left` to the front; their number.
fn partition(rows: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let mut n_left = 0;
    for i in 0..rows.len() {
        if goes_left(rows[i]) {
            rows.swap(i, n_left);
            n_left += 1;
        }
    }
    n_left
}
