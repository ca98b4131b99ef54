//! A saved table is read as hostile: it is taken only where it is one that reading could have made.

use std::collections::{BTreeSet, HashSet};

use serde::Deserialize;

use crate::column::Column;
use crate::options::ReadOptions;
use crate::report::ReadReport;
use crate::schema::Schema;
use crate::table::Table;

/// Why a saved table or encoder is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SavedError(&'static str);

impl SavedError {
    pub(crate) fn check(is_sound: bool, what: &'static str) -> Result<(), Self> {
        if is_sound { Ok(()) } else { Err(Self(what)) }
    }
}

/// [`Table`] as it is stored.
#[derive(Deserialize)]
pub(crate) struct SavedTable {
    name: String,
    schema: Schema,
    columns: Vec<Column>,
    report: ReadReport,
    normal_labels: BTreeSet<String>,
    label_column: Option<usize>,
}

impl TryFrom<SavedTable> for Table {
    type Error = SavedError;

    fn try_from(saved: SavedTable) -> Result<Self, SavedError> {
        let SavedTable {
            name,
            schema,
            mut columns,
            report,
            normal_labels,
            label_column,
        } = saved;
        let (n_rows, limits) = (report.n_rows, ReadOptions::default());
        let n_columns = columns.len();
        SavedError::check(
            (1..=limits.max_columns).contains(&n_columns) && n_rows <= limits.max_rows,
            "a table of impossible size",
        )?;
        SavedError::check(
            columns.iter().all(|column| column.data.len() == n_rows),
            "columns of different lengths",
        )?;
        SavedError::check(
            columns.iter().all(|column| column.data.is_sound()),
            "a column with values out of range",
        )?;
        let names: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        SavedError::check(names.len() == n_columns, "two columns of one name")?;
        SavedError::check(
            label_column.is_none_or(|column| column < n_columns),
            "a label column that is not there",
        )?;
        for column in &mut columns {
            (column.n_missing, column.n_infinite) = column.data.count_missing();
        }
        Ok(Self {
            name,
            schema,
            columns,
            report,
            normal_labels,
            label_column,
        })
    }
}

#[cfg(test)]
mod tests;
