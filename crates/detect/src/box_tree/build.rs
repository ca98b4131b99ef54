//! Splitting rows into leaves.

use super::leaf::{LEAF_ROWS, Leaf};
use super::{BoxTree, Node};
use crate::input::Matrix;

/// A split leaves at least so many rows on either side where the column allows: small leaves waste SIMD lanes and need
/// more boxes. Measured against 8: kernel sums a quarter faster, neighbours a sixth.
const LEAST_SIDE: usize = 24;
/// Rows looked at to choose the column of a split.
const SURVEYED_ROWS: usize = 256;

impl BoxTree {
    /// The tree over the rows `rows` (at least one) of `matrix`, and for each position in the tree the index in `rows`
    /// of the row there.
    pub(crate) fn build(matrix: &Matrix<'_>, rows: &[u32]) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0_u32..).take(rows.len()).collect();
        let n_features = u32::try_from(matrix.n_features()).unwrap_or(u32::MAX);
        let mut tree = Self {
            n_features,
            nodes: Vec::new(),
            leaves: Vec::new(),
            boxes: Vec::new(),
        };
        // Ranges of `order` still to be placed, each with the node to which it is the right child.
        let mut open = vec![(0, order.len(), None)];
        while let Some((start, end, parent)) = open.pop() {
            let node = tree.nodes.len();
            if let Some(parent) = parent {
                tree.nodes[parent] = Node::Inner { right: as_u32(node) };
            }
            let range = &mut order[start..end];
            if range.len() <= LEAF_ROWS {
                tree.nodes.push(Node::Leaf {
                    leaf: as_u32(tree.leaves.len()),
                });
                range.sort_unstable();
                let values: Vec<&[f32]> = range.iter().map(|&i| matrix.row(rows[i as usize])).collect();
                tree.leaves.push(Leaf::new(as_u32(start), &values));
            } else {
                tree.nodes.push(Node::Inner { right: 0 });
                let middle = start + split(matrix, rows, range);
                open.push((middle, end, Some(node)));
                open.push((start, middle, None));
            }
        }
        tree.restore_boxes();
        (tree, order)
    }

    /// Boxes of the leaves, then of the nodes above them.
    pub(super) fn restore_boxes(&mut self) {
        let n = self.n_features();
        self.boxes = vec![0.0; 2 * n * self.nodes.len()];
        for node in (0..self.nodes.len()).rev() {
            let (low, high) = match self.nodes[node] {
                Node::Leaf { leaf } => self.leaves[leaf as usize].bounds(),
                Node::Inner { right } => {
                    let (left_box, right_box) = (self.box_of(node + 1), self.box_of(right as usize));
                    (
                        pairwise(left_box.0, right_box.0, f32::min),
                        pairwise(left_box.1, right_box.1, f32::max),
                    )
                }
            };
            let place = &mut self.boxes[2 * n * node..2 * n * (node + 1)];
            place[..n].copy_from_slice(&low);
            place[n..].copy_from_slice(&high);
        }
    }
}

fn pairwise(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect()
}

/// Positions are at most the number of rows, which `TrainingSet` has checked against `u32`.
fn as_u32(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Reorders `range` so that its two parts are near in themselves; the size of the first, neither 0 nor all.
fn split(matrix: &Matrix<'_>, rows: &[u32], range: &mut [u32]) -> usize {
    let column = widest_column(matrix, rows, range);
    let value = |i: u32| matrix.row(rows[i as usize])[column];
    range.sort_unstable_by(|&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
    let sorted: Vec<f32> = range.iter().map(|&i| value(i)).collect();
    // Equal rows can be cut anywhere.
    best_cut(&sorted, LEAST_SIDE)
        .or_else(|| best_cut(&sorted, 1))
        .unwrap_or(range.len() / 2)
}

/// The column with the greatest variance over a survey of the rows. (Where the survey sees no difference between the
/// rows, column 0: cutting anywhere is right for equal rows and safe for others.)
fn widest_column(matrix: &Matrix<'_>, rows: &[u32], range: &[u32]) -> usize {
    let row = |i: usize| matrix.row(rows[range[i] as usize]);
    let n = range.len().min(SURVEYED_ROWS);
    let origin = row(0);
    let (mut sum, mut squares) = (vec![0.0_f32; origin.len()], vec![0.0_f32; origin.len()]);
    for i in 0..n {
        for (((value, origin), sum), square) in row(i * range.len() / n)
            .iter()
            .zip(origin)
            .zip(&mut sum)
            .zip(&mut squares)
        {
            let shifted = value - origin;
            *sum += shifted;
            *square += shifted * shifted;
        }
    }
    let variance = sum
        .iter()
        .zip(&squares)
        .map(|(sum, square)| square - sum * sum / n as f32);
    variance
        .enumerate()
        .fold((0, 0.0), |best, (i, v)| if v > best.1 { (i, v) } else { best })
        .0
}

/// Where to cut ascending values, between two that differ and at least `least` from either end, so that the two parts
/// have the least sum of squared deviations from their means.
///
/// That sum is `sum v^2 - (sum_left^2 / n_left + sum_right^2 / n_right)`, so the bracket is to be largest.
fn best_cut(sorted: &[f32], least: usize) -> Option<usize> {
    let n = sorted.len();
    let mean = sorted.iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64;
    let mut sum_left = 0.0;
    let mut best = None;
    for cut in 1..n {
        sum_left += f64::from(sorted[cut - 1]) - mean;
        if cut < least || n - cut < least || sorted[cut - 1] >= sorted[cut] {
            continue;
        }
        // Deviations from the mean sum to 0: the right sum is the negative of the left one.
        let gain = sum_left * sum_left * (1.0 / cut as f64 + 1.0 / (n - cut) as f64);
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((cut, gain));
        }
    }
    best.map(|(cut, _)| cut)
}
