//! What is in a table that was read.

use super::{CaptureSummary, Noun, Role, Scaling};
use serde::{Deserialize, Serialize};

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The file's name.
    pub name: String,
    /// The recognised schema in words ("NSL-KDD", "Generic table").
    pub schema: String,
    /// What its rows are.
    pub noun: Noun,
    /// Rows kept.
    pub n_rows: u64,
    /// Rows that repeat an earlier one.
    pub n_repeated_rows: u64,
    /// Rows left out as malformed.
    pub n_skipped_rows: u64,
    /// Why rows were left out, with examples, in words.
    pub skipped: Vec<String>,
    /// Anything else to know: imputed values, capped categories, a cut-off file.
    pub warnings: Vec<String>,
    /// Bytes of the file.
    pub size_bytes: u64,
    /// Seconds that the read took.
    pub seconds_read: f64,
    /// The columns in file order.
    pub columns: Vec<ColumnOverview>,
    /// The label's values, most frequent first; empty without a label.
    pub labels: Vec<LabelCount>,
    /// Whether its rows have times.
    pub has_times: bool,
    /// What the capture held, if it was one.
    pub capture: Option<Box<CaptureSummary>>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// A limited set of values.
    Category,
    /// Anything.
    Text,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnOverview {
    /// Its place in the file.
    pub index: u32,
    /// From the header or the schema.
    pub name: String,
    /// "bytes", "s", ..., where known.
    pub unit: Option<String>,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it is used for.
    pub role: Role,
    /// The scaling chosen by hand; `None` while the engine chooses.
    pub scaling: Option<Scaling>,
    /// Cells without a usable value.
    pub n_missing: u64,
    /// Different values, counted up to a cap.
    pub n_distinct: u64,
    /// Whether `n_distinct` stopped at the cap.
    pub distinct_capped: bool,
    /// Of a number column.
    pub numbers: Option<NumberSummary>,
    /// The most frequent values of a category.
    pub top: Vec<(String, u64)>,
}

/// The spread of a number column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberSummary {
    /// Smallest.
    pub min: f64,
    /// Half of the values are below.
    pub median: f64,
    /// Average.
    pub mean: f64,
    /// Largest.
    pub max: f64,
}

/// A label value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCount {
    /// As it stands in the table.
    pub label: String,
    /// The attack family, where the schema knows it.
    pub family: Option<String>,
    /// Rows that carry it.
    pub n_rows: u64,
    /// Whether it counts as normal.
    pub is_normal: bool,
}
