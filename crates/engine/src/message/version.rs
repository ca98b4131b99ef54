//! Versions: what every training learnt, and how two of them differ.

use serde::{Deserialize, Serialize};

use super::{DetectorKind, Judgement, Metrics, Noun, RowVerdict, TableSlot, TrainingSettings};

/// A version of a case; none is ever given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VersionId(pub u32);

/// What one training learnt, in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// Which.
    pub id: VersionId,
    /// What the analyst calls it.
    pub name: String,
    /// When it was trained, in seconds since the Unix epoch.
    pub at: f64,
    /// How it was trained.
    pub settings: TrainingSettings,
    /// What it was trained on.
    pub source: VersionSource,
    /// The detectors, in the order of [`DetectorKind::ALL`].
    pub detectors: Vec<DetectorKind>,
    /// Columns of its matrix.
    pub n_features: u64,
    /// Rows that it learnt from.
    pub n_training_rows: u64,
    /// Marks that it learnt from.
    pub n_marks: u64,
    /// Rows of its own table that it flagged when it was new.
    pub n_anomalies: u64,
    /// How that agreed with the labels, where there were any.
    pub metrics: Option<Metrics>,
    /// Seconds that the training took.
    pub seconds: f64,
    /// Bytes of its models and scores.
    pub n_bytes: u64,
}

/// The table that a version was trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionSource {
    /// Its name.
    pub name: String,
    /// What its rows are.
    pub noun: Noun,
    /// How many it has.
    pub n_rows: u64,
    /// SHA-256 of its columns' names and values, in hexadecimal.
    pub digest: String,
    /// Whether that is the training table as it is loaded now.
    pub is_loaded: bool,
}

/// All versions of a case, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VersionList {
    /// The versions.
    pub versions: Vec<VersionInfo>,
    /// The one that the results are of.
    pub current: Option<VersionId>,
    /// Most that are kept.
    pub n_max: u32,
}

/// What two versions make of the same rows, each by itself: no ranking follows any marks here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionComparison {
    /// The rows' table.
    pub slot: TableSlot,
    /// Its name.
    pub table: String,
    /// What its rows are.
    pub noun: Noun,
    /// How many it has.
    pub n_rows: u64,
    /// The one version.
    pub a: VersionSide,
    /// The other.
    pub b: VersionSide,
    /// Rows that both flag.
    pub n_both: u64,
    /// Rows that A alone flags.
    pub n_only_a: u64,
    /// The first of them, by A's rank.
    pub only_a: Vec<RowContrast>,
    /// Rows that B alone flags.
    pub n_only_b: u64,
    /// The first of them, by B's rank.
    pub only_b: Vec<RowContrast>,
    /// Spearman's correlation of their ranks, in `-1..=1`; `None` for fewer than two rows.
    pub rank_correlation: Option<f64>,
}

/// One version in a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionSide {
    /// Which.
    pub id: VersionId,
    /// Its name.
    pub name: String,
    /// Rows that it flags.
    pub n_flagged: u64,
    /// Of those, rows of low, medium and high severity.
    pub severities: [u64; 3],
    /// Against the labels, where the table has them.
    pub metrics: Option<Metrics>,
    /// Rows marked as true positives that it flags.
    pub n_true: u64,
    /// Rows marked as false positives that it flags.
    pub n_false: u64,
}

/// A row on which two versions differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowContrast {
    /// Index in the table.
    pub row: u32,
    /// The label, where there is one.
    pub label: Option<String>,
    /// What the analyst says of it.
    pub judgement: Option<Judgement>,
    /// What A says.
    pub a: RowVerdict,
    /// What B says.
    pub b: RowVerdict,
}
