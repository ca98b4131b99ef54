//! What happened, in a few incidents, and what the analyst does about them.

use serde::{Deserialize, Serialize};

/// How bad an incident would be, if it is what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Threat {
    /// Unusual, and nothing more is known.
    Low,
    /// Looks like something known.
    Medium,
    /// Looks like it far beyond doubt by numbers.
    High,
    /// One host does several such things.
    Critical,
}

impl Threat {
    /// All, from the least.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What the analyst made of an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IncidentStatus {
    /// Nothing yet.
    #[default]
    New,
    /// It is one.
    Confirmed,
    /// It is none.
    Dismissed,
}

impl IncidentStatus {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
        }
    }
}

/// A technique of MITRE ATT&CK, Enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechniqueName {
    /// Such as `T1046`.
    pub id: String,
    /// Such as "Network Service Discovery".
    pub name: String,
}

/// A number that speaks for an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceNumber {
    /// What was counted or measured, with its unit.
    pub name: String,
    /// How much.
    pub value: f64,
}

/// Rows that belong together, and what they look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its number, from 1, by which the filter `incident == 3` finds its rows.
    pub number: u32,
    /// What happened, without a full stop.
    pub title: String,
    /// "port scan", "unusual traffic".
    pub kind: String,
    /// Whether it looks like something known; otherwise it is only unusual.
    pub is_named: bool,
    /// How bad.
    pub threat: Threat,
    /// What was made of it.
    pub status: IncidentStatus,
    /// The technique that it hints at.
    pub technique: Option<TechniqueName>,
    /// What speaks for it, in sentences.
    pub reasons: Vec<String>,
    /// What speaks for it, in numbers.
    pub evidence: Vec<EvidenceNumber>,
    /// Addresses that have a part in it, who acts first.
    pub hosts: Vec<String>,
    /// Start of its first row, in seconds since the Unix epoch.
    pub first: Option<f64>,
    /// End of its last row.
    pub last: Option<f64>,
    /// Its rows.
    pub n_rows: u64,
    /// Of these, the ones that the ensemble calls anomalies.
    pub n_anomalies: u64,
    /// The filter that shows its rows.
    pub expression: String,
    /// The first of its rows, by its index in the table.
    pub row: u32,
}

/// Everything that happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Incidents {
    /// What matters first; dismissed ones last.
    pub all: Vec<Incident>,
    /// Anomalies, muted ones left out.
    pub n_anomalies: u64,
    /// Of these, the ones that no incident holds, because there are too many small ones.
    pub n_left_over: u64,
    /// Rows that a rule mutes.
    pub n_muted: u64,
    /// The rules in the order in which they were made.
    pub rules: Vec<MuteRule>,
}

/// Rows that shall not be shown as incidents, now and in every file opened later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MuteRule {
    /// Its number.
    pub id: u32,
    /// What it mutes, in words.
    pub name: String,
    /// The rows, in the filter's language.
    pub expression: String,
    /// When it was made, in seconds since the Unix epoch.
    pub at: f64,
    /// Rows of this table that it mutes; `None` where the table lacks what it asks for.
    pub n_rows: Option<u64>,
}

/// How much a rule made from a row mutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MuteScope {
    /// These two hosts on this port.
    PairOnPort,
    /// These two hosts.
    Pair,
    /// The host that began.
    Originator,
    /// The service of the other host.
    Service,
}

impl MuteScope {
    /// All, from the narrowest.
    pub const ALL: [Self; 4] = [Self::PairOnPort, Self::Pair, Self::Service, Self::Originator];
}

/// What a rule would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MutePreview {
    /// What it mutes, in words.
    pub name: String,
    /// The rows, in the filter's language.
    pub expression: String,
    /// Rows that it would mute.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
    /// Titles of the incidents that would be gone.
    pub gone: Vec<String>,
    /// Incidents that would lose some of their rows.
    pub n_smaller: u32,
}

/// What the analyst does about incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum IncidentAction {
    /// Nothing; only asks how things are.
    Look,
    /// Says what some are.
    SetStatus {
        /// Their numbers.
        incidents: Vec<u32>,
        /// What they are.
        status: IncidentStatus,
    },
    /// Asks what a rule made from a row would mute.
    Preview {
        /// The row, by its index in the table.
        row: u32,
        /// How much.
        scope: MuteScope,
    },
    /// Makes a rule.
    Mute {
        /// What it mutes, in words.
        name: String,
        /// The rows, in the filter's language.
        expression: String,
        /// When, in seconds since the Unix epoch.
        at: f64,
    },
    /// Takes a rule back.
    Unmute {
        /// Its number.
        rule: u32,
    },
    /// Puts back rules that were kept elsewhere; those that there are stay.
    Restore {
        /// The rules.
        rules: Vec<MuteRule>,
    },
}

impl IncidentAction {
    /// Whether something is other after it.
    pub fn changes(&self) -> bool {
        match self {
            Self::Look | Self::Preview { .. } => false,
            Self::Restore { rules } => !rules.is_empty(),
            Self::SetStatus { .. } | Self::Mute { .. } | Self::Unmute { .. } => true,
        }
    }
}
