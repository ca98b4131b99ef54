//! The autoencoder on burn, on WebGPU or on the CPU. The only crate that knows burn.
//!
//! In: a standardised matrix of distinct rows, and which of them to train on. Out: a model that gives each row its
//! reconstruction error, larger for what is unlike the training rows; and its bytes, the same whichever backend made them.
//!
//! # Design
//! Everything that decides the result but is not arithmetic (first weights, training sample, order of the batches) is
//! drawn here from the seed with `ChaCha8`, never by the backend. So the CPU and the GPU begin at the same point and see
//! the same batches; what is left between them is the rounding of their matrix products, which training amplifies:
//! scores then agree closely and in rank, not bit for bit. On one backend of one machine they agree bit for bit.
//!
//! The functions are `async` because a browser gives a GPU's results back only to who awaits them. On the CPU nothing
//! is ever pending: `pollster::block_on` is enough.

mod autoencoder;
mod backend;

pub use autoencoder::{Autoencoder, AutoencoderParams, Epoch, FitError, ModelError, ParamsError, ScoreError};
pub use backend::{Backend, BackendKind, DeviceError};
