//! What a report tells. Ratios are in `0..=1`, times in seconds since the Unix epoch, rows count from 0.

use serde::Serialize;

/// What was found in one table, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// When and how the report was made.
    pub made: Made,
    /// What was looked at.
    pub source: Source,
    /// What the detectors learnt, where there are any.
    pub training: Option<Training>,
    /// What the traffic is, in a few sentences.
    pub words: String,
    /// Rows that the ensemble calls anomalies.
    pub n_anomalies: u64,
    /// Of these, the ones of low, medium and high severity.
    pub severities: [u64; 3],
    /// Rows and anomalies along time, or along the rows where there is no time.
    pub timeline: Vec<Bin>,
    /// Whether the timeline's places are times, not rows.
    pub has_times: bool,
    /// The hosts with most rows.
    pub hosts: Vec<Host>,
    /// The worst first, dismissed ones last.
    pub incidents: Vec<Incident>,
    /// The most unusual first.
    pub anomalies: Vec<Anomaly>,
    /// Anomalies that are not in `anomalies`, because there are too many.
    pub n_left_out: u64,
    /// Rows that a rule mutes; they are in no incident.
    pub n_muted: u64,
}

/// When and how a report was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Made {
    /// When.
    pub at: f64,
    /// The version of this program.
    pub version: String,
    /// Whether addresses and names are replaced.
    pub is_pseudonymised: bool,
    /// The filter that rows had to pass; empty for none.
    pub filter: String,
    /// Whether it speaks of one incident only.
    pub is_part: bool,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Source {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the table's contents, in hexadecimal; empty where it would give away what was replaced.
    pub digest: String,
    /// "pcapng", "KDD'99", ...
    pub format: String,
    /// A row in words: "flow".
    pub noun: String,
    /// Rows in words: "flows".
    pub nouns: String,
    /// Rows.
    pub n_rows: u64,
    /// Packets, of a capture.
    pub n_packets: Option<u64>,
    /// Bytes of their frames, of a capture.
    pub n_bytes: Option<u64>,
    /// The earliest time in it.
    pub first: Option<f64>,
    /// The latest.
    pub last: Option<f64>,
    /// What was skipped or left out while reading, in sentences.
    pub warnings: Vec<String>,
}

/// What the detectors learnt and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Training {
    /// Rows learnt from.
    pub n_rows: u64,
    /// Columns of the matrix.
    pub n_features: u64,
    /// The share of anomalies that was expected.
    pub contamination: f64,
    /// Votes that make an anomaly.
    pub min_votes: u8,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The detectors.
    pub detectors: Vec<Detector>,
    /// Caps that were applied and values that were filled in, in words.
    pub notes: Vec<String>,
}

/// A detector.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Detector {
    /// Its name: `isolation_forest`.
    pub name: String,
    /// A score above this is a vote.
    pub threshold: f64,
    /// Rows that it voted for.
    pub n_flagged: u64,
}

/// A stretch of the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// A time, or a row.
    pub start: f64,
    /// Where the next one starts.
    pub end: f64,
    /// Rows that begin in it.
    pub n_rows: u64,
    /// Of these, anomalies of low, medium and high severity.
    pub severities: [u64; 3],
}

/// A host's part.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Host {
    /// Its address.
    pub name: String,
    /// Rows that it has a part in.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
}

/// How bad an incident would be, if it is what it looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Threat {
    /// Unusual, and nothing more is known.
    #[default]
    Low,
    /// Looks like something known.
    Medium,
    /// Looks like it far beyond doubt by numbers.
    High,
    /// One host does several such things.
    Critical,
}

impl Threat {
    /// The worst first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

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

/// A technique of MITRE ATT&CK, Enterprise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Technique {
    /// Such as `T1046`.
    pub id: String,
    /// Such as "Network Service Discovery".
    pub name: String,
}

/// A number that speaks for an incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// What was counted or measured, with its unit.
    pub name: String,
    /// How much.
    pub value: f64,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Incident {
    /// Its number, from 1.
    pub number: u32,
    /// What happened, without a full stop.
    pub title: String,
    /// "port scan", "unusual traffic".
    pub kind: String,
    /// Whether it looks like something known.
    pub is_named: bool,
    /// How bad.
    pub threat: Threat,
    /// "new", "confirmed" or "dismissed".
    pub status: String,
    /// The technique that it hints at.
    pub technique: Option<Technique>,
    /// What speaks for it, in sentences.
    pub reasons: Vec<String>,
    /// What speaks for it, in numbers.
    pub evidence: Vec<Evidence>,
    /// Addresses that have a part in it, who acts first.
    pub hosts: Vec<String>,
    /// Start of its first row.
    pub first: Option<f64>,
    /// End of its last row.
    pub last: Option<f64>,
    /// Its rows.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
    /// Some of its flows, the first ones.
    pub flows: Vec<Flow>,
}

/// A row that the ensemble calls an anomaly.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Anomaly {
    /// Its place in the table.
    pub row: u32,
    /// Its place by score, from 1.
    pub rank: u32,
    /// The ensemble's score.
    pub score: f64,
    /// Share of the detectors that voted.
    pub confidence: f64,
    /// "low", "medium" or "high".
    pub severity: String,
    /// What each detector says.
    pub votes: Vec<Vote>,
    /// Which attack it looks like, where a model says so.
    pub family: Option<Family>,
    /// The label, where there is one.
    pub label: Option<String>,
    /// What the analyst says of it.
    pub mark: Option<String>,
    /// The incident that it belongs to.
    pub incident: Option<u32>,
    /// What is unusual about it, in words.
    pub reasons: Vec<String>,
    /// Who talked to whom, where the table says so.
    pub flow: Option<Flow>,
}

/// A detector's word on a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Vote {
    /// The detector's name.
    pub detector: String,
    /// Its score among those of the training.
    pub percentile: f64,
    /// Whether it voted for the row.
    pub voted: bool,
}

/// Which attack a row looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// How sure that is.
    pub confidence: f64,
    /// How urgent: "low" to "critical".
    pub risk: String,
}

/// Who talked to whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Flow {
    /// Its row.
    pub row: u32,
    /// Its first packet.
    pub start: Option<f64>,
    /// Seconds to its last.
    pub duration: Option<f64>,
    /// Who began.
    pub originator: End,
    /// With whom.
    pub responder: End,
    /// "tcp", "udp", "icmp", ...; empty where it is not known.
    pub protocol: String,
    /// "dns", "http", ...; empty where it is not known.
    pub service: String,
    /// How it went, in Zeek's letters; empty where it is not known.
    pub state: String,
    /// Its name in every tool (Community ID, version 1).
    pub community_id: Option<String>,
}

/// An end of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct End {
    /// Its address.
    pub address: String,
    /// Its port; of ICMP type and code.
    pub port: Option<u16>,
    /// Packets that it sent.
    pub packets: Option<u64>,
    /// Bytes of the IP packets that it sent, or of their payload where only that is known.
    pub bytes: Option<u64>,
}
