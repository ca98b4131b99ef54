//! What happened when.

use serde::{Deserialize, Serialize};

/// Rows, traffic and anomalies along time, or along the rows of a table without times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The time column's name; `None` when the axis counts rows.
    pub time_column: Option<String>,
    /// Width of a bin of time, in seconds.
    pub bin_seconds: Option<f64>,
    /// The next smaller width that may be asked for.
    pub finer: Option<f64>,
    /// The next larger one.
    pub coarser: Option<f64>,
    /// Whether packets and bytes are known.
    pub has_traffic: bool,
    /// Whether anomalies are known.
    pub has_anomalies: bool,
    /// Bins of equal width.
    pub bins: Vec<TimelineBin>,
}

/// A stretch of the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineBin {
    /// Seconds since the Unix epoch, or a row's index.
    pub start: f64,
    /// Where the next one starts.
    pub end: f64,
    /// Rows that begin in it.
    pub n_rows: u64,
    /// Packets captured in it.
    pub n_packets: u64,
    /// Bytes of their frames on the wire.
    pub n_bytes: u64,
    /// Anomalies of low, medium and high severity that begin in it.
    pub severities: [u64; 3],
}
