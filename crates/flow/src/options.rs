//! Limits and timeouts.

use std::time::Duration;

/// When flows end, and how many may be open. Times are capture time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowOptions {
    /// An established TCP flow ends after so long without packets (Zeek: 5 min).
    pub tcp_idle: Duration,
    /// A TCP flow whose SYN nobody answered ends after so long without packets (Zeek gives up 5 s after the SYN; this
    /// is longer than the first retransmissions, so that they stay one flow).
    pub tcp_attempt: Duration,
    /// A closed or reset TCP flow takes late packets for so long (Zeek: 5 s).
    pub tcp_linger: Duration,
    /// A UDP flow ends after so long without packets (Zeek: 1 min).
    pub udp_idle: Duration,
    /// Any other flow ends after so long without packets (Zeek's for ICMP: 1 min).
    pub other_idle: Duration,
    /// A flow that lasts longer is cut; what follows is a new flow with the same originator.
    pub active: Duration,
    /// Time without packets that separates two active periods of a flow (`CICFlowMeter`: 5 s).
    pub activity_gap: Duration,
    /// Most flows that are open at once; beyond it the one that was idle longest ends.
    pub max_open: usize,
    /// Most packets whose IP fragments are waited for, so that later fragments find their flow.
    pub max_fragmented: usize,
    /// Whether the first payload bytes are looked at.
    pub inspect_payload: bool,
    /// Packets of a flow whose time and size are kept.
    pub max_traced: usize,
}

impl Default for FlowOptions {
    fn default() -> Self {
        Self {
            tcp_idle: Duration::from_mins(5),
            tcp_attempt: Duration::from_secs(30),
            tcp_linger: Duration::from_secs(5),
            udp_idle: Duration::from_mins(1),
            other_idle: Duration::from_mins(1),
            active: Duration::from_hours(1),
            activity_gap: Duration::from_secs(5),
            max_open: 1 << 20,
            max_fragmented: 1 << 12,
            inspect_payload: true,
            max_traced: 64,
        }
    }
}
