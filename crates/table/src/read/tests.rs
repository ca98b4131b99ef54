//! Good input in many forms, and bad input of every kind.

mod columns;
mod dialect;
mod faults;
mod gzip;
mod known;

use crate::{ReadError, ReadOptions, Table, TableReader};

fn read_with(bytes: &[u8], options: ReadOptions) -> Result<Table, ReadError> {
    let mut reader = TableReader::new("test.csv", options);
    reader.push(bytes)?;
    reader.finish()
}

/// The error alone: a table that should not be there would print itself.
fn error_of(bytes: &[u8], options: ReadOptions) -> ReadError {
    read_with(bytes, options).map(|table| table.n_rows()).unwrap_err()
}

fn read(text: &str) -> Result<Table, ReadError> {
    read_with(text.as_bytes(), ReadOptions::default())
}

/// All cells, a row a line.
fn cells(table: &Table) -> Vec<String> {
    let row = |row| {
        let cells: Vec<String> = (0..table.columns.len())
            .map(|column| table.cell(row, column).to_string())
            .collect();
        cells.join("|")
    };
    (0..table.n_rows()).map(row).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}
