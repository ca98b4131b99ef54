//! What can go wrong while a report is written.

use thiserror::Error;

/// Why a report could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A value has no place in JSON.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A value has no place in text.
    #[error("the report cannot be written as text: {0}")]
    Text(#[from] std::fmt::Error),
    /// A record has no place in CSV.
    #[error("the report cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
}
