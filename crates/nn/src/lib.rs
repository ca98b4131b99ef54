//! Training of networks on burn, on WebGPU or on the CPU. The only crate that knows burn.
//!
//! In: a standardised matrix of distinct rows, and which of them to train on. Out: a model of `wiresift-network`, plain
//! numbers that are the same whichever backend made them: an autoencoder, or a classifier. That crate scores a few
//! rows; here many are scored, on a device.
//!
//! # Design
//! Everything that decides the result but is not arithmetic (first weights, training sample, order of the batches, what
//! dropout drops) is drawn here from the seed with `ChaCha8`, never by the backend. So the CPU and the GPU begin at the
//! same point and see the same batches; what is left between them is the rounding of their matrix products, which
//! training amplifies: scores then agree closely and in rank, not bit for bit. On one backend of one machine they
//! agree bit for bit.
//!
//! The functions are `async` because a browser gives a GPU's results back only to who awaits them. On the CPU nothing
//! is ever pending: `pollster::block_on` is enough.

pub mod autoencoder;
mod backend;
pub mod classifier;
mod error;
mod network;
mod rows;
mod stopping;
mod sums;

pub use backend::{Backend, BackendKind, DeviceError};
pub use error::{FitError, ScoreError};
