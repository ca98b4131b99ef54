//! CSV and JSON lines.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use wiresift_table::{Cell, Table};

/// A header and a line a row; what is missing is empty. Text that a spreadsheet would take for a formula gets an
/// apostrophe in front, as in the engine's report (OWASP, "CSV Injection").
///
/// # Errors
/// Those of `out`.
pub(crate) fn csv(table: &Table, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header = table.columns.iter().map(|column| defused(&column.name));
    write_record(&mut writer, header)?;
    for row in 0..table.n_rows() {
        let fields = table.columns.iter().map(|column| match column.cell(row) {
            Cell::Missing => Cow::Borrowed(""),
            Cell::Number { text, .. } => text,
            Cell::Text(text) => defused(text),
        });
        write_record(&mut writer, fields)?;
    }
    writer.flush()
}

fn write_record<'a>(
    writer: &mut csv::Writer<impl Write>,
    fields: impl Iterator<Item = Cow<'a, str>>,
) -> io::Result<()> {
    for field in fields {
        writer.write_field(field.as_ref()).map_err(io_error)?;
    }
    writer.write_record(None::<&[u8]>).map_err(io_error)
}

/// So that a closed pipe is known as one: the error of `csv` hides its cause.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// An object a line, its members in the order of the columns; what is missing is left out.
///
/// # Errors
/// Those of `out`.
pub(crate) fn json(table: &Table, out: &mut impl Write) -> io::Result<()> {
    for row in 0..table.n_rows() {
        serde_json::to_writer(&mut *out, &Row { table, row })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in &self.table.columns {
            match column.cell(self.row) {
                Cell::Missing => {}
                // As it is shown: `0.1`, where the `f64` of an `f32` has many digits. What is no JSON number stays a value.
                Cell::Number { value, text } => match text.parse::<serde_json::Number>() {
                    Ok(number) => map.serialize_entry(&column.name, &number)?,
                    Err(_) => map.serialize_entry(&column.name, &value)?,
                },
                Cell::Text(text) => map.serialize_entry(&column.name, text)?,
            }
        }
        map.end()
    }
}
