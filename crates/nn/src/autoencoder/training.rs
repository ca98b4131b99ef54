//! The epochs of a training run: batches through the network and back, then the held-out rows.

use burn::module::Module;
use burn::nn::loss::{MseLoss, Reduction};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use ndarray::ArrayView2;
use rand_chacha::ChaCha8Rng;
use wiresift_network::{AutoencoderParams, Epoch};

use super::split::Split;
use crate::network::{self, Network};
use crate::rows::{self, Stream};
use crate::sums::Sums;
use crate::{Backend, DeviceError, FitError};

/// The state of a training run.
pub(super) struct Training<'a> {
    params: &'a AutoencoderParams,
    x: ArrayView2<'a, f32>,
    split: Split,
    batches: ChaCha8Rng,
    backend: &'a Backend,
    /// The same device, recording what gradients need.
    recording: Device,
    optimizer: ModuleOptimizer,
    network: Network,
}

impl<'a> Training<'a> {
    pub(super) fn new(
        params: &'a AutoencoderParams,
        x: ArrayView2<'a, f32>,
        split: Split,
        backend: &'a Backend,
    ) -> Self {
        let widths = params.widths(x.ncols());
        let first = network::first_weights(&widths, &mut rows::rng(params.seed, Stream::Weights));
        let recording = backend.device().clone().autodiff();
        Self {
            params,
            x,
            split,
            batches: rows::rng(params.seed, Stream::Batches),
            backend,
            network: Network::upload(&first, &recording),
            recording,
            optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
        }
    }

    /// One pass over the training rows, then the held-out ones; also gives the network as it is now.
    pub(super) async fn run_epoch(&mut self, epoch: u32) -> Result<(Epoch, Network), FitError> {
        rows::shuffle(&mut self.split.training, &mut self.batches);
        let loss = self.train().await?;
        let network = self.network.valid();
        let validation_loss = self.validation_loss(&network).await?;
        if !loss.is_finite() || validation_loss.is_some_and(|loss| !loss.is_finite()) {
            return Err(FitError::Diverged { epoch });
        }
        let n_epochs = self.params.n_epochs;
        Ok((
            Epoch {
                epoch,
                n_epochs,
                loss,
                validation_loss,
            },
            network,
        ))
    }

    /// Trains on every batch; gives the mean squared error per value, each batch's taken before its step.
    async fn train(&mut self) -> Result<f64, DeviceError> {
        let mut errors = Sums::new(self.backend);
        for batch in self.split.training.chunks(self.params.batch_size) {
            let x = Tensor::from_data(rows::gather(self.x, batch, self.params.clip), &self.recording);
            let restored = self.network.forward(x.clone());
            let loss = MseLoss::new().forward(restored, x, Reduction::Mean);
            let n_values = batch.len() * self.x.ncols();
            errors
                .add(loss.clone().inner() * n_values as f32, n_values, n_values)
                .await?;
            let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
            let network = std::mem::take(&mut self.network);
            self.network = self.optimizer.step(self.params.learning_rate, network, gradients);
        }
        errors.mean().await
    }

    /// Mean squared error per value over the held-out rows.
    async fn validation_loss(&self, network: &Network) -> Result<Option<f64>, DeviceError> {
        if self.split.validation.is_empty() {
            return Ok(None);
        }
        let mut errors = Sums::new(self.backend);
        for chunk in self
            .split
            .validation
            .chunks(self.backend.rows_per_chunk(self.x.ncols()))
        {
            let data = rows::gather(self.x, chunk, self.params.clip);
            let x = Tensor::from_data(data, self.backend.device());
            let restored = network.forward(x.clone());
            let squares = MseLoss::new().forward(restored, x, Reduction::Sum);
            let n_values = chunk.len() * self.x.ncols();
            errors.add(squares, n_values, n_values).await?;
        }
        errors.mean().await.map(Some)
    }
}
