//! Traffic that is analyzed while it is captured.
//!
//! Packets (or flows, where packets would be too many) come in any portions. [`Live`] keeps the open flows and the
//! latest that ended; collects a baseline; lets the ordinary detectors learn from it; and from then on has every flow
//! scored when it changes and when it ends, by the same [`Run`]s as a file's rows, so that the shell shares the work as
//! always. Whoever drives it calls [`Live::tick`] a few times a second.
//!
//! # Alerts
//! A flow that ended is an alert when it is an anomaly and rarer than the threshold, among flows that the detectors did not learn
//! from. A flow that is still open is
//! scored too, but unlike those that the detectors learnt from it is not whole, so it makes an alert only with others, where
//! they look like known behaviour (scan, brute force, ..) that the baseline did not have. Known behaviour needs no score: it is
//! an alert with the tick that sees it, and gets its score when that is there.
//!
//! # Limits
//! Everything has a cap, and what a cap left out is counted in [`LiveView`]. Hints are read from the flows of the last ten
//! minutes; behaviour of a flow from the thousands of flows before it.

mod alerts;
mod drift;
mod history;
mod intake;
mod judge;
mod notice;
mod rarity;
mod rates;
mod tally;
mod train;
mod verdicts;
mod view;
mod wire;

use hashbrown::{HashMap, HashSet};
use web_time::Instant;
use wiresift_capture::{Packet, Timestamp};
use wiresift_flow::Flow;

use crate::capture::Pace;
use crate::detail::Usual;
use crate::message::{ErrorReport, LiveSettings, LiveView, RowDetail, Summary, TableSlot};
use crate::opening::Opened;
use crate::run::Run;
use crate::session::Session;
use alerts::{Alerts, Key};
use drift::Drifting;
use intake::Intake;
use judge::{Judging, opened};
use rarity::Rarity;
use train::Learning;
use wire::Numbers;

/// Flows that are alerts, remembered so that the detectors never learn from them.
const MAX_REMEMBERED: usize = 200_000;

/// Things said about limits and failures.
const MAX_NOTES: usize = 5;

/// Live traffic, and what is made of it.
pub struct Live {
    settings: LiveSettings,
    intake: Intake,
    pace: Pace,
    phase: Phase,
    pending: Option<Pending>,
    /// Between two of its steps.
    learning: Option<Learning>,
    /// The baseline with what was learnt from it, and the flows that are judged.
    session: Session,
    baseline: Vec<Flow>,
    /// How the detectors did on the baseline.
    summary: Option<Summary>,
    /// What is usual in the baseline.
    usual: HashMap<String, Usual>,
    /// Hints that the baseline has: they are ordinary here.
    ordinary: HashSet<Key>,
    drifting: Drifting,
    /// What is rare; `None` before they learnt.
    rarity: Option<Rarity>,
    alerts: Alerts,
    /// Flows that are part of an alert.
    suspects: HashSet<u64>,
    /// The last scores of open flows.
    open_scores: HashMap<u64, f64>,
    /// Number of the first ended flow that is not judged.
    judged: u64,
    /// Number of the first ended flow since the detectors learnt last.
    learnt: u64,
    /// Packets since then make an open flow worth another look.
    looked: Timestamp,
    /// Flows that had ended, and packets that had come, when known behaviour was looked for last.
    noticed: (u64, u64),
    /// The latest packet's time and when it came.
    heard: Option<(Timestamp, Instant)>,
    n_scored: u64,
    n_unscored: u64,
    n_damaged: u64,
    numbers: Numbers,
    notes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Watching,
    /// Since this time, from the ended flow of this number on.
    Collecting {
        since: Option<Timestamp>,
        from: u64,
    },
    /// Whoever watches wants the detectors to learn from the ended flow of this number on.
    Due {
        from: u64,
    },
    Training,
    Detecting,
}

/// What a run that was handed out is for.
enum Pending {
    Training(Box<Learning>),
    Judging(Box<Judging>),
}

impl Live {
    /// Begins without traffic.
    ///
    /// # Errors
    /// [`LiveSettings::check`].
    pub fn new(settings: LiveSettings) -> Result<Self, ErrorReport> {
        settings.check()?;
        Ok(Self {
            settings,
            intake: Intake::new(),
            pace: Pace::default(),
            phase: Phase::Watching,
            pending: None,
            learning: None,
            session: Session::default(),
            baseline: Vec::new(),
            summary: None,
            usual: HashMap::new(),
            ordinary: HashSet::new(),
            drifting: Drifting::default(),
            rarity: None,
            alerts: Alerts::default(),
            suspects: HashSet::new(),
            open_scores: HashMap::new(),
            judged: 0,
            learnt: 0,
            looked: Timestamp(i64::MIN),
            noticed: (0, 0),
            heard: None,
            n_scored: 0,
            n_unscored: 0,
            n_damaged: 0,
            numbers: Numbers::default(),
            notes: Vec::new(),
        })
    }

    /// Changes the settings; detectors keep what they learnt until they learn anew.
    ///
    /// # Errors
    /// [`LiveSettings::check`].
    pub fn set_settings(&mut self, settings: LiveSettings) -> Result<(), ErrorReport> {
        settings.check()?;
        self.settings = settings;
        Ok(())
    }

    /// Takes a packet, in the order of the capture.
    pub fn take_packet(&mut self, packet: &Packet<'_>) {
        self.pace.add(packet.timestamp.nanos(), packet.original_len.into());
        self.intake.packet(packet);
        self.heard_until(packet.timestamp);
    }

    /// Takes a flow that ended and whose packets do not come.
    pub fn take_flow(&mut self, flow: Flow) {
        let last = flow.last;
        self.intake.flow(flow);
        self.heard_until(last);
    }

    /// The capture is over: all flows are.
    pub fn end_capture(&mut self) {
        self.intake.finish();
        self.heard = None;
    }

    fn heard_until(&mut self, time: Timestamp) {
        match &mut self.heard {
            Some((latest, _)) if *latest > time => {}
            // A look at the clock for every packet would be the dearest part of it.
            Some((latest, _)) if time.0.saturating_sub(latest.0) < 1_000_000 => {}
            heard => *heard = Some((time, Instant::now())),
        }
    }

    /// Lets time pass: capture time goes on as the clock does, while no packet says so.
    fn pass_time(&mut self) {
        if let Some((latest, at)) = self.heard {
            let passed = i64::try_from(at.elapsed().as_nanos()).unwrap_or(i64::MAX);
            self.intake.advance(Timestamp(latest.0.saturating_add(passed)));
        }
    }

    /// Ends flows that are over, and says what there is to compute next; its result is for [`Live::conclude`]. There is one
    /// run at a time: until it is concluded there is no other. `n_workers` says how many workers share a matrix of so many bytes.
    pub fn tick(&mut self, n_workers: impl Fn(usize) -> u32) -> Option<Run> {
        self.pass_time();
        let hints = self.notice();
        if self.pending.is_some() {
            return None;
        }
        if let Some(learning) = self.learning.take() {
            return self.go_on(learning, n_workers);
        }
        if self.is_time_to_learn() {
            return self.learn(n_workers);
        }
        if self.baseline.is_empty() {
            self.judged = self.intake.history.end();
            return None;
        }
        self.judge(hints, n_workers)
    }

    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes back a run that is finished.
    ///
    /// # Errors
    /// What the session says; live analysis goes on as before the run.
    pub fn conclude(&mut self, run: Run) -> Result<(), ErrorReport> {
        match self.pending.take() {
            None => Ok(()),
            Some(Pending::Training(learning)) => self.learnt(*learning, run),
            Some(Pending::Judging(judging)) => {
                self.session.conclude(run)?;
                self.decide(&judging)
            }
        }
    }

    /// A run came to nothing: live analysis goes on as before it.
    pub fn give_up(&mut self, report: &ErrorReport) {
        match self.pending.take() {
            Some(Pending::Training(learning)) => self.phase = learning.before,
            Some(Pending::Judging(judging)) => self.n_unscored += judging.flows.len() as u64,
            None => return,
        }
        self.note(report.message.clone());
    }

    /// Everything about the flow that an alert is worst by.
    pub fn alert_detail(&self, id: u64) -> Option<&RowDetail> {
        self.alerts.detail(id)
    }

    /// Leaves what is like this alert alone from now on. False where there is no such alert.
    pub fn mute(&mut self, id: u64) -> bool {
        self.alerts.mute(id)
    }

    /// Live traffic at this moment.
    pub fn view(&mut self) -> LiveView {
        view::view(self)
    }

    /// What was seen as tables: the baseline to learn from and what came since to be scored; everything as one
    /// table, before there is a baseline.
    pub fn tables(&self) -> Vec<(TableSlot, Opened)> {
        let history = &self.intake.history;
        let open = self.intake.updated(Timestamp(i64::MIN), history::MAX_KEPT);
        let table = |slot, name: &str, flows: Vec<&Flow>| {
            let has_flows = !flows.is_empty();
            has_flows.then(|| {
                (
                    slot,
                    opened(name, std::iter::empty(), flows.into_iter(), self.pace.clone()),
                )
            })
        };
        let since = if self.baseline.is_empty() { 0 } else { self.learnt };
        let late: Vec<&Flow> = history.range(since, history.end()).chain(&open).collect();
        let tables = if self.baseline.is_empty() {
            [table(TableSlot::Training, "Live traffic", late), None]
        } else {
            [
                table(TableSlot::Training, "Live baseline", self.baseline.iter().collect()),
                table(TableSlot::Test, "Live traffic", late),
            ]
        };
        tables.into_iter().flatten().collect()
    }

    /// The flows that ended last, the latest first.
    pub fn ended(&self) -> impl Iterator<Item = &Flow> {
        let history = &self.intake.history;
        history.range(0, history.end()).rev()
    }

    /// How the detectors did on the baseline that they learnt from; `None` before.
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }

    /// What [`Live::tables`] are trained with.
    pub fn settings(&self) -> &LiveSettings {
        &self.settings
    }

    fn note(&mut self, note: String) {
        if self.notes.last() != Some(&note) {
            if self.notes.len() >= MAX_NOTES {
                self.notes.remove(0);
            }
            self.notes.push(note);
        }
    }
}
