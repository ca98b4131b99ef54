//! Rows, one row, and the values of a column.

use super::{DetectorKind, Filter, FlowDetail, Histogram, Mark, Role, RowFamily, Severity};
use serde::{Deserialize, Serialize};

/// Which rows, in which order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowQuery {
    /// Leaves the rows out that are no anomaly, once that is known.
    pub anomalies_only: bool,
    /// Leaves more rows out.
    pub filter: Filter,
    /// What to order by; ties by rank, or by place while nothing is ranked.
    pub sort: SortKey,
    /// Largest first.
    pub descending: bool,
    /// Rows to skip.
    pub offset: u64,
    /// Rows to return, at most 1,000.
    pub limit: u32,
    /// The columns whose cells to return.
    pub columns: Vec<u32>,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    /// The ensemble's score.
    Score,
    /// The place in the file.
    Row,
    /// The number of votes.
    Votes,
    /// The label.
    Label,
    /// The risk of the attack family, then how sure that is.
    Family,
    /// A column's value; missing ones last.
    Column(u32),
}

/// Rows of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowPage {
    /// Of the first row, in the chosen order.
    pub offset: u64,
    /// All rows that the query matches.
    pub n_total: u64,
    /// The rows.
    pub rows: Vec<RowSummary>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowSummary {
    /// Index in the table.
    pub row: u32,
    /// What the ensemble says, once there is a result.
    pub verdict: Option<RowVerdict>,
    /// The label, where there is one.
    pub label: Option<String>,
    /// Whether that label is an attack.
    pub is_attack: Option<bool>,
    /// Which attack it looks like, once that is known.
    pub family: Option<RowFamily>,
    /// What the analyst says of it.
    pub mark: Option<Mark>,
    /// The chosen columns' values as read; a missing one is empty.
    pub cells: Vec<String>,
}

/// What the ensemble says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowVerdict {
    /// Place by score, from 1.
    pub rank: u32,
    /// The ensemble's score, in `0..=1`.
    pub score: f64,
    /// [`DetectorKind::bit`]s.
    pub votes: u8,
    /// Votes / detectors.
    pub confidence: f64,
    /// `Severity::None` for a row that is no anomaly.
    pub severity: Severity,
}

/// Everything about a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowDetail {
    /// As in the table; without cells.
    pub summary: RowSummary,
    /// One a detector; none without a result.
    pub verdicts: Vec<Verdict>,
    /// One a column.
    pub cells: Vec<DetailCell>,
    /// What the row is as a flow, where it is one.
    pub flow: Option<Box<FlowDetail>>,
}

/// A detector's word on a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which detector.
    pub kind: DetectorKind,
    /// Its raw score; higher is more anomalous.
    pub score: f64,
    /// Its threshold.
    pub threshold: f64,
    /// The score among the training scores, in `0..=1`.
    pub percentile: f64,
    /// Whether it voted for this row.
    pub vote: bool,
}

/// A cell beside what is normal for its column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailCell {
    /// The column's index.
    pub column: u32,
    /// The column's name.
    pub name: String,
    /// What it is, for people, where that is known.
    pub about: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// Its role.
    pub role: Role,
    /// As read; empty when missing.
    pub value: String,
    /// What the rows that are no anomaly (all, without a result) have here, in words ("120 to 480", "tcp (92%), udp (8%)").
    pub usual: String,
    /// Whether the value lies outside that.
    pub is_unusual: bool,
}

/// A column's values in normal and anomalous rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Distribution {
    /// Of numbers.
    Numbers {
        /// The counts.
        histogram: Histogram,
        /// Whether the bins grow by a factor, not by a sum.
        logarithmic: bool,
    },
    /// Of values, the most frequent first, the rest together under the last name.
    Categories {
        /// The values.
        names: Vec<String>,
        /// Rows that are no anomaly.
        normal: Vec<u64>,
        /// Anomalies.
        anomalous: Vec<u64>,
    },
}
