//! Traffic that is analyzed while it is captured: settings, state, alerts.

use serde::{Deserialize, Serialize};

use super::{ErrorReport, JobId, Severity, Talker, TrainingSettings};
pub use wiresift_wire::{DEFAULT_PORT, Drops, Interface, Source, StartOptions, Usage};

/// How long traffic is collected before the detectors learn from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BaselineGoal {
    /// For so many seconds of capture time.
    Seconds(f64),
    /// Until so many flows have ended.
    Flows(u64),
}

impl Default for BaselineGoal {
    fn default() -> Self {
        Self::Seconds(1_800.0)
    }
}

/// Everything that live detection depends on, beside the traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveSettings {
    /// The detectors, as for files.
    pub training: TrainingSettings,
    /// How much ordinary traffic they learn from.
    pub baseline: BaselineGoal,
    /// An anomaly is an alert if at least this share of ordinary flows that the detectors did not learn from is less surprising, in
    /// `0..=1`. By default about one ordinary flow in 1,000 is an alert.
    pub alert_score: f64,
    /// Whether the detectors learn anew from the latest flows when traffic drifts away from the baseline.
    pub retrain: bool,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            training: TrainingSettings::default(),
            baseline: BaselineGoal::default(),
            alert_score: 0.999,
            retrain: true,
        }
    }
}

impl LiveSettings {
    /// Checks that every value is in its range.
    ///
    /// # Errors
    /// Says which setting is wrong and what it may be.
    pub fn check(&self) -> Result<(), ErrorReport> {
        self.training.check()?;
        let is_goal = match self.baseline {
            BaselineGoal::Seconds(seconds) => seconds.is_finite() && seconds > 0.0,
            BaselineGoal::Flows(n_flows) => n_flows > 0,
        };
        if !is_goal {
            let hint = "Choose more than 0 seconds or flows.";
            return Err(ErrorReport::setting(
                "The baseline has no length.".to_owned(),
                Some(hint),
            ));
        }
        if !(0.0..=1.0).contains(&self.alert_score) {
            let message = format!("The alert threshold is {}.", self.alert_score);
            return Err(ErrorReport::setting(message, Some("It must be from 0 to 1.")));
        }
        Ok(())
    }
}

/// What live analysis does at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum LivePhase {
    /// Counts only.
    #[default]
    Watching,
    /// Collects a baseline.
    Collecting {
        /// Flows so far.
        n_flows: u64,
        /// Seconds of capture time so far.
        seconds: f64,
        /// How far, in `0..=1`.
        fraction: f64,
    },
    /// The detectors learn.
    Training,
    /// Flows are scored.
    Detecting {
        /// Flows of the baseline.
        n_baseline: u64,
    },
}

/// Live traffic at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LiveView {
    /// What is done with it.
    pub phase: LivePhase,
    /// What came so far.
    pub counts: LiveCounts,
    /// Packets and bytes of each of the last seconds, oldest first; the last one is not over.
    pub rates: Vec<LiveRate>,
    /// Packets and bytes by protocol, most bytes first.
    pub protocols: Vec<LiveShare>,
    /// The addresses with most bytes. Their flows are those that ended.
    pub talkers: Vec<Talker>,
    /// Open flows with packets lately, the largest first.
    pub active: Vec<ActiveFlow>,
    /// How far the traffic is from the baseline.
    pub drift: Option<Drift>,
    /// What there is to know about a limit that was met or a training that failed.
    pub notes: Vec<String>,
    /// All alerts that are kept, the latest first; `None` where nothing changed since the last view.
    pub alerts: Option<Vec<Alert>>,
}

/// What came, and what did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LiveCounts {
    /// Packets taken.
    pub n_packets: u64,
    /// Bytes of their frames on the wire.
    pub n_bytes: u64,
    /// Packets that were taken and did not come, neither alone nor in a flow: by the number of the next packet or, where
    /// flows come, when the capture ends or packets come again.
    pub n_missed: u64,
    /// Messages that could not be read.
    pub n_damaged: u64,
    /// Flows that ended.
    pub n_ended: u64,
    /// Flows that are open.
    pub n_open: u64,
    /// Flows that ended early because too many were open.
    pub n_evicted: u64,
    /// Flows that were forgotten to make room for later ones.
    pub n_forgotten: u64,
    /// Scores that were given; a flow that changes is scored again.
    pub n_scored: u64,
    /// Ended flows that were never scored, because too many ended at once.
    pub n_unscored: u64,
    /// Alerts, with those that are no longer kept.
    pub n_alerts: u64,
    /// Time of the latest packet, in seconds since the Unix epoch.
    pub latest: Option<f64>,
}

/// What came in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveRate {
    /// Packets.
    pub n_packets: u64,
    /// Bytes.
    pub n_bytes: u64,
}

/// Packets of one protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveShare {
    /// "tcp", "udp", ...
    pub name: String,
    /// Packets.
    pub n_packets: u64,
    /// Bytes of their frames.
    pub n_bytes: u64,
}

/// A flow that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActiveFlow {
    /// Counts flows in order of their first packets.
    pub id: u64,
    /// Who began.
    pub originator: String,
    /// The other, with its port.
    pub responder: String,
    /// "tcp", "udp dns", ...
    pub protocol: String,
    /// Seconds from the first to the latest packet.
    pub duration: f64,
    /// Packets of both sides.
    pub n_packets: u64,
    /// Bytes of both sides.
    pub n_bytes: u64,
    /// The ensemble's last word on it, in `0..=1`.
    pub score: Option<f64>,
}

/// How far the scores of the latest flows are from those of the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Population stability index over tenths of the baseline: below 0.1 is stable, above 0.25 another population.
    pub psi: f64,
    /// Flows it is computed from.
    pub n_flows: u64,
}

/// Something that should be looked at. What is alike is one alert with a count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Counts alerts.
    pub id: u64,
    /// What it looks like, in words: "port scan", or "unusual flow" without a hint.
    pub name: String,
    /// The ATT&CK technique that is hinted at, such as "T1046 Network Service Discovery".
    pub technique: Option<String>,
    /// Who does it; empty where it is many.
    pub originator: String,
    /// To whom, with the port where it is one.
    pub responder: String,
    /// How bad.
    pub severity: Severity,
    /// The highest score among its flows, where one was scored.
    pub score: Option<f64>,
    /// The votes on that flow, as `DetectorKind::bit`s.
    pub votes: u8,
    /// Votes / detectors.
    pub confidence: f64,
    /// Why, the strongest first.
    pub reasons: Vec<String>,
    /// Flows that it is read from.
    pub n_flows: u64,
    /// Time of the packet that it was first seen by, in seconds since the Unix epoch.
    pub first: f64,
    /// The same of the last.
    pub last: f64,
    /// Whether everything about one of its flows is kept.
    pub has_detail: bool,
}

/// What the page asks of live analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LiveCommand {
    /// Finds the sidecar, and comes back to it when the connection breaks.
    Connect {
        /// Its port on this machine.
        port: u16,
        /// From the address that it printed.
        token: String,
    },
    /// Ends the connection; what was seen stays.
    Disconnect,
    /// Asks which interfaces there are.
    Interfaces,
    /// Starts to capture.
    Start(#[serde(with = "super::as_json")] StartOptions),
    /// Ends the capture.
    Stop,
    /// Holds the traffic back in the sidecar, or lets it go on.
    Pause(bool),
    /// Lets the sidecar write what it still holds to a pcap file of this name.
    Save(String),
    /// Changes the settings.
    Settings(LiveSettings),
    /// Collects a baseline, of the length in the settings.
    Collect,
    /// Lets the detectors learn from what there is.
    Learn,
    /// Leaves what is like this alert alone from now on.
    Mute(u64),
    /// Puts what was seen into the session, as a file would be. The end of the job is `Event::Loaded`.
    Open(JobId),
}

/// The connection to the sidecar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum LiveLink {
    /// Nobody asked for one.
    #[default]
    Off,
    /// On its way.
    Connecting,
    /// It broke, or was never there; another try follows.
    Waiting {
        /// What happened and what to do.
        report: ErrorReport,
        /// Seconds until the next try.
        seconds: f64,
    },
    /// It was refused; another try would end the same.
    Refused(ErrorReport),
    /// There.
    On(Sidecar),
}

/// The sidecar that is connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidecar {
    /// Its release.
    pub release: String,
    /// Whether it has a file to replay.
    pub can_replay: bool,
    /// Whether it can capture from interfaces.
    pub can_capture: bool,
    /// Whether it has a folder to save to.
    pub can_save: bool,
}

/// What is captured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capturing {
    /// The interface, or "replay".
    pub source: String,
    /// Its filter; empty for none.
    pub filter: String,
    /// Whether flows come instead of packets, because packets were too many.
    pub as_flows: bool,
    /// Whether it is held back.
    pub is_paused: bool,
}

/// How the sidecar fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SidecarHealth {
    /// Packets that it took in this capture.
    pub n_taken: u64,
    /// What was lost, by cause.
    pub drops: Drops,
    /// What it uses.
    pub usage: Usage,
}

/// What live analysis says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LiveEvent {
    /// The connection changed.
    Link(LiveLink),
    /// Answers [`LiveCommand::Interfaces`].
    Interfaces(Vec<Interface>),
    /// A capture runs, or none does any more.
    Capturing(Option<Capturing>),
    /// A capture ended by itself: why, and whether that is a fault.
    Ended {
        /// In words.
        reason: String,
        /// Whether something is wrong.
        is_fault: bool,
    },
    /// How the sidecar fares; every second.
    Health(SidecarHealth),
    /// What came so far; a few times a second.
    View(Box<LiveView>),
    /// A file was written.
    Saved {
        /// Its name.
        name: String,
        /// Packets in it.
        n_packets: u64,
    },
    /// Something failed; the rest goes on.
    Failed(ErrorReport),
}
