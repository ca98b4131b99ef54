//! A dense autoencoder: it learns to squeeze rows through a few numbers and to restore them; what it restores badly is
//! unlike what it learnt from.
//!
//! Source: Rumelhart, Hinton and Williams (1986), "Learning internal representations by error propagation"; as an
//! anomaly score: Hawkins, He, Williams and Baxter (2002), "Outlier detection using replicator neural networks".
//!
//! # When not to use it
//! With fewer columns than the narrowest layer the network can learn to copy, and the score is mostly noise. With
//! few rows (hundreds) it has seen too little: the isolation forest is the better judge there.

mod fit;
mod network;
mod params;
mod persist;
mod rows;
mod score;
mod stopping;
mod training;

#[cfg(test)]
mod tests;

pub use fit::{Epoch, FitError};
pub use params::{AutoencoderParams, ParamsError};
pub use persist::ModelError;
pub use score::ScoreError;

use crate::BackendKind;
use network::Layer;

/// Most numbers that a network may hold (256 MiB of `f32`). Above it, a browser tab would fail while training.
const MAX_WEIGHTS: usize = 1 << 26;

/// A trained autoencoder. It lives in ordinary memory and is not tied to the device that trained it.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoencoder {
    params: AutoencoderParams,
    layers: Vec<Layer>,
    history: Vec<Epoch>,
    rows: RowCounts,
    trained_on: BackendKind,
}

/// What became of the rows that were offered to [`AutoencoderParams::fit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_field_names, reason = "the project names counts `n_..`")]
struct RowCounts {
    n_given: usize,
    n_training: usize,
    n_validation: usize,
}

impl Autoencoder {
    /// The settings it was trained with.
    pub fn params(&self) -> &AutoencoderParams {
        &self.params
    }

    /// Columns of the matrix it was trained on, and expects.
    pub fn n_features(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.weight.nrows())
    }

    /// The epochs that were run, in order. Fewer than asked for where it stopped early.
    pub fn history(&self) -> &[Epoch] {
        &self.history
    }

    /// Rows offered for training, repeats counted.
    pub fn n_rows_given(&self) -> usize {
        self.rows.n_given
    }

    /// Rows that the weights were fitted to, repeats counted.
    pub fn n_training_rows(&self) -> usize {
        self.rows.n_training
    }

    /// Rows held out to see when to stop, repeats counted. 0 where there were too few to hold any out.
    pub fn n_validation_rows(&self) -> usize {
        self.rows.n_validation
    }

    /// Whether [`AutoencoderParams::max_training_rows`] left rows out.
    pub fn is_capped(&self) -> bool {
        self.rows.n_training + self.rows.n_validation < self.rows.n_given
    }

    /// The kind of device that trained it.
    pub fn trained_on(&self) -> BackendKind {
        self.trained_on
    }
}
