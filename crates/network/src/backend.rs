//! Which kind of device trained a model.

use serde::{Deserialize, Serialize};

/// The kinds of device that a network can be trained and run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// burn's `flex` backend: one thread, SIMD where the target has it. Always there.
    Cpu,
    /// A GPU: through WebGPU in a browser, through the system's graphics API elsewhere.
    WebGpu,
}
