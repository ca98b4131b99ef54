//! Which attack a row looks like, by a trained model.

use serde::{Deserialize, Serialize};

/// How urgent a verdict is (the rule is that of `wiresift_classify::Risk`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RiskLevel {
    /// Nothing to do.
    Low,
    /// Worth a look.
    Medium,
    /// Look now.
    High,
    /// Someone is probably inside.
    Critical,
}

impl RiskLevel {
    /// From the least.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What the model says of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowFamily {
    /// The family's name.
    pub name: String,
    /// Whether that is an attack.
    pub is_attack: bool,
    /// Calibrated probability of that family.
    pub confidence: f64,
    /// How urgent that is.
    pub risk: RiskLevel,
}

/// What the model says of a table: of all its rows, or of those that pass a filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FamilySummary {
    /// The model's name.
    pub model: String,
    /// What it was trained on.
    pub trained_on: String,
    /// The day it was trained, as in `2026-11-21`.
    pub date: String,
    /// Whether its training data is not of the table's kind, so that what it says is a hint.
    pub is_hint: bool,
    /// Every family that it tells apart, normal traffic first.
    pub families: Vec<FamilyCount>,
    /// Rows by risk, in the order of [`RiskLevel::ALL`].
    pub risks: [u64; 4],
    /// Seconds that it took.
    pub seconds: f64,
}

/// Rows of a family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FamilyCount {
    /// The family's name.
    pub name: String,
    /// Whether that is an attack.
    pub is_attack: bool,
    /// Rows.
    pub n_rows: u64,
    /// Anomalies among them.
    pub n_anomalies: u64,
}

/// How far the naming of attacks is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FamilyState {
    /// No model that ships knows the table's columns.
    NoModel,
    /// Under way.
    Judging {
        /// Share of the rows that are done, in `0..=1`.
        done: f64,
    },
    /// Done.
    Judged(Box<FamilySummary>),
    /// It was stopped.
    Stopped,
    /// It did not work; everything else does.
    Failed {
        /// Why, in a sentence.
        reason: String,
    },
}
