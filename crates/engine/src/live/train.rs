//! From ordinary traffic to detectors: the baseline, and learning anew when traffic drifts away from it.

use wiresift_capture::Timestamp;
use wiresift_flow::Flow;

use super::drift::{ANOTHER_POPULATION, Drifting};
use super::judge::{hints, opened};
use super::{Live, Pending, Phase};
use crate::capture::Pace;
use crate::detail::usual_by_name;
use crate::message::{BaselineGoal, ErrorReport, LivePhase, TableSlot};
use crate::run::Run;
use crate::session::Session;

/// Fewer flows are no picture of what is ordinary; twice the neighbours of a local outlier factor.
const MIN_FLOWS: u64 = 50;

/// Flows after which the detectors may learn anew.
const MIN_SINCE: u64 = 1_000;

/// Flows that the detectors learn from when they learn anew, at most.
const MAX_RECENT: u64 = 20_000;

/// Flows of a baseline that hints are read from, at most.
const MAX_HINTED: usize = 20_000;

impl Live {
    /// Begins to collect a baseline; a baseline that there is counts until the new one is learnt.
    pub fn collect(&mut self, goal: BaselineGoal) {
        self.settings.baseline = goal;
        self.phase = Phase::Collecting {
            since: None,
            from: self.intake.history.end(),
        };
    }

    /// Ends the collecting: the detectors learn from what there is. While they detect, they learn anew from the latest flows.
    ///
    /// # Errors
    /// When there are too few flows, or the detectors are learning.
    pub fn learn_now(&mut self) -> Result<(), ErrorReport> {
        let from = match self.phase {
            Phase::Collecting { from, .. } | Phase::Due { from } => from,
            Phase::Detecting => self.recent(),
            Phase::Watching => 0,
            Phase::Training => {
                let message = "The detectors are learning already.".to_owned();
                return Err(ErrorReport::setting(message, Some("Wait until they are done.")));
            }
        };
        let n_flows = self.intake.history.range(from, self.intake.history.end()).count() as u64;
        if n_flows < MIN_FLOWS {
            let message = format!("{n_flows} flows have ended; {MIN_FLOWS} are needed to learn from.");
            return Err(ErrorReport::setting(message, Some("Let the capture run on.")));
        }
        self.phase = Phase::Due { from };
        Ok(())
    }

    fn recent(&self) -> u64 {
        self.intake.history.end().saturating_sub(MAX_RECENT)
    }

    /// Whether the baseline is complete, or another one is due.
    pub(super) fn is_time_to_learn(&mut self) -> bool {
        let end = self.intake.history.end();
        match &mut self.phase {
            Phase::Collecting { since, from } => {
                if since.is_none() {
                    *since = self.intake.latest();
                }
                end.saturating_sub(*from) >= MIN_FLOWS && self.fraction() >= 1.0
            }
            Phase::Detecting => {
                let drift = self.drifting.drift();
                let is_other = drift.is_some_and(|drift| drift.psi > ANOTHER_POPULATION);
                self.settings.retrain && is_other && end.saturating_sub(self.learnt) >= MIN_SINCE
            }
            Phase::Due { .. } => true,
            Phase::Watching | Phase::Training => false,
        }
    }

    /// How far the baseline is, in `0..=1`.
    fn fraction(&self) -> f64 {
        let Phase::Collecting { since, from } = self.phase else {
            return 0.0;
        };
        let n_flows = self.intake.history.end().saturating_sub(from);
        let fraction = match self.settings.baseline {
            BaselineGoal::Flows(goal) => n_flows as f64 / goal.max(1) as f64,
            BaselineGoal::Seconds(goal) => self.seconds_since(since) / goal,
        };
        fraction.clamp(0.0, 1.0)
    }

    fn seconds_since(&self, since: Option<Timestamp>) -> f64 {
        let span = since.zip(self.intake.latest());
        span.map_or(0.0, |(since, latest)| latest.since(since) as f64 / 1e9)
            .max(0.0)
    }

    /// The phase, in numbers.
    pub(super) fn phase_view(&self) -> LivePhase {
        match self.phase {
            Phase::Watching => LivePhase::Watching,
            Phase::Collecting { since, from } => LivePhase::Collecting {
                n_flows: self.intake.history.end().saturating_sub(from),
                seconds: self.seconds_since(since),
                fraction: self.fraction(),
            },
            Phase::Due { .. } | Phase::Training => LivePhase::Training,
            Phase::Detecting => LivePhase::Detecting {
                n_baseline: self.baseline.len() as u64,
            },
        }
    }

    /// Plans the training.
    pub(super) fn learn(&mut self, n_workers: impl Fn(usize) -> u32) -> Option<Run> {
        // Collecting over and over again would end in the same error.
        let before = if self.baseline.is_empty() {
            Phase::Watching
        } else {
            Phase::Detecting
        };
        let from = match self.phase {
            Phase::Collecting { from, .. } | Phase::Due { from } => from,
            Phase::Watching | Phase::Training | Phase::Detecting => self.recent(),
        };
        let history = &self.intake.history;
        let ordinary = history
            .range(from, history.end())
            .filter(|flow| !self.suspects.contains(&flow.id));
        let baseline: Vec<Flow> = ordinary.cloned().collect();
        let mut session = Box::new(Session::default());
        let table = opened("Live baseline", std::iter::empty(), baseline.iter(), Pace::default());
        session.insert(TableSlot::Training, table);
        match session.train(&self.settings.training, n_workers) {
            Ok(run) => {
                self.phase = Phase::Training;
                self.pending = Some(Pending::Training(session, baseline, before));
                Some(run)
            }
            Err(report) => {
                self.phase = before;
                self.note(format!("The detectors could not learn: {}", report.message));
                None
            }
        }
    }

    /// The detectors have learnt.
    pub(super) fn learnt(
        &mut self,
        mut session: Session,
        baseline: Vec<Flow>,
        before: Phase,
        run: Run,
    ) -> Result<(), ErrorReport> {
        self.phase = before;
        let summaries = session.conclude(run)?;
        let (loaded, scored, _) = session.result(TableSlot::Training)?;
        let scores = (0..loaded.table().n_rows()).map(|row| scored.score(row)).collect();
        self.usual = usual_by_name(loaded);
        self.drifting = Drifting::new(scores);
        let known = hints(baseline.iter().rev().take(MAX_HINTED));
        self.ordinary = known.iter().map(super::judge::Hint::key).collect();
        self.summary = summaries.into_iter().next().map(|(_, summary)| summary);
        self.session = session;
        self.baseline = baseline;
        self.phase = Phase::Detecting;
        self.learnt = self.judged;
        Ok(())
    }
}
