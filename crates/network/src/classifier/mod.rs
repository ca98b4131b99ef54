//! A dense network that gives the class of a row: four hidden layers and an output, a softmax over it.
//!
//! Source: Goodfellow, Bengio and Courville (2016), "Deep learning", sections 6.2 and 6.5.
//!
//! # When not to use it
//! It knows the classes it was trained on and no others: an attack of a new kind is often called normal. A score of
//! novelty belongs beside it.

mod params;
mod persist;
mod predict;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use params::{ClassWeights, ClassifierParams};
pub use persist::ClassifierDescription;
pub use predict::log_softmax;

use crate::{BackendKind, Dense, RowCounts, ShapeError};

/// How training stands after an epoch: one point of the learning curves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierEpoch {
    /// Which epoch this was, from 1.
    pub epoch: u32,
    /// Most epochs there will be; training may stop before.
    pub n_epochs: u32,
    /// Mean weighted cross-entropy over the training rows, with dropout, each taken when its batch was trained; in nats.
    pub loss: f64,
    /// On the held-out rows, after the epoch. `None` where none are held out.
    pub validation: Option<ValidationEpoch>,
}

/// How the held-out rows are told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationEpoch {
    /// Mean weighted cross-entropy, without dropout and label smoothing; in nats.
    pub loss: f64,
    /// Share of the rows whose class is right.
    pub accuracy: f64,
    /// Mean over the classes that occur of the harmonic mean of precision and recall.
    pub macro_f1: f64,
}

/// A trained classifier. It lives in ordinary memory and is not tied to the device that trained it.
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    params: ClassifierParams,
    network: Dense,
    history: Vec<ClassifierEpoch>,
    rows: RowCounts,
    trained_on: BackendKind,
}

impl Classifier {
    /// A model of a network that was trained with `params`.
    ///
    /// # Errors
    /// [`ShapeError`] where the network has other hidden layers than `params` says.
    pub fn new(
        params: ClassifierParams,
        network: Dense,
        history: Vec<ClassifierEpoch>,
        rows: RowCounts,
        trained_on: BackendKind,
    ) -> Result<Self, ShapeError> {
        let expected = params.widths(network.n_inputs(), network.n_outputs());
        let found = network.widths();
        if let Some(layer) = (0..expected.len().max(found.len())).find(|&at| expected.get(at) != found.get(at)) {
            return Err(ShapeError::Mismatch {
                layer,
                expected: expected.get(layer).copied().unwrap_or(0),
                found: found.get(layer).copied().unwrap_or(0),
            });
        }
        Ok(Self {
            params,
            network,
            history,
            rows,
            trained_on,
        })
    }

    /// The settings it was trained with.
    pub fn params(&self) -> &ClassifierParams {
        &self.params
    }

    /// The network.
    pub fn network(&self) -> &Dense {
        &self.network
    }

    /// Columns of the matrix it was trained on, and expects.
    pub fn n_features(&self) -> usize {
        self.network.n_inputs()
    }

    /// Classes it tells apart.
    pub fn n_classes(&self) -> usize {
        self.network.n_outputs()
    }

    /// The learning curves: the epochs that were run, in order.
    pub fn history(&self) -> &[ClassifierEpoch] {
        &self.history
    }

    /// What became of the rows that were offered for training.
    pub fn rows(&self) -> RowCounts {
        self.rows
    }

    /// The kind of device that trained it.
    pub fn trained_on(&self) -> BackendKind {
        self.trained_on
    }
}
