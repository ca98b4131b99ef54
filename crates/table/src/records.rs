//! Records of named values -> table, with no file between: what a program asks about a flow or a few.
//!
//! The fields' names say what schema it is, as a header does. Unlike in a file, fields may be left out (they are missing)
//! and a value of the wrong kind is an error that names its field: whoever asks is there to mend it.

use hashbrown::HashMap;

use crate::column::Column;
use crate::read::builder::ColumnBuilder;
use crate::report::{Delimiter, ReadReport};
use crate::schema::{self, Schema, normalize};
use crate::{ReadOptions, Table};

/// Most columns, most records, and most values of a table of records.
const MAX_COLUMNS: usize = 1_024;
const MAX_RECORDS: usize = 10_000;
const MAX_CELLS: usize = 2_000_000;

/// A named value as text; `None` is missing.
pub type Field = (String, Option<String>);

/// Why records are no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// More different names than a table may have columns.
    #[error("{found} different fields; at most {max} are taken")]
    TooManyFields {
        /// Names found.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// More records than may come at once.
    #[error("more than {max} records of {n_columns} fields")]
    TooManyRecords {
        /// The limit for this number of fields.
        max: usize,
        /// Different fields.
        n_columns: usize,
    },
    /// A value is not what its field holds.
    #[error("record {record}, field {field:?}: expected {expected}, found {found:?}")]
    Value {
        /// From 0.
        record: usize,
        /// Its name.
        field: String,
        /// What the schema has there.
        expected: &'static str,
        /// The value, shortened.
        found: String,
    },
}

/// Whether two names are those of one field: `Src Bytes`, `src_bytes` and `src-bytes` are.
pub fn is_same_field(one: &str, other: &str) -> bool {
    normalize(one) == normalize(other)
}

/// What fields of these names are.
pub fn schema_of(fields: &[String]) -> Schema {
    schema::of_names(fields).schema
}

/// Whether a schema has a field of this name; a table of no known schema knows none.
pub fn knows(schema: Schema, name: &str) -> bool {
    schema::knows(schema, name)
}

/// Takes records and makes a table of them.
#[derive(Debug)]
pub struct RecordTable {
    schema: Schema,
    names: Vec<String>,
    builders: Vec<ColumnBuilder>,
    /// Columns by normalized name.
    places: HashMap<String, usize>,
    n_records: usize,
}

impl RecordTable {
    /// For records with these fields, in any order and spelling.
    ///
    /// # Errors
    /// [`RecordError::TooManyFields`].
    pub fn new<'n>(fields: impl IntoIterator<Item = &'n str>) -> Result<Self, RecordError> {
        let mut names: Vec<String> = Vec::new();
        let mut seen = hashbrown::HashSet::new();
        names.extend(
            fields
                .into_iter()
                .filter(|name| seen.insert(normalize(name)))
                .map(str::to_owned),
        );
        let recognized = schema::of_names(&names);
        if recognized.names.len() > MAX_COLUMNS {
            return Err(RecordError::TooManyFields {
                found: recognized.names.len(),
                max: MAX_COLUMNS,
            });
        }
        let max_categories = ReadOptions::default().max_categories;
        let readings = recognized.readings.iter();
        let builders = readings.map(|&reading| ColumnBuilder::new(reading, max_categories));
        let places = recognized.names.iter().enumerate();
        Ok(Self {
            schema: recognized.schema,
            builders: builders.collect(),
            places: places.map(|(at, name)| (normalize(name), at)).collect(),
            names: recognized.names,
            n_records: 0,
        })
    }

    /// What the fields are.
    pub fn schema(&self) -> Schema {
        self.schema
    }

    /// Takes a record. Of a field that occurs twice the first value counts; fields that were not announced are left out.
    ///
    /// # Errors
    /// [`RecordError::Value`] and [`RecordError::TooManyRecords`]; the table is of no use afterwards.
    pub fn push(&mut self, record: &[Field]) -> Result<(), RecordError> {
        let n_columns = self.names.len();
        let max = MAX_RECORDS.min(MAX_CELLS / n_columns.max(1));
        if self.n_records >= max {
            return Err(RecordError::TooManyRecords { max, n_columns });
        }
        let mut values: Vec<Option<&str>> = vec![None; n_columns];
        for (name, value) in record.iter().rev() {
            let place = self.places.get(&normalize(name)).and_then(|&at| values.get_mut(at));
            if let Some(place) = place {
                *place = value.as_deref();
            }
        }
        for ((builder, name), value) in self.builders.iter_mut().zip(&self.names).zip(values) {
            let Some(value) = value else {
                builder.push_missing();
                continue;
            };
            if builder.push(value.as_bytes()).is_err() {
                return Err(RecordError::Value {
                    record: self.n_records,
                    field: name.clone(),
                    expected: builder.expected().1,
                    found: value.chars().take(60).collect(),
                });
            }
        }
        self.n_records += 1;
        Ok(())
    }

    /// The table.
    pub fn finish(self) -> Table {
        let named = self.builders.into_iter().zip(self.names);
        let columns = named
            .map(|(builder, name)| Column::new(name, builder.finish()))
            .collect();
        let report = ReadReport {
            n_rows: self.n_records,
            delimiter: Delimiter::JsonLines,
            has_header: true,
            ..ReadReport::default()
        };
        Table::new("records".to_owned(), self.schema, columns, report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fields: &[(&str, &str)]) -> Vec<Field> {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), Some(value.to_owned()));
        fields.iter().map(own).collect()
    }

    const KDD: [(&str, &str); 9] = [
        ("duration", "0"),
        ("protocol_type", "tcp"),
        ("service", "http"),
        ("flag", "SF"),
        ("src_bytes", "215"),
        ("dst_bytes", "45076"),
        ("count", "1"),
        ("srv_count", "1"),
        ("note", "x"),
    ];

    fn names() -> impl Iterator<Item = &'static str> {
        KDD.iter().map(|(name, _)| *name)
    }

    #[test]
    fn what_is_left_out_is_missing() {
        let mut records = RecordTable::new(names()).unwrap();
        records.push(&record(&KDD)).unwrap();
        records.push(&record(&KDD[3..5])).unwrap();
        let table = records.finish();
        assert_eq!((table.schema, table.n_rows()), (Schema::Kdd99, 2));
        let cell = |row, name| table.cell(row, table.column_index(name).unwrap()).to_string();
        assert_eq!([cell(0, "dst_bytes"), cell(0, "service")], ["45076", "http"]);
        assert_eq!([cell(1, "dst_bytes"), cell(1, "src_bytes")], ["", "215"]);
        assert_eq!(cell(0, "hot"), "");
    }

    #[test]
    fn a_wrong_value_is_named() {
        let mut records = RecordTable::new(names()).unwrap();
        records.push(&record(&KDD)).unwrap();
        let error = records.push(&record(&[("Src Bytes", "many")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "record 1, field \"src_bytes\": expected a number, found \"many\""
        );
    }

    #[test]
    fn the_first_of_two_values_counts_and_strangers_do_not() {
        let mut records = RecordTable::new(["a", "A", "b"]).unwrap();
        records.push(&record(&[("A", "1"), ("a", "2"), ("c", "3")])).unwrap();
        let table = records.finish();
        assert_eq!((table.columns.len(), table.cell(0, 0).to_string().as_str()), (2, "1"));
    }

    #[test]
    fn sizes_are_bounded() {
        let many: Vec<String> = (0..=MAX_COLUMNS).map(|n| n.to_string()).collect();
        let error = RecordTable::new(many.iter().map(String::as_str)).unwrap_err();
        assert!(matches!(error, RecordError::TooManyFields { .. }));
        let mut records = RecordTable::new(["a"]).unwrap();
        for _ in 0..MAX_RECORDS {
            records.push(&[]).unwrap();
        }
        assert!(matches!(records.push(&[]), Err(RecordError::TooManyRecords { .. })));
    }
}
