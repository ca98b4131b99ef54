//! From ordinary traffic to detectors: the baseline, and learning anew when traffic drifts away from it.

use wiresift_capture::Timestamp;
use wiresift_flow::Flow;

use super::drift::{ANOTHER_POPULATION, Drifting};
use super::judge::{MAX_CONTEXT, hints, opened};
use super::rarity::Rarity;
use super::{Live, Pending, Phase};
use crate::capture::Pace;
use crate::detail::usual_by_name;
use crate::message::{BaselineGoal, ErrorReport, LivePhase, Summary, TableSlot, TrainingSettings};
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

    /// Plans the training: first of the rehearsal.
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
        self.phase = Phase::Training;
        self.go_on(Learning::begin(baseline, before), n_workers)
    }

    /// Plans the next step of the learning.
    pub(super) fn go_on(&mut self, mut learning: Learning, n_workers: impl Fn(usize) -> u32) -> Option<Run> {
        match learning.plan(&self.settings.training, n_workers) {
            Ok(run) => {
                self.pending = Some(Pending::Training(Box::new(learning)));
                Some(run)
            }
            Err(report) => {
                self.phase = learning.before;
                self.note(format!("The detectors could not learn: {}", report.message));
                None
            }
        }
    }

    /// A step of the learning is done.
    pub(super) fn learnt(&mut self, mut learning: Learning, run: Run) -> Result<(), ErrorReport> {
        self.phase = learning.before;
        let summaries = learning.session.conclude(run)?;
        match std::mem::replace(&mut learning.step, Step::Trial) {
            Step::Rehearsal => {}
            Step::Trial => learning.step = Step::Whole(learning.trial()?),
            Step::Whole(unseen) => {
                let summary = summaries.into_iter().next().map(|(_, summary)| summary);
                return self.settle(learning, unseen, summary);
            }
        }
        self.phase = Phase::Training;
        self.learning = Some(learning);
        Ok(())
    }

    /// The detectors have learnt.
    fn settle(&mut self, learning: Learning, unseen: Unseen, summary: Option<Summary>) -> Result<(), ErrorReport> {
        let (loaded, ..) = learning.session.result(TableSlot::Training)?;
        self.usual = usual_by_name(loaded);
        self.drifting = Drifting::new(unseen.scores);
        self.rarity = Some(unseen.rarity);
        let known = hints(learning.baseline.iter().rev().take(MAX_HINTED));
        self.ordinary = known.iter().map(super::judge::Hint::key).collect();
        self.summary = summary;
        self.session = *learning.session;
        self.baseline = learning.baseline;
        self.phase = Phase::Detecting;
        self.learnt = self.judged;
        Ok(())
    }
}

/// Detectors that learn from a baseline, step by step.
///
/// Of what they learnt from they find little unusual; of other traffic, as ordinary, more: the more the shorter the baseline. So they
/// rehearse: they learn from the first half and judge the second, and what is rare is rare among *these* scores (split conformal
/// prediction: Papadopoulos et al. 2002; for anomalies Laxhammar and Falkman 2010). Then they learn from all.
pub(super) struct Learning {
    baseline: Vec<Flow>,
    /// What to go back to where it fails.
    pub(super) before: Phase,
    session: Box<Session>,
    step: Step,
}

enum Step {
    Rehearsal,
    Trial,
    Whole(Unseen),
}

/// How the second half of the baseline does under detectors that learnt from the first.
struct Unseen {
    scores: Vec<f64>,
    rarity: Rarity,
}

impl Learning {
    fn begin(baseline: Vec<Flow>, before: Phase) -> Self {
        Self {
            baseline,
            before,
            session: Box::default(),
            step: Step::Rehearsal,
        }
    }

    fn plan(&mut self, settings: &TrainingSettings, n_workers: impl Fn(usize) -> u32) -> Result<Run, ErrorReport> {
        let (first, second) = self.baseline.split_at(self.baseline.len() / 2);
        if matches!(self.step, Step::Trial) {
            let context = first.get(first.len().saturating_sub(MAX_CONTEXT)..).unwrap_or(first);
            let table = opened("live", context.iter(), second.iter(), Pace::default());
            self.session.insert(TableSlot::Test, table);
            let nothing = || Err(ErrorReport::bug("What has learnt does not score.".to_owned()));
            return self.session.score_test(n_workers).unwrap_or_else(nothing);
        }
        let flows = match self.step {
            Step::Rehearsal => first,
            Step::Trial | Step::Whole(_) => &self.baseline,
        };
        let table = opened("Live baseline", std::iter::empty(), flows.iter(), Pace::default());
        *self.session = Session::default();
        self.session.insert(TableSlot::Training, table);
        self.session.train(settings, n_workers)
    }

    fn trial(&self) -> Result<Unseen, ErrorReport> {
        let (loaded, scored, _) = self.session.result(TableSlot::Test)?;
        let rows = 0..loaded.table().n_rows();
        let rarity = Rarity::of(rows.clone().map(|row| scored.surprise(row)));
        Ok(Unseen {
            scores: rows.map(|row| scored.score(row)).collect(),
            rarity: rarity.map_err(|error| ErrorReport::bug(error.to_string()))?,
        })
    }
}
