//! The analysis, on a thread of its own: takes what comes, answers what is asked, computes what is due.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use wiresift_engine::Run;
use wiresift_engine::live::Live;
use wiresift_engine::message::{BaselineGoal, ErrorReport, LivePhase};
use wiresift_wire::{FlowRow, Notice, Status};

use super::view::{Learnt, Snapshot};
use super::{Ask, Incoming, LinkState};
use crate::run::{execute, n_workers};
use crate::serve::failure::Failure;
use crate::serve::outlet::{Announcer, Outlets};

/// Time between two looks: flows are scored, and what is known is published, so often.
const TICK: Duration = Duration::from_millis(250);
/// Time between two looks for questions.
const MOMENT: Duration = Duration::from_millis(20);
/// Threads that score live flows; there are never many at once.
const MAX_WORKERS: u32 = 2;
/// Flows that are given.
const MAX_FLOWS: usize = 1_000;

pub(super) struct Analyst {
    live: Live,
    messages: Receiver<Incoming>,
    asked: Receiver<Ask>,
    latest: Arc<Mutex<Arc<Snapshot>>>,
    outlets: Arc<Outlets>,
    announcer: Announcer,
    link: LinkState,
    sidecar: Option<Status>,
    is_over: bool,
}

impl Analyst {
    pub(super) fn new(
        live: Live,
        messages: Receiver<Incoming>,
        asked: Receiver<Ask>,
        latest: Arc<Mutex<Arc<Snapshot>>>,
        outlets: Arc<Outlets>,
    ) -> Self {
        Self {
            live,
            messages,
            asked,
            latest,
            outlets,
            announcer: Announcer::default(),
            link: LinkState::default(),
            sidecar: None,
            is_over: false,
        }
    }

    /// Runs until nobody asks any more.
    pub(super) fn run(mut self) {
        while !self.is_over {
            self.take(TICK);
            if let Some(run) = self.live.tick(|bytes| n_workers(bytes).min(MAX_WORKERS)) {
                self.compute(run);
            }
            self.publish();
        }
    }

    /// Takes messages and questions for a while.
    fn take(&mut self, time: Duration) {
        let until = Instant::now() + time;
        loop {
            while let Ok(ask) = self.asked.try_recv() {
                self.answer(ask);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            match self.messages.recv_timeout(left.min(MOMENT)) {
                Ok(message) => self.on_message(message),
                Err(RecvTimeoutError::Timeout) => {}
                // The sidecar refused: what was seen can still be asked for.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(left.min(MOMENT)),
            }
        }
    }

    /// Traffic goes on meanwhile.
    fn compute(&mut self, run: Run) {
        let work = thread::spawn(move || {
            let mut run = run;
            let result = execute(&mut run, &|_| {});
            (run, result)
        });
        while !work.is_finished() {
            self.take(MOMENT);
            self.publish();
        }
        let report = match work.join() {
            Ok((run, Ok(()))) => self.live.conclude(run).err(),
            Ok((_, Err(report))) => {
                self.live.give_up(&report);
                None
            }
            Err(_) => {
                self.live.give_up(&ErrorReport::bug("A thread ended.".to_owned()));
                None
            }
        };
        if let Some(report) = report {
            crate::capture::warn(&report.message);
        }
    }

    fn on_message(&mut self, message: Incoming) {
        match message {
            // What cannot be read is counted, and in the view.
            Incoming::Batch(bytes) => drop(self.live.take_batch(&bytes)),
            Incoming::Link(link) => self.link = link,
            Incoming::Notice(notice) => match *notice {
                Notice::Started(started) => self.live.on_started(&started),
                Notice::Stopped(stopped) => self.live.on_stopped(&stopped),
                Notice::Carrying {
                    carry,
                    next_packet,
                    next_flow,
                    ..
                } => self.live.on_carrying(carry, next_packet, next_flow),
                Notice::Status(status) => self.sidecar = Some(status),
                Notice::Failed { message, .. } => crate::capture::warn(&format!("the sidecar says: {message}")),
                Notice::Welcome { .. } | Notice::Interfaces { .. } | Notice::Saved { .. } => {}
            },
        }
    }

    /// That nobody waits for the answer any more is no harm.
    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Collect(goal, reply) => {
                let done = self.collect(goal);
                self.publish();
                drop(reply.send(done));
            }
            Ask::Learn(reply) => {
                let done = self.live.learn_now().map_err(state);
                self.publish();
                drop(reply.send(done));
            }
            Ask::Flows(reply) => {
                let flows = self.live.ended().take(MAX_FLOWS).map(FlowRow::from).collect();
                drop(reply.send(Ok(flows)));
            }
        }
    }

    fn collect(&mut self, goal: Option<BaselineGoal>) -> Result<(), Failure> {
        if self.live.whole_view().phase == LivePhase::Training {
            return Err(state(ErrorReport::setting(
                "The detectors are learning.".to_owned(),
                Some("Try again in a moment."),
            )));
        }
        let goal = goal.unwrap_or(self.live.settings().baseline);
        self.live.collect(goal);
        Ok(())
    }

    fn publish(&mut self) {
        let snapshot = Snapshot {
            link: self.link.clone(),
            view: self.live.whole_view(),
            sidecar: self.sidecar.clone(),
            learnt: self.live.summary().map(Learnt::of),
        };
        let alerts = snapshot.view.alerts.as_deref().unwrap_or_default();
        self.announcer.look(alerts, &self.outlets);
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
}

/// It cannot be done now.
fn state(report: ErrorReport) -> Failure {
    let failure = Failure::from(report);
    Failure {
        status: axum::http::StatusCode::CONFLICT,
        kind: "state",
        ..failure
    }
}
