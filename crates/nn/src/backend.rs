//! Where the arithmetic runs: the CPU, or a GPU through WebGPU. Chosen when the program runs.

use burn::tensor::{Device, ExecutionError};
pub use wiresift_network::BackendKind;

#[cfg(feature = "webgpu")]
mod webgpu;

/// Why a device cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// The program was compiled without this crate's `webgpu` feature.
    #[error("this build has no WebGPU support; use the CPU")]
    NotBuilt,
    /// No adapter, or the browser or the driver refused it.
    #[error("WebGPU is not available here ({reason}); use the CPU")]
    Unavailable {
        /// What the graphics API said.
        reason: String,
    },
    /// The device failed while it computed, for example because it was lost or ran out of memory.
    #[error("the device failed while computing: {reason}")]
    Execution {
        /// What the backend said.
        reason: String,
    },
}

impl From<ExecutionError> for DeviceError {
    fn from(error: ExecutionError) -> Self {
        Self::Execution {
            reason: error.to_string(),
        }
    }
}

/// An opened device. Cheap to clone: clones share the device.
#[derive(Clone, Debug)]
pub struct Backend {
    kind: BackendKind,
    name: String,
    is_software: bool,
    device: Device,
}

impl Backend {
    /// Opens a device of the given kind. Opening the GPU again gives the device that is already open.
    ///
    /// # Errors
    /// [`DeviceError::NotBuilt`] or [`DeviceError::Unavailable`] for [`BackendKind::WebGpu`]; the CPU always opens.
    #[cfg_attr(
        not(feature = "webgpu"),
        expect(clippy::unused_async, reason = "only a GPU is waited for")
    )]
    pub async fn open(kind: BackendKind) -> Result<Self, DeviceError> {
        match kind {
            BackendKind::Cpu => Ok(Self::cpu()),
            #[cfg(feature = "webgpu")]
            BackendKind::WebGpu => webgpu::open().await,
            #[cfg(not(feature = "webgpu"))]
            BackendKind::WebGpu => Err(DeviceError::NotBuilt),
        }
    }

    /// The CPU, which needs no waiting for.
    pub fn cpu() -> Self {
        Self {
            kind: BackendKind::Cpu,
            name: "CPU".to_owned(),
            is_software: true,
            device: Device::flex(),
        }
    }

    /// Which kind of device this is.
    pub fn kind(&self) -> BackendKind {
        self.kind
    }

    /// The name to show: the adapter's own where it tells one (browsers often tell only the vendor).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the work is done by the processor after all: always true for the CPU, and true for a WebGPU adapter that
    /// only emulates a GPU, which is far slower than the CPU backend.
    pub fn is_software(&self) -> bool {
        self.is_software
    }

    /// Rows to take at a time where nothing else decides it.
    pub(crate) fn rows_per_chunk(&self, n_features: usize) -> usize {
        let n_values = match self.kind {
            // What the widest layers make of it still fits into a cache.
            BackendKind::Cpu => 1 << 17,
            // Every chunk is waited for, so there should be few.
            BackendKind::WebGpu => 1 << 21,
        };
        (n_values / n_features.max(1)).max(1)
    }

    /// The device for arithmetic that needs no gradients.
    pub(crate) fn device(&self) -> &Device {
        &self.device
    }
}
