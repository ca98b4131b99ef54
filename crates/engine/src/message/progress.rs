//! How far a job is.

use super::{CaptureProgress, DetectorKind, LearnPart};
use serde::{Deserialize, Serialize};

/// The part of a long command that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Bytes become columns.
    Reading,
    /// Columns become a scaled matrix.
    Encoding,
    /// A detector is fitted.
    Fitting(DetectorKind),
    /// A detector scores rows.
    Scoring(DetectorKind),
    /// Thresholds, votes, metrics.
    Summarising,
    /// A classifier is trained.
    Learning(LearnPart),
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The part of the job that this speaks of. Detectors run side by side, so stages interleave.
    pub stage: Stage,
    /// Of this stage, `0..=1`.
    pub stage_fraction: f64,
    /// Of the whole job, `0..=1`, never falling.
    pub fraction: f64,
    /// Rows read or scored so far in this stage, where it counts them.
    pub rows: Option<u64>,
    /// The estimate of the time that is left, once there is one.
    pub seconds_left: Option<f64>,
    /// Of a neural training.
    pub epoch: Option<Epoch>,
    /// Of a capture that is read; a few times a second.
    pub capture: Option<Box<CaptureProgress>>,
}

/// One pass of a neural training over its rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counts from 1.
    pub epoch: u32,
    /// How many were asked for.
    pub n_epochs: u32,
    /// Mean loss over the training rows.
    pub loss: f64,
    /// Mean loss over the rows held out.
    pub validation_loss: Option<f64>,
}
