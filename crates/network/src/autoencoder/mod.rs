//! A dense autoencoder: it learns to squeeze rows through a few numbers and to restore them; what it restores badly is
//! unlike what it learnt from.
//!
//! Source: Rumelhart, Hinton and Williams (1986), "Learning internal representations by error propagation"; as an
//! anomaly score: Hawkins, He, Williams and Baxter (2002), "Outlier detection using replicator neural networks".
//!
//! # When not to use it
//! With fewer columns than the narrowest layer the network can learn to copy, and the score is mostly noise. With
//! few rows (hundreds) it has seen too little: the isolation forest is the better judge there.

mod params;
mod persist;
mod score;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use params::AutoencoderParams;
pub use persist::AutoencoderDescription;

use crate::{BackendKind, Dense, RowCounts, ShapeError};

/// How training stands after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Which epoch this was, from 1.
    pub epoch: u32,
    /// Most epochs there will be; training may stop before.
    pub n_epochs: u32,
    /// Mean squared error per value over the training rows, each taken when its batch was trained.
    pub loss: f64,
    /// The same over the held-out rows, after the epoch. `None` where none are held out.
    pub validation_loss: Option<f64>,
}

/// A trained autoencoder. It lives in ordinary memory and is not tied to the device that trained it.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoencoder {
    params: AutoencoderParams,
    network: Dense,
    history: Vec<Epoch>,
    rows: RowCounts,
    trained_on: BackendKind,
}

impl Autoencoder {
    /// A model of a network that was trained with `params`.
    ///
    /// # Errors
    /// [`ShapeError`] where the network gives another number of values than it takes, or has other hidden layers than
    /// `params` says.
    pub fn new(
        params: AutoencoderParams,
        network: Dense,
        history: Vec<Epoch>,
        rows: RowCounts,
        trained_on: BackendKind,
    ) -> Result<Self, ShapeError> {
        let expected = params.widths(network.n_inputs());
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
    pub fn params(&self) -> &AutoencoderParams {
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
        self.rows.is_capped()
    }

    /// The kind of device that trained it.
    pub fn trained_on(&self) -> BackendKind {
        self.trained_on
    }
}
