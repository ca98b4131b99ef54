//! The settings of the autoencoder, and which values they may take.

use serde::{Deserialize, Serialize};

use crate::{ParamsError, check_setting as check};

/// Settings of an [`Autoencoder`](super::Autoencoder). [`Default`] gives the documented values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AutoencoderParams {
    /// Units of the hidden layers, from the input to the output. Default 64-32-16-8-16-32-64.
    pub hidden: Vec<usize>,
    /// Most passes over the training rows. Default 30.
    pub n_epochs: u32,
    /// Rows per step of the optimizer. Default 256.
    pub batch_size: usize,
    /// Step size of Adam. Default 0.001.
    pub learning_rate: f64,
    /// Share of the rows held out to see when to stop, in `[0, 0.5]`; 0 watches the training loss. Default 0.1.
    pub validation_fraction: f64,
    /// Stop after this many epochs in a row without progress. Default 5.
    pub patience: u32,
    /// Fall of the loss, relative to itself, that counts as progress. Default 0.001.
    pub min_delta: f64,
    /// Most rows to train on, held-out ones included; more are sampled down, by the seed. Default 50,000.
    pub max_training_rows: usize,
    /// Values further from 0 than this are moved to it before the network sees them, in the matrix's own unit, which
    /// should be standard deviations. `None` leaves them. Default 20.
    pub clip: Option<f32>,
    /// Decides first weights, sample and order of the batches. Default 0.
    pub seed: u64,
}

impl Default for AutoencoderParams {
    fn default() -> Self {
        Self {
            hidden: vec![64, 32, 16, 8, 16, 32, 64],
            n_epochs: 30,
            batch_size: 256,
            learning_rate: 0.001,
            validation_fraction: 0.1,
            patience: 5,
            min_delta: 0.001,
            max_training_rows: 50_000,
            clip: Some(20.0),
            seed: 0,
        }
    }
}

impl AutoencoderParams {
    /// Widths of the layers from the input through the hidden ones to the output.
    pub fn widths(&self, n_features: usize) -> Vec<usize> {
        let ends = [n_features];
        ends.iter().chain(&self.hidden).chain(&ends).copied().collect()
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// The first setting, in the order of the fields, that is out of its range.
    pub fn validate(&self) -> Result<(), ParamsError> {
        let layers = (1..=32).contains(&self.hidden.len());
        let units = self.hidden.iter().all(|units| (1..=4096).contains(units));
        let clip = self.clip.is_none_or(|clip| clip.is_finite() && clip > 0.0);
        check(
            layers && units,
            "hidden",
            &self.hidden,
            "1 to 32 layers of 1 to 4,096 units",
        )?;
        check(
            (1..=10_000).contains(&self.n_epochs),
            "n_epochs",
            &self.n_epochs,
            "1 to 10,000",
        )?;
        check(
            (1..=65_536).contains(&self.batch_size),
            "batch_size",
            &self.batch_size,
            "1 to 65,536",
        )?;
        check(
            self.learning_rate > 0.0 && self.learning_rate <= 1.0,
            "learning_rate",
            &self.learning_rate,
            "above 0, at most 1",
        )?;
        check(
            (0.0..=0.5).contains(&self.validation_fraction),
            "validation_fraction",
            &self.validation_fraction,
            "0 to 0.5",
        )?;
        check(self.patience >= 1, "patience", &self.patience, "at least 1")?;
        check(
            (0.0..1.0).contains(&self.min_delta),
            "min_delta",
            &self.min_delta,
            "at least 0, below 1",
        )?;
        check(
            self.max_training_rows >= 1,
            "max_training_rows",
            &self.max_training_rows,
            "at least 1",
        )?;
        check(clip, "clip", &self.clip, "none, or finite and above 0")
    }
}
