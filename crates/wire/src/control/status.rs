//! How the capture goes.

use serde::{Deserialize, Serialize};

/// State of the sidecar at a moment; counts are of the capture that runs, or ran last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Whether a capture runs.
    pub is_running: bool,
    /// Its number; 0 before the first.
    pub capture: u64,
    /// What was taken.
    pub counts: Counts,
    /// What was lost.
    pub drops: Drops,
    /// What the sidecar uses.
    pub usage: Usage,
}

/// What was taken so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Packets: each got a number.
    pub packets: u64,
    /// Bytes of whole frames, on the wire.
    pub bytes: u64,
    /// Flows that ended.
    pub flows: u64,
    /// Flows that are open.
    pub open_flows: u64,
    /// Pages that are connected.
    pub pages: u32,
    /// Packets sent to this page.
    pub sent_packets: u64,
    /// Flows sent to this page.
    pub sent_flows: u64,
}

/// What was lost so far, in packets, by cause. The causes do not overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drops {
    /// By the kernel, whose ring was full: these never got a number.
    pub kernel: u64,
    /// By the interface or its driver: these never got a number either.
    pub interface: u64,
    /// In the sidecar, because it could not keep up: numbers without a packet, for every page, and not in its flows.
    pub queue: u64,
    /// On the way to this page, because it reads too slowly: numbers without a packet, for this page.
    pub slow_reader: u64,
    /// Flows lost on the way to this page, for the same cause.
    pub slow_reader_flows: u64,
}

/// What the sidecar uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Processor time over the last second, in cores: 1 is one core busy. `None` where the system does not tell.
    pub cpu_cores: Option<f32>,
    /// Resident memory, in bytes. `None` where the system does not tell.
    pub memory_bytes: Option<u64>,
}
