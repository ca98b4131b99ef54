//! Growing the forest.

use std::ops::ControlFlow;

use linfa::DatasetBase;
use linfa::prelude::Fit;
use linfa_trees::DecisionTree;
use ndarray::{Array1, ArrayView2, Axis};
use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::tree::Tree;
use super::{ForestParams, RandomForest};
use crate::FitError;
use wiresift_network::Examples;

impl ForestParams {
    /// Grows a forest on the training rows. `progress` is told the share of the trees that are done;
    /// [`ControlFlow::Break`] cancels.
    ///
    /// # Errors
    /// [`FitError`] says for each what to do.
    pub fn fit(
        &self,
        examples: &Examples<'_>,
        mut progress: impl FnMut(f64) -> ControlFlow<()>,
    ) -> Result<RandomForest, FitError> {
        self.validate()?;
        examples.check()?;
        let n_trees = examples.n_classes * self.n_trees;
        let mut trees = Vec::with_capacity(examples.n_classes);
        for class in 0..examples.n_classes {
            let parts = Parts::of(examples, class);
            let mut grown = Vec::new();
            for tree in 0..self.n_trees {
                let stream = class * self.n_trees + tree;
                if !parts.class.is_empty() {
                    grown.push(self.grow(examples.x.view(), &parts, stream as u64)?);
                }
                if progress((stream + 1) as f64 / n_trees as f64).is_break() {
                    return Err(FitError::Cancelled);
                }
            }
            trees.push(grown);
        }
        Ok(RandomForest {
            params: self.clone(),
            n_features: examples.x.ncols(),
            trees,
            n_rows: examples.training.len(),
        })
    }

    /// One tree, with a stream of random numbers of its own.
    fn grow(&self, x: ArrayView2<'_, f32>, parts: &Parts, stream: u64) -> Result<Tree, FitError> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(stream);
        let sample = parts.sample(self.max_rows, &mut rng);
        let n_drawn = share(x.ncols(), self.feature_share);
        let mut features = index::sample(&mut rng, x.ncols(), n_drawn).into_vec();
        features.sort_unstable();
        let rows = x.select(Axis(0), &sample.rows);
        let params = DecisionTree::<f32, bool>::params()
            .max_depth(Some(self.max_depth))
            // Weights of a rare class are small, and its last row is a leaf all the same.
            .min_weight_leaf(sample.least_weight() / 2.0);
        let dataset = DatasetBase::new(
            rows.select(Axis(1), &features),
            Array1::from_vec(sample.is_class.clone()),
        )
        .with_weights(Array1::from_vec(sample.weights.clone()));
        let tree = params.fit(&dataset).map_err(|error| FitError::Tree {
            reason: error.to_string(),
        })?;
        let mut tree = Tree::of(&tree, &features);
        fill_shares(&mut tree, rows.view(), &sample);
        Ok(tree)
    }
}

/// The training rows of a class, and the others.
struct Parts {
    class: Vec<usize>,
    others: Vec<usize>,
}

impl Parts {
    fn of(examples: &Examples<'_>, class: usize) -> Self {
        let mut rows: Vec<usize> = examples.training.iter().map(|&row| row as usize).collect();
        rows.sort_unstable();
        let is_class = |&row: &usize| examples.classes[row] as usize == class;
        let (class, others) = rows.into_iter().partition(is_class);
        Self { class, others }
    }

    /// Draws with replacement: as many rows of the class as it has, up to half of the cap, and fills up with others.
    fn sample(&self, max_rows: usize, rng: &mut ChaCha8Rng) -> Sample {
        let n_class = self.class.len().min(max_rows.div_ceil(2));
        let n_others = self.others.len().min(max_rows - n_class);
        let n_rows = (self.class.len() + self.others.len()) as f64;
        let mut sample = Sample::default();
        for (rows, n, is_class) in [(&self.class, n_class, true), (&self.others, n_others, false)] {
            #[expect(clippy::cast_possible_truncation, reason = "single precision is what linfa takes")]
            // The sum of weights is the number of rows drawn; equal for both where all are drawn.
            let weight = (rows.len() as f64 / n.max(1) as f64 * (n_class + n_others) as f64 / n_rows) as f32;
            sample
                .rows
                .extend((0..n).map(|_| rows[rng.random_range(0..rows.len())]));
            sample.is_class.extend((0..n).map(|_| is_class));
            sample.weights.extend((0..n).map(|_| tie_broken(weight, is_class)));
        }
        sample
    }
}

/// Where both classes weigh the same, linfa takes the one that its hash map gives first. They never do.
fn tie_broken(weight: f32, is_class: bool) -> f32 {
    if is_class {
        weight * (1.0 + 1.0 / 1024.0)
    } else {
        weight
    }
}

#[derive(Default)]
struct Sample {
    rows: Vec<usize>,
    is_class: Vec<bool>,
    weights: Vec<f32>,
}

impl Sample {
    fn least_weight(&self) -> f32 {
        self.weights.iter().copied().fold(f32::INFINITY, f32::min)
    }
}

/// What linfa keeps in a leaf is the more frequent class; a probability needs its share.
fn fill_shares(tree: &mut Tree, rows: ArrayView2<'_, f32>, sample: &Sample) {
    let mut sums = vec![[0.0_f64; 2]; tree.nodes.len()];
    for ((row, &is_class), &weight) in rows.rows().into_iter().zip(&sample.is_class).zip(&sample.weights) {
        tree.walk(row, |at| sums[at][usize::from(is_class)] += f64::from(weight));
    }
    for (node, [others, class]) in tree.nodes.iter_mut().zip(sums) {
        let whole = class + others;
        #[expect(clippy::cast_possible_truncation, reason = "a share of few digits")]
        let share = if whole > 0.0 { (class / whole) as f32 } else { 0.0 };
        node.share = share;
    }
}

/// `fraction` of `n`, at least 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
fn share(n: usize, fraction: f64) -> usize {
    ((n as f64 * fraction).ceil() as usize).clamp(1, n.max(1))
}
