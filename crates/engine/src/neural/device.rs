//! Which device trains a network.

use web_time::Instant;
use wiresift_nn::{Backend, BackendKind};

use crate::message::NeuralBackend;
use crate::work::TaskError;

/// Below this many multiply-adds a CPU has finished about when a GPU has compiled its shaders.
const MIN_GPU_OPERATIONS: f64 = 2e10;

/// Rows of the trial that decides between GPU and CPU.
pub(super) const TRIAL_ROWS: usize = 4_096;

/// The device that is wanted. `n_forward`: multiply-adds of the forward passes of the whole training; `trial` trains a
/// little on a device and says whether that worked.
pub(super) async fn choose(
    wanted: NeuralBackend,
    n_forward: f64,
    trial: impl AsyncFn(&Backend) -> bool,
) -> Result<Backend, TaskError> {
    match wanted {
        NeuralBackend::Cpu => Ok(Backend::cpu()),
        NeuralBackend::WebGpu => Ok(Backend::open(BackendKind::WebGpu).await?),
        // Back and forth is three times as much as forth.
        NeuralBackend::Auto => Ok(faster(n_forward * 3.0, trial).await),
    }
}

/// The backend that trains faster at this size: where a GPU is there and the work is worth the question, both are tried on
/// a few rows.
async fn faster(n_operations: f64, trial: impl AsyncFn(&Backend) -> bool) -> Backend {
    if n_operations < MIN_GPU_OPERATIONS {
        return Backend::cpu();
    }
    let Ok(gpu) = Backend::open(BackendKind::WebGpu).await else {
        return Backend::cpu();
    };
    if gpu.is_software() {
        return Backend::cpu();
    }
    let first_compiles_shaders = seconds(&trial, &gpu).await;
    if first_compiles_shaders.is_infinite() {
        return Backend::cpu();
    }
    let cpu = Backend::cpu();
    if seconds(&trial, &gpu).await < seconds(&trial, &cpu).await {
        gpu
    } else {
        cpu
    }
}

/// Seconds of a trial; infinite when it fails.
async fn seconds(trial: &impl AsyncFn(&Backend) -> bool, backend: &Backend) -> f64 {
    let start = Instant::now();
    if trial(backend).await {
        start.elapsed().as_secs_f64()
    } else {
        f64::INFINITY
    }
}

/// The device that a model was trained on, so that its scores stay what they were; the CPU where that device is gone.
pub(super) async fn reopen(kind: BackendKind) -> Backend {
    Backend::open(kind).await.unwrap_or_else(|_| Backend::cpu())
}
