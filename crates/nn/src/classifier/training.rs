//! The epochs of a training run: batches through the network and back, then the held-out rows.

use std::f64::consts::PI;

use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, activation};
use rand_chacha::ChaCha8Rng;
use wiresift_network::{ClassifierEpoch, ClassifierParams, Examples, ValidationEpoch, log_softmax};

use super::batches;
use super::judge::Judge;
use crate::network::{self, Network};
use crate::rows::{self, Stream};
use crate::sums::Sums;
use crate::{Backend, DeviceError, FitError};

/// The state of a training run.
pub(super) struct Training<'a> {
    params: &'a ClassifierParams,
    examples: Examples<'a>,
    /// The training rows, in the order of the epoch.
    order: Vec<u32>,
    /// Weight of a row of each class; the mean over the training rows is 1.
    weights: Vec<f32>,
    batches: ChaCha8Rng,
    dropout: ChaCha8Rng,
    backend: &'a Backend,
    /// The same device, recording what gradients need.
    recording: Device,
    optimizer: ModuleOptimizer,
    network: Network,
}

impl<'a> Training<'a> {
    pub(super) fn new(params: &'a ClassifierParams, examples: Examples<'a>, backend: &'a Backend) -> Self {
        let widths = params.widths(examples.x.ncols(), examples.n_classes);
        let first = network::first_weights(&widths, &mut rows::rng(params.seed, Stream::Weights));
        let recording = backend.device().clone().autodiff();
        let mut order = examples.training.to_vec();
        order.sort_unstable();
        #[expect(clippy::cast_possible_truncation, reason = "a setting of few digits")]
        let weight_decay = params.weight_decay as f32;
        Self {
            params,
            examples,
            order,
            weights: params.class_weights.of(&examples.counts()),
            batches: rows::rng(params.seed, Stream::Batches),
            dropout: rows::rng(params.seed, Stream::Dropout),
            backend,
            network: Network::upload(&first, &recording),
            recording,
            optimizer: AdamWConfig::new()
                .with_epsilon(1e-8)
                .with_weight_decay(weight_decay)
                .init(),
        }
    }

    /// One pass over the training rows, then the held-out ones; also gives the network as it is now.
    pub(super) async fn run_epoch(&mut self, epoch: u32) -> Result<(ClassifierEpoch, Network), FitError> {
        rows::shuffle(&mut self.order, &mut self.batches);
        let loss = self.train(epoch).await?;
        let network = self.network.valid();
        let validation = self.validate(&network).await?;
        if !loss.is_finite() || validation.is_some_and(|held_out| !held_out.loss.is_finite()) {
            return Err(FitError::Diverged { epoch });
        }
        let n_epochs = self.params.n_epochs;
        let report = ClassifierEpoch {
            epoch,
            n_epochs,
            loss,
            validation,
        };
        Ok((report, network))
    }

    /// Step size of the `step`-th batch of an epoch: half a cosine from the first batch to the last.
    fn learning_rate(&self, epoch: u32, step: usize, n_steps: usize) -> f64 {
        let done = f64::from(epoch - 1) + step as f64 / n_steps.max(1) as f64;
        let turn = PI * done / f64::from(self.params.n_epochs);
        self.params.learning_rate * f64::midpoint(1.0, turn.cos())
    }

    /// Trains on every batch; gives the mean loss, each batch's taken before its step.
    async fn train(&mut self, epoch: u32) -> Result<f64, DeviceError> {
        let mut losses = Sums::new(self.backend);
        let order = std::mem::take(&mut self.order);
        let n_steps = order.len().div_ceil(self.params.batch_size);
        for (step, batch) in order.chunks(self.params.batch_size).enumerate() {
            let loss = self.loss(batch);
            let n_values = batch.len() * self.examples.x.ncols();
            losses
                .add(loss.clone().inner() * batch.len() as f32, batch.len(), n_values)
                .await?;
            let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
            let network = std::mem::take(&mut self.network);
            let rate = self.learning_rate(epoch, step, n_steps);
            self.network = self.optimizer.step(rate, network, gradients);
        }
        self.order = order;
        losses.mean().await
    }

    /// Mean weighted cross-entropy of a batch, recorded.
    fn loss(&mut self, batch: &[u32]) -> Tensor<1> {
        let (params, device) = (self.params, &self.recording);
        let data = rows::gather(self.examples.x, batch, params.clip);
        let mut x = Tensor::from_data(data, device);
        let dropout = &mut self.dropout;
        if let Some(mask) = batches::mask(params.input_dropout, batch.len(), self.examples.x.ncols(), dropout) {
            x = x * Tensor::from_data(mask, device);
        }
        let logits = self.network.forward_with(x, |layer, hidden| {
            let n_units = params.hidden.get(layer).copied().unwrap_or(0);
            match batches::mask(params.dropout, batch.len(), n_units, dropout) {
                Some(mask) => hidden * Tensor::from_data(mask, device),
                None => hidden,
            }
        });
        #[expect(clippy::cast_possible_truncation, reason = "a setting of few digits")]
        let smoothing = params.label_smoothing as f32;
        let targets = batches::targets(batch, self.examples.classes, &self.weights, smoothing);
        let targets = Tensor::from_data(targets, device);
        (activation::log_softmax(logits, 1) * targets).sum() * (-1.0 / batch.len() as f32)
    }

    /// How the held-out rows are told now.
    async fn validate(&self, network: &Network) -> Result<Option<ValidationEpoch>, DeviceError> {
        let Examples {
            x,
            classes,
            n_classes,
            validation,
            ..
        } = self.examples;
        if validation.is_empty() {
            return Ok(None);
        }
        let (mut loss, mut weight_sum, mut judge) = (0.0, 0.0, Judge::new(n_classes));
        for chunk in validation.chunks(self.backend.rows_per_chunk(x.ncols())) {
            let data = rows::gather(x, chunk, self.params.clip);
            let logits = network.forward(Tensor::from_data(data, self.backend.device()));
            let mut logits = network::read_rows(logits).await?;
            log_softmax(&mut logits);
            for (&row, odds) in chunk.iter().zip(logits.rows()) {
                let class = classes[row as usize] as usize;
                let weight = f64::from(self.weights[class]);
                loss -= weight * f64::from(odds[class]);
                weight_sum += weight;
                judge.add(class, odds.as_slice().unwrap_or_default());
            }
        }
        Ok(Some(ValidationEpoch {
            // Classes that only the held-out rows have weigh nothing.
            loss: if weight_sum > 0.0 { loss / weight_sum } else { 0.0 },
            accuracy: judge.accuracy(),
            macro_f1: judge.macro_f1(),
        }))
    }
}
