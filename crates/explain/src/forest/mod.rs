//! Exact attribution of an isolation forest: path-dependent Shapley values of the mean path length.
//!
//! The game: the value of a set of known features is the mean path length of the row in a tree that it walks by the
//! features of the set; where a node asks for another feature, both ways are taken, each by its share of the training
//! rows. That is what `TreeExplainer` of Python's shap computes with `feature_perturbation="tree_path_dependent"`.
//!
//! # Source
//! Lundberg et al. (2020), "From local explanations to global understanding with explainable AI for trees", algorithm 2,
//! computed in another way, see Design.
//!
//! # Design
//! To a leaf, each feature on its path is a factor: `z`, the share of training rows that go its way, while the
//! feature is unknown, and `o`, 1 or 0, whether the row itself goes there, once it is known. The Shapley value of
//! feature i at a leaf of value v is, by Owen's integral (1972, "Multilinear extensions of games"),
//!
//! `v (o_i - z_i) * integral over t in [0, 1] of the product over j != i of (z_j (1 - t) + o_j t)`.
//!
//! The integrand is a polynomial of at most `depth - 1`, so that Gauss and Legendre's rule of `depth / 2` points, rounded up, is
//! exact. Products are carried down the tree and sums of leaves up, as in Linear `TreeSHAP` (Yu, Xu and Zhang 2022), so that a
//! tree of n nodes costs `n * depth / 2` steps; algorithm 2 costs `n * depth^2`. Factors lie above 0 at every point, so that
//! one can be divided out.
//!
//! # Limits
//! It says what the forest listened to. A column of 0 and 1 is cut in two by any split, so that a rare 1 can shorten paths as
//! much as a number that is ten standard deviations off.

mod quadrature;
#[cfg(test)]
mod tests;

use ndarray::ArrayView1;
use wiresift_detect::{Detector, IsolationForest, TreeNode, TreeView};

use crate::{Attribution, ExplainError};
use quadrature::Rule;

/// Contribution of each feature to the mean path length of `row`, in steps (edges from the root), negated: above 0 is a
/// shorter path, towards anomaly.
///
/// [`Attribution::base`] is minus the mean path length of the rows that the trees were grown on, and
/// [`Attribution::value`] minus the row's own: exact but for rounding (within 1e-9). The score of the forest is
/// `2^(value / c(max_samples))`.
///
/// # Shapes
/// `row`: `[n_features]`. Gives `[n_features]` contributions.
///
/// # Errors
/// [`ExplainError::Size`] for a row of another width than the training data, [`ExplainError::NotFinite`].
pub fn attribute(forest: &IsolationForest, row: ArrayView1<'_, f32>) -> Result<Attribution, ExplainError> {
    ExplainError::check_size("features of the row", forest.n_features(), row.len())?;
    ExplainError::check_finite("feature", row.iter().copied())?;
    let row = &row.to_vec();
    let depth = forest.trees().map(|tree| tree.depth()).max().unwrap_or(0);
    // Depths are at most 16.
    let (base, sums) = if depth <= 8 {
        attribute_with(&Rule::<4>::new(), forest, row)
    } else {
        attribute_with(&Rule::<8>::new(), forest, row)
    };
    let scale = -1.0 / forest.n_estimators() as f64;
    Ok(Attribution {
        base: base * scale,
        contributions: sums.into_iter().map(|sum| sum * scale).collect(),
    })
}

/// Sums over the trees: of the base, and of the contributions to a longer path.
fn attribute_with<const N: usize>(rule: &Rule<N>, forest: &IsolationForest, row: &[f32]) -> (f64, Vec<f64>) {
    let mut factors = vec![Factor::NONE; row.len()];
    let mut contributions = vec![0.0; row.len()];
    let mut base = 0.0;
    for tree in forest.trees() {
        let mut walk = Walk {
            rule,
            tree,
            row,
            factors: &mut factors,
            contributions: &mut contributions,
            base: 0.0,
        };
        walk.visit(0, [1.0; N], 1.0);
        base += walk.base;
    }
    (base, contributions)
}

/// What a feature multiplies the value of the leaves below with.
#[derive(Clone, Copy)]
struct Factor {
    /// While the feature is unknown: the share of training rows that go this way where nodes ask for it.
    unknown: f64,
    /// Once it is known: 1 if the row goes this way, or 0.
    known: f64,
}

impl Factor {
    /// No node above asks for the feature.
    const NONE: Self = Self {
        unknown: 1.0,
        known: 1.0,
    };

    /// Above 0, for no node is without training rows and `t` is within 0 and 1.
    fn at(self, t: f64) -> f64 {
        self.unknown * (1.0 - t) + self.known * t
    }

    fn gain(self) -> f64 {
        self.known - self.unknown
    }
}

/// A walk through all of a tree.
struct Walk<'a, const N: usize> {
    rule: &'a Rule<N>,
    tree: TreeView<'a>,
    row: &'a [f32],
    /// By feature: its factor on the path to the node at hand.
    factors: &'a mut [Factor],
    contributions: &'a mut [f64],
    /// Mean path length of the training rows.
    base: f64,
}

impl<const N: usize> Walk<'_, N> {
    /// Adds what the nodes below `at` contribute. `product`: of the factors of all features, by point; `reach`: share of the
    /// training rows that get here. Gives the sum of path length times product over the leaves below, by point.
    fn visit(&mut self, at: usize, product: [f64; N], reach: f64) -> [f64; N] {
        let (feature, threshold, left, right) = match self.tree.node(at) {
            TreeNode::Leaf { path_length } => {
                let length = f64::from(path_length);
                self.base += length * reach;
                return product.map(|product| product * length);
            }
            TreeNode::Inner {
                feature,
                threshold,
                left,
                right,
            } => (feature, threshold, left, right),
        };
        let chosen = if self.row[feature] <= threshold { left } else { right };
        let mut total = [0.0; N];
        for child in [left, right] {
            let share = f64::from(self.tree.cover(child)) / f64::from(self.tree.cover(at));
            let above = self.factors[feature];
            let factor = Factor {
                unknown: above.unknown * share,
                known: if child == chosen { above.known } else { 0.0 },
            };
            let mut below = product;
            for (product, &t) in below.iter_mut().zip(&self.rule.points) {
                *product *= factor.at(t) / above.at(t);
            }
            self.factors[feature] = factor;
            let sum = self.visit(child, below, reach * share);
            self.factors[feature] = above;
            self.contributions[feature] += self.integral(&sum, factor, above);
            for (total, sum) in total.iter_mut().zip(sum) {
                *total += sum;
            }
        }
        total
    }

    /// What the feature of an edge contributes by way of the leaves below, less what the edge above with the same feature
    /// has counted for them: theirs is the lowest.
    fn integral(&self, sum: &[f64; N], factor: Factor, above: Factor) -> f64 {
        let points = self.rule.points.iter().zip(&self.rule.weights).zip(sum);
        points
            .map(|((&t, weight), sum)| weight * sum * (factor.gain() / factor.at(t) - above.gain() / above.at(t)))
            .sum()
    }
}
