//! The book of rows that were skipped, with examples and a limit.

use crate::ReadError;
use crate::report::{BadRow, SkipReason, SkippedRows};

const MAX_EXAMPLES: usize = 5;

pub(super) struct Skips {
    pub(super) by_reason: Vec<SkippedRows>,
    count: u64,
    max: u64,
    /// Columns of the table, for the message.
    pub(super) n_columns: usize,
}

/// Why a row was refused.
pub(super) struct Fault {
    pub(super) reason: SkipReason,
    pub(super) column: Option<String>,
    pub(super) expected: String,
    pub(super) found: String,
}

impl Skips {
    pub(super) fn new(max: u64, n_columns: usize) -> Self {
        Self {
            by_reason: Vec::new(),
            count: 0,
            max,
            n_columns,
        }
    }

    /// Counts a bad row.
    #[cold]
    pub(super) fn add(&mut self, line: u64, fault: Fault) -> Result<(), ReadError> {
        let row = BadRow {
            line,
            column: fault.column,
            expected: fault.expected,
            found: fault.found,
        };
        self.count += 1;
        if self.count > self.max {
            return Err(ReadError::TooManyBadRows {
                max: self.max,
                n_columns: self.n_columns,
                first: Box::new(self.first().unwrap_or(row)),
            });
        }
        let known = self.by_reason.iter_mut().find(|known| known.reason == fault.reason);
        match known {
            Some(known) => {
                known.count += 1;
                if known.examples.len() < MAX_EXAMPLES {
                    known.examples.push(row);
                }
            }
            None => self.by_reason.push(SkippedRows {
                reason: fault.reason,
                count: 1,
                examples: vec![row],
            }),
        }
        Ok(())
    }

    pub(super) fn first(&self) -> Option<BadRow> {
        let firsts = self.by_reason.iter().filter_map(|skipped| skipped.examples.first());
        firsts.min_by_key(|row| row.line).cloned()
    }
}
