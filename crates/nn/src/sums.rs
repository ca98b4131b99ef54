//! Adding up losses on a device.

use burn::tensor::{Device, Tensor};

use crate::network;
use crate::{Backend, DeviceError};

/// Values that may be on their way to the device before it is waited for: 64 MiB of `f32`.
const MAX_VALUES_IN_FLIGHT: usize = 1 << 24;

/// A sum of losses that stays on the device: reading it waits for everything before it. It is read in between only
/// often enough that the batches waiting in the device's queue do not fill its memory.
pub(crate) struct Sums<'a> {
    device: &'a Device,
    pending: Tensor<1>,
    n_pending: usize,
    total: f64,
    n_terms: usize,
}

impl<'a> Sums<'a> {
    pub(crate) fn new(backend: &'a Backend) -> Self {
        let device = backend.device();
        Self {
            device,
            pending: Tensor::zeros([1], device),
            n_pending: 0,
            total: 0.0,
            n_terms: 0,
        }
    }

    /// Adds a sum over `n_terms` losses, for which `n_values` numbers went to the device.
    pub(crate) async fn add(&mut self, sum: Tensor<1>, n_terms: usize, n_values: usize) -> Result<(), DeviceError> {
        self.pending = self.pending.clone() + sum;
        self.n_pending += n_values;
        self.n_terms += n_terms;
        if self.n_pending >= MAX_VALUES_IN_FLIGHT {
            self.settle().await?;
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result<(), DeviceError> {
        let pending = std::mem::replace(&mut self.pending, Tensor::zeros([1], self.device));
        let sums = network::read(pending).await?;
        self.total += sums.into_iter().map(f64::from).sum::<f64>();
        self.n_pending = 0;
        Ok(())
    }

    /// The mean over all terms.
    pub(crate) async fn mean(mut self) -> Result<f64, DeviceError> {
        self.settle().await?;
        Ok(self.total / self.n_terms as f64)
    }
}
