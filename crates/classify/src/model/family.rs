//! The judge: networks, a forest, or both.

use ndarray::{Array2, ArrayView2};
use wiresift_network::{Classifier, ScoreError};

use crate::RandomForest;

/// Gives the probability of every class.
#[derive(Clone, Debug, PartialEq)]
pub enum FamilyModel {
    /// Networks of different seeds, whose probabilities are averaged.
    ///
    /// Source: Lakshminarayanan, Pritzel and Blundell (2017), "Simple and scalable predictive uncertainty estimation using
    /// deep ensembles".
    Network(Vec<Classifier>),
    /// A forest.
    RandomForest(RandomForest),
    /// The mean of both.
    Both(Vec<Classifier>, RandomForest),
}

impl FamilyModel {
    /// Name to show.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            Self::RandomForest(_) => "random forest",
            Self::Both(..) => "network and random forest",
        }
    }

    /// Judges that are averaged: the networks are one.
    pub(crate) fn n_judges(&self) -> usize {
        match self {
            Self::Network(_) | Self::RandomForest(_) => 1,
            Self::Both(..) => 2,
        }
    }

    /// The networks; none for a forest.
    pub fn networks(&self) -> &[Classifier] {
        match self {
            Self::Network(networks) | Self::Both(networks, _) => networks,
            Self::RandomForest(_) => &[],
        }
    }

    /// The forest, where there is one.
    pub fn forest(&self) -> Option<&RandomForest> {
        match self {
            Self::Network(_) => None,
            Self::RandomForest(forest) | Self::Both(_, forest) => Some(forest),
        }
    }

    /// Columns that every part expects, and classes that it tells; `None` where they differ or there is no part.
    pub(crate) fn shape(&self) -> Option<(usize, usize)> {
        let networks = self
            .networks()
            .iter()
            .map(|network| (network.n_features(), network.n_classes()));
        let forest = self.forest().map(|forest| (forest.n_features(), forest.n_classes()));
        let needs_network = !matches!(self, Self::RandomForest(_));
        if needs_network && self.networks().is_empty() {
            return None;
        }
        let mut shapes = networks.chain(forest);
        let first = shapes.next()?;
        shapes.all(|shape| shape == first).then_some(first)
    }

    /// The probability of each class for each row, not calibrated.
    ///
    /// # Shapes
    /// `x`: `[n_samples, n_features]`. Returns `[n_samples, n_classes]`, each in `[0, 1]`; a row adds up to 1.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, or values that are not finite.
    pub fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ScoreError> {
        match self {
            Self::Network(networks) => mean_of(networks, x),
            Self::RandomForest(forest) => forest.predict_proba(x),
            Self::Both(networks, forest) => Ok((mean_of(networks, x.view())? + forest.predict_proba(x)?) / 2.0),
        }
    }
}

fn mean_of(networks: &[Classifier], x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ScoreError> {
    let n_classes = networks.first().map_or(0, Classifier::n_classes);
    let mut mean = Array2::zeros((x.nrows(), n_classes));
    for network in networks {
        mean += &network.predict_proba(x.view())?;
    }
    Ok(mean / networks.len().max(1) as f32)
}
