//! A long command while it runs.

use std::collections::VecDeque;

use wiresift_engine::message::{
    CaptureProgress, DetectorKind, EndedFlow, Epoch, JobId, Noun, Progress, Stage, TableSlot,
};

use super::Shared;

/// Flows in the list that grows while a capture is read.
const N_ENDED: usize = 100;

/// What a job does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Reads a file.
    Open {
        /// Where its table goes.
        slot: TableSlot,
        /// The file's name.
        name: String,
    },
    /// Fits and scores.
    Train,
    /// Trains a classifier.
    Teach,
    /// Reads a case back.
    Restore {
        /// The case's name, or that of its file.
        name: String,
    },
    /// Makes the results those of a version.
    Use {
        /// The version's name.
        name: String,
    },
    /// Compares two versions.
    Compare {
        /// The name of the one.
        a: String,
        /// The name of the other.
        b: String,
    },
}

impl JobKind {
    /// The file that it reads.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Open { name, .. } | Self::Restore { name } => Some(name),
            Self::Train | Self::Teach | Self::Use { .. } | Self::Compare { .. } => None,
        }
    }

    /// What is going on, as a title.
    pub fn title(&self) -> String {
        match self {
            Self::Open { name, .. } => format!("Reading {name}"),
            Self::Train => "Finding anomalies".to_owned(),
            Self::Teach => "Training the classifier".to_owned(),
            Self::Restore { name } => format!("Opening {name}"),
            Self::Use { name } => format!("Going to {name}"),
            Self::Compare { a, b } => format!("Comparing {a} with {b}"),
        }
    }
}

/// How far a detector is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageProgress {
    /// Of its fitting, `0..=1`.
    pub fit: f64,
    /// Of its scoring, `0..=1`.
    pub score: f64,
}

/// What is known of a capture while it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveCapture {
    /// The last look at it.
    pub progress: CaptureProgress,
    /// The flows that ended lately, the last one first.
    pub ended: VecDeque<EndedFlow>,
}

/// A long command, from its sending until its last event.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// What it counts.
    pub noun: Noun,
    /// The last word on it.
    pub progress: Option<Progress>,
    /// Of a capture that is read.
    pub capture: Option<Shared<LiveCapture>>,
    /// Of each detector, in the order of [`DetectorKind::ALL`]; `None` before it starts.
    pub detectors: [Option<StageProgress>; 4],
    /// The autoencoder's epochs so far.
    pub epochs: Vec<Epoch>,
    /// Whether it was asked to stop.
    pub is_cancelling: bool,
}

impl Job {
    /// A job that was just sent.
    pub fn new(id: JobId, kind: JobKind, noun: Noun) -> Self {
        Self {
            id,
            noun: if matches!(kind, JobKind::Train | JobKind::Teach) {
                noun
            } else {
                Noun::default()
            },
            kind,
            progress: None,
            capture: None,
            detectors: [None; 4],
            epochs: Vec::new(),
            is_cancelling: false,
        }
    }

    /// Of the whole job, `0..=1`.
    pub fn fraction(&self) -> f64 {
        self.progress
            .as_ref()
            .map_or(0.0, |progress| progress.fraction.clamp(0.0, 1.0))
    }

    /// How far a detector is, once it has started.
    pub fn detector(&self, kind: DetectorKind) -> Option<StageProgress> {
        self.detectors.get(kind as usize).copied().flatten()
    }

    /// Takes the next word on it.
    pub(super) fn advance(&mut self, mut progress: Progress) {
        if let Some(look) = progress.capture.take() {
            self.look(*look);
        }
        let fraction = progress.stage_fraction.clamp(0.0, 1.0);
        match progress.stage {
            Stage::Fitting(kind) => {
                if let Some(stage) = self.detectors.get_mut(kind as usize) {
                    stage.get_or_insert_default().fit = fraction;
                }
            }
            Stage::Scoring(kind) => {
                if let Some(stage) = self.detectors.get_mut(kind as usize) {
                    *stage = Some(StageProgress {
                        fit: 1.0,
                        score: fraction,
                    });
                }
            }
            Stage::Reading | Stage::Encoding | Stage::Summarising | Stage::Learning(_) => {}
        }
        if let Some(epoch) = progress.epoch {
            self.learn(epoch);
        }
        self.progress = Some(progress);
    }

    fn learn(&mut self, epoch: Epoch) {
        if epoch.epoch == 1 {
            // Another network begins.
            self.epochs.clear();
        }
        if self.epochs.last().is_none_or(|last| last.epoch < epoch.epoch) {
            self.epochs.push(epoch);
        }
    }

    fn look(&mut self, mut progress: CaptureProgress) {
        let mut ended = self
            .capture
            .as_ref()
            .map(|capture| capture.ended.clone())
            .unwrap_or_default();
        for flow in progress.ended.drain(..) {
            ended.push_front(flow);
        }
        ended.truncate(N_ENDED);
        self.noun = Noun::Flow;
        self.capture = Some(Shared::new(LiveCapture { progress, ended }));
    }
}
