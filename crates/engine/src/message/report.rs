//! What was found, as files.

use serde::{Deserialize, Serialize};
pub use wiresift_report::Format as ReportFormat;

use super::Filter;

/// What a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReportScope {
    /// Incidents and anomalies.
    #[default]
    All,
    /// Incidents.
    Incidents,
    /// Anomalies.
    Anomalies,
}

impl ReportScope {
    /// All, the widest first.
    pub const ALL: [Self; 3] = [Self::All, Self::Incidents, Self::Anomalies];

    /// Whether it takes incidents in.
    pub fn has_incidents(self) -> bool {
        self != Self::Anomalies
    }

    /// Whether it takes anomalies in.
    pub fn has_anomalies(self) -> bool {
        self != Self::Incidents
    }
}

/// Which report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportOptions {
    /// As which kind of file.
    pub format: ReportFormat,
    /// About what.
    pub scope: ReportScope,
    /// About one incident only, by its number.
    pub incident: Option<u32>,
    /// What rows must be like; an incident counts with any row that is.
    pub filter: Filter,
    /// Whether addresses and names are replaced, under a key that nobody keeps.
    pub pseudonymise: bool,
    /// When it is made, in seconds since the Unix epoch.
    pub at: f64,
}

/// Which packets of the capture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PacketChoice {
    /// Those of one incident, by its number; of the anomalies otherwise.
    pub incident: Option<u32>,
    /// What flows must be like.
    pub filter: Filter,
}

/// Packets as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketExport {
    /// A name without a time in it; who saves the file adds one.
    pub file_name: String,
    /// The file.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// Packets in it.
    pub n_packets: u64,
    /// Flows that they are of.
    pub n_flows: u64,
    /// Packets of these flows for which there was no room.
    pub n_left_out: u64,
}
