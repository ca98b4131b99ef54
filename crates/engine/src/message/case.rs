//! Cases: what is kept in the browser's storage.

use serde::{Deserialize, Serialize};

use super::{Filter, Noun, TrainingSettings};

/// A case among those that are kept: random, so that no two ever share one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaseId(pub String);

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseInfo {
    /// Which.
    pub id: CaseId,
    /// What the analyst calls it; at first the name of its file.
    pub name: String,
    /// The name of the training table's file.
    pub source: String,
    /// What its rows are.
    pub noun: Noun,
    /// How many it has.
    pub n_rows: u64,
    /// Whether it was scored.
    pub has_result: bool,
    /// When it was begun, in seconds since the Unix epoch.
    pub created: f64,
    /// When it was last written.
    pub changed: f64,
    /// Bytes that it takes in the storage, before what the browser does with them.
    pub n_bytes: u64,
    /// Whether its addresses and names were replaced.
    pub is_pseudonymised: bool,
}

/// How much room there is, as far as the browser says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StorageInfo {
    /// Bytes that this site uses.
    pub used: f64,
    /// Bytes that it may use.
    pub quota: f64,
    /// Whether the browser promised not to clear it by itself.
    pub is_persistent: bool,
}

/// All cases, the last changed first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseList {
    /// The cases.
    pub cases: Vec<CaseInfo>,
    /// The room; `None` where the browser does not say.
    pub storage: Option<StorageInfo>,
    /// Why nothing can be kept, in sentences; `None` where it can.
    pub unavailable: Option<String>,
}

/// What the page keeps with a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageNotes {
    /// What rows must be like to be shown.
    pub filter: Filter,
    /// The settings of the next training.
    pub settings: TrainingSettings,
    /// Whether columns or labels were edited since the last training.
    pub results_are_stale: bool,
}
