//! A trained model: what judges rows of a table, and what is told of it.

mod build;
mod choose;
mod family;
mod partial;
mod persist;
mod verdict;
mod votes;

use serde::{Deserialize, Serialize};
use wiresift_table::Encoder;

pub use build::Parts;
pub use choose::Candidate;
pub use family::FamilyModel;
pub use partial::Partial;
pub use verdict::Verdict;
pub use votes::Vote;

use crate::labels::Class;
use crate::{Evaluation, FeatureSet, Novelty};

/// What is told of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// What it was trained on.
    pub data: String,
    /// The day it was trained, as in `2026-11-21`.
    pub date: String,
    /// The seed of everything that was drawn.
    pub seed: u64,
    /// Rows of the table that it was trained on, repeats counted.
    pub n_rows: u64,
    /// Different rows among them.
    pub n_distinct: u64,
    /// What was chosen on the held-out rows, and by how much: a line each.
    pub choices: Vec<String>,
}

/// Judges rows of a table: the family, how sure that is, and a score from normal to attack.
#[derive(Clone, Debug, PartialEq)]
pub struct AttackModel {
    /// What is told of it.
    pub about: About,
    pub(crate) features: FeatureSet,
    pub(crate) classes: Vec<Class>,
    pub(crate) encoder: Encoder,
    pub(crate) model: FamilyModel,
    pub(crate) temperature: f64,
    pub(crate) novelty: Option<Novelty>,
    /// Novelty from which a row that the model calls normal is told as an attack all the same. `None`: never.
    pub(crate) alarm: Option<f64>,
    /// On different rows that were held out.
    pub(crate) validation: Option<Evaluation>,
    /// On different rows that nothing of it depends on.
    pub(crate) test: Option<Evaluation>,
}

impl AttackModel {
    /// What it tells apart; normal traffic is class 0.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// How a table becomes the matrix that it judges.
    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// Which features it looks at.
    pub fn features(&self) -> FeatureSet {
        self.features
    }

    /// What judges, without calibration.
    pub fn family_model(&self) -> &FamilyModel {
        &self.model
    }

    /// What the logarithms of the probabilities are divided by.
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// What is unlike normal traffic.
    pub fn novelty(&self) -> Option<&Novelty> {
        self.novelty.as_ref()
    }

    /// Novelty from which a row is told as an attack although the judge calls it normal.
    pub fn alarm(&self) -> Option<f64> {
        self.alarm
    }

    /// How it judges different rows of its table that were held out to choose and calibrate by.
    pub fn validation(&self) -> Option<&Evaluation> {
        self.validation.as_ref()
    }

    /// How it judges different rows of its table that nothing of it depends on; `None` where none were kept for that.
    pub fn test(&self) -> Option<&Evaluation> {
        self.test.as_ref()
    }
}
