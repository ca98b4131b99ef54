//! A training or a scoring under way, apart from the session so that the session stays as it is until the end.

use ndarray::Array2;
use web_time::Instant;
use wiresift_table::Encoder;

use crate::message::{TableSlot, TrainingSettings, VersionId};
use crate::schedule::Schedule;
use crate::work::Matrices;

/// What an executor needs ([`Run::schedule`] and [`Run::matrices`]) and what the session needs when it is done.
pub struct Run {
    /// Hands tasks out and takes their outputs.
    pub schedule: Schedule,
    /// What the tasks work on.
    pub matrices: Matrices,
    /// Workers to share the work among.
    pub n_workers: u32,
    pub(crate) started: Instant,
    pub(crate) seconds_encode: f64,
    pub(crate) notes: Vec<String>,
    pub(crate) plan: Plan,
}

pub(crate) enum Plan {
    Train(Box<Training>),
    ScoreTest {
        distinct_of: Vec<u32>,
    },
    /// A classifier is trained on the training table.
    Teach {
        /// The table's number.
        table: u64,
        /// What to know of it, in sentences.
        notes: Vec<String>,
    },
    /// What a version lacks, before it can be compared or taken up.
    ScoreVersion {
        id: VersionId,
        slot: TableSlot,
        distinct_of: Vec<u32>,
    },
}

/// How the tables were made into matrices that detectors learn from.
pub(crate) struct Training {
    pub(crate) settings: TrainingSettings,
    pub(crate) encoder: Encoder,
    pub(crate) distinct_of: Vec<u32>,
    pub(crate) test_distinct_of: Option<Vec<u32>>,
}

impl Run {
    /// Whether it trains a classifier, not detectors.
    pub fn teaches(&self) -> bool {
        matches!(self.plan, Plan::Teach { .. })
    }
}

impl Matrices {
    /// Bytes that a copy takes.
    pub fn n_bytes(&self) -> usize {
        let cells = self.training.len() + self.test.as_ref().map_or(0, Array2::len) + self.training_rows.len();
        cells * size_of::<f32>()
    }

    pub(crate) fn only_test(test: Array2<f32>) -> Self {
        Self {
            training: Array2::zeros((0, test.ncols())),
            training_rows: Vec::new(),
            test: Some(test),
        }
    }
}
