//! Live traffic as JSON has it.

use serde::Serialize;
use wiresift_engine::message::{Alert, DetectorKind, LivePhase, LiveView, Summary};
use wiresift_wire::Status;

use super::LinkState;

/// What the analysis publishes, a few times a second.
#[derive(Debug, Default)]
pub(in crate::serve) struct Snapshot {
    pub(in crate::serve) link: LinkState,
    pub(in crate::serve) view: LiveView,
    /// The sidecar's own counts, where it reported.
    pub(in crate::serve) sidecar: Option<Status>,
    /// How the detectors did on the baseline.
    pub(in crate::serve) learnt: Option<Learnt>,
}

/// What is done with the traffic.
#[derive(Debug, Default, Serialize)]
pub(in crate::serve) struct Learning {
    /// "watching", "collecting", "training", "detecting".
    phase: &'static str,
    /// Of the baseline, while one is collected: flows, seconds of capture time, and how far, in `0..=1`.
    collected_flows: Option<u64>,
    collected_secs: Option<f64>,
    fraction: Option<f64>,
    /// Flows of the baseline that the detectors learnt from.
    baseline_flows: Option<u64>,
}

impl From<LivePhase> for Learning {
    fn from(phase: LivePhase) -> Self {
        match phase {
            LivePhase::Watching => Self {
                phase: "watching",
                ..Self::default()
            },
            LivePhase::Training => Self {
                phase: "training",
                ..Self::default()
            },
            LivePhase::Collecting {
                n_flows,
                seconds,
                fraction,
            } => Self {
                phase: "collecting",
                collected_flows: Some(n_flows),
                collected_secs: Some(seconds),
                fraction: Some(fraction),
                ..Self::default()
            },
            LivePhase::Detecting { n_baseline } => Self {
                phase: "detecting",
                baseline_flows: Some(n_baseline),
                ..Self::default()
            },
        }
    }
}

/// How the detectors did on the baseline.
#[derive(Clone, Debug, Serialize)]
pub(in crate::serve) struct Learnt {
    baseline_flows: u64,
    anomalies: u64,
    detectors: Vec<Detector>,
    fit_secs: f64,
    score_secs: f64,
}

#[derive(Clone, Debug, Serialize)]
struct Detector {
    name: &'static str,
    threshold: f64,
    flagged: u64,
}

impl Learnt {
    pub(super) fn of(summary: &Summary) -> Self {
        let detectors = summary.detectors.iter().map(|detector| Detector {
            name: detector.kind.name(),
            threshold: detector.threshold,
            flagged: detector.n_flagged,
        });
        Self {
            baseline_flows: summary.n_rows,
            anomalies: summary.n_anomalies,
            detectors: detectors.collect(),
            fit_secs: summary.seconds.fit,
            score_secs: summary.seconds.score,
        }
    }
}

/// An alert. Times are seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::serve) struct AlertRow {
    pub(in crate::serve) id: u64,
    pub(in crate::serve) name: String,
    /// Of MITRE ATT&CK, where the behaviour is known.
    pub(in crate::serve) technique: Option<String>,
    /// Empty for many.
    pub(in crate::serve) originator: String,
    pub(in crate::serve) responder: String,
    /// "none", "low", "medium", "high".
    pub(in crate::serve) severity: &'static str,
    pub(in crate::serve) score: Option<f64>,
    /// Detectors that voted for its worst flow.
    pub(in crate::serve) votes: Vec<&'static str>,
    pub(in crate::serve) confidence: f64,
    pub(in crate::serve) reasons: Vec<String>,
    pub(in crate::serve) flows: u64,
    pub(in crate::serve) first: f64,
    pub(in crate::serve) last: f64,
}

impl AlertRow {
    pub(in crate::serve) fn of(alert: &Alert) -> Self {
        let votes = DetectorKind::ALL.into_iter();
        Self {
            id: alert.id,
            name: alert.name.clone(),
            technique: alert.technique.clone(),
            originator: alert.originator.clone(),
            responder: alert.responder.clone(),
            severity: alert.severity.name(),
            score: alert.score,
            votes: votes
                .filter(|kind| alert.votes & kind.bit() != 0)
                .map(DetectorKind::name)
                .collect(),
            confidence: alert.confidence,
            reasons: alert.reasons.clone(),
            flows: alert.n_flows,
            first: alert.first,
            last: alert.last,
        }
    }
}
