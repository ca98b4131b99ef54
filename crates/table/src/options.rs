//! Limits while reading.

use wiresift_inflate::Limits;

/// Limits and settings of a [`crate::TableReader`]. Every limit that cuts something says so in the report or the error.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Bad rows that are skipped and counted before reading fails. Default 10,000.
    pub max_skipped_rows: u64,
    /// Default 4,096.
    pub max_columns: usize,
    /// Default 50,000,000.
    pub max_rows: usize,
    /// Values in the whole table, 4 or 8 bytes each. Default 400,000,000.
    pub max_cells: usize,
    /// Bytes after decompression, and of a plain file. Default 4 GiB.
    pub max_inflated_bytes: u64,
    /// Decompressed over compressed bytes, looked at from 64 MiB on: deflate reaches 1,032, KDD'99 35, a table of
    /// repeated lines 200. Default 400.
    pub max_inflate_ratio: u64,
    /// Distinct values kept of a text column; with more it becomes plain text, which is shown but never fed.
    /// Default 20,000.
    pub max_categories: usize,
    /// Longest row. Default 4 MiB.
    pub max_row_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_skipped_rows: 10_000,
            max_columns: 4_096,
            max_rows: 50_000_000,
            max_cells: 400_000_000,
            max_inflated_bytes: 4 << 30,
            max_inflate_ratio: 400,
            max_categories: 20_000,
            max_row_bytes: 4 << 20,
        }
    }
}

impl ReadOptions {
    pub(crate) fn inflate_limits(&self) -> Limits {
        Limits {
            max_bytes: self.max_inflated_bytes,
            max_ratio: self.max_inflate_ratio,
        }
    }
}
