//! JSON lines -> columns: one object a line, as Zeek, Suricata and most pipelines write them.
//!
//! Nested objects are flattened under dotted names. Where the schema is known its columns are kept, in its own order,
//! and other keys are counted; elsewhere every key becomes a column when it first occurs. What a line does not name is
//! missing. A bad line is skipped and counted.

mod eve;
mod flatten;

#[cfg(test)]
mod tests;

use hashbrown::HashMap;

use eve::{Event, Events};
use flatten::{Member, Refused, cell, flatten};

use super::builder::ColumnBuilder;
use super::lines::{lines, split_line};
use super::shorten;
use super::skips::{Fault, Skips};
use super::sniff::is_blank;
use super::time::TimeOrder;
use crate::column::Column;
use crate::report::SkipReason;
use crate::schema::eve::{LABEL, OMITTED, SIGNATURE};
use crate::schema::field::{Fields, Use};
use crate::schema::{self, Schema};
use crate::{ReadError, ReadOptions, ReadWarning};

/// Lines that are looked at for a schema and for how times are written.
const SAMPLE_LINES: usize = 200;

pub(super) struct JsonRows {
    pub(super) schema: Schema,
    columns: Vec<JsonColumn>,
    index: HashMap<String, usize>,
    sample: Sample,
    /// Suricata's events besides flows.
    events: Option<Events>,
    /// Rows taken.
    pub(super) count: usize,
    line: u64,
    pub(super) skips: Skips,
    n_other_values: u64,
    other_key: Option<String>,
    options: ReadOptions,
}

struct JsonColumn {
    name: String,
    builder: ColumnBuilder,
    /// Rows that this column has a value or a gap for.
    n_rows: usize,
    has_value: bool,
    /// A model of another log may have learnt from it, so it stays, even empty.
    is_feature: bool,
}

/// The first objects of the file.
struct Sample(Vec<Vec<(String, String)>>);

impl Sample {
    fn new(head: &[u8]) -> Self {
        let objects = lines(head).take(SAMPLE_LINES).filter_map(|line| flatten(line).ok());
        let own = |(name, value): Member<'_>| {
            let value = cell(value).ok().flatten().unwrap_or_default().into_owned();
            (name.into_owned(), value)
        };
        Self(objects.map(|members| members.into_iter().map(own).collect()).collect())
    }

    /// Whether at least half of the objects have all of these keys.
    fn mostly_has(&self, names: &[&str]) -> bool {
        let has =
            |object: &&Vec<(String, String)>| names.iter().all(|name| object.iter().any(|(known, _)| known == name));
        2 * self.0.iter().filter(has).count() >= self.0.len()
    }

    fn order_of(&self, name: &str) -> Option<TimeOrder> {
        let members = self.0.iter().flatten().filter(|(known, _)| known == name);
        TimeOrder::of(members.map(|(_, value)| value.as_str()))
    }

    fn schema(&self) -> Schema {
        if self.mostly_has(&["event_type", "timestamp"]) {
            Schema::SuricataEve
        } else if self.mostly_has(&["id.orig_h", "id.resp_h", "proto", "conn_state"]) {
            Schema::ZeekConn
        } else {
            Schema::Generic
        }
    }
}

/// Whether the text can only be meant as JSON: it begins with an object.
pub(super) fn is_json(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let inner = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inner.is_some_and(|inner| matches!(inner.first(), Some(b'"' | b'}')))
}

impl JsonRows {
    /// `head` holds the first whole lines.
    pub(super) fn new(head: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let sample = Sample::new(head);
        if sample.0.is_empty() {
            return Err(ReadError::Format {
                found: "JSON that is not one object a line",
            });
        }
        let schema = sample.schema();
        let mut rows = Self {
            schema,
            columns: Vec::new(),
            index: HashMap::new(),
            sample,
            events: (schema == Schema::SuricataEve).then(Events::default),
            count: 0,
            line: 1,
            skips: Skips::new(options.max_skipped_rows, 0),
            n_other_values: 0,
            other_key: None,
            options: options.clone(),
        };
        // The labels that alerts become are made at the end; a key of that name must not stand beside them.
        let is_made = |name: &str| schema == Schema::SuricataEve && [LABEL, SIGNATURE].contains(&name);
        for &(name, known) in fields(schema).iter().filter(|(name, _)| !is_made(name)) {
            let order = (known == Use::Time).then(|| rows.sample.order_of(name)).flatten();
            let builder = ColumnBuilder::new(known.reading(order), options.max_categories);
            let is_feature = matches!(known, Use::Number(_) | Use::Plain | Use::Symbol);
            rows.add_column(name, builder, is_feature);
        }
        Ok(rows)
    }

    /// Takes whole lines from the start of `bytes`; returns how many bytes it took.
    pub(super) fn take(&mut self, bytes: &[u8], is_last: bool) -> Result<usize, ReadError> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..) {
            let split = split_line(rest, is_last);
            // The last byte may be half of a line end.
            let line_len = split.map_or(rest.len().saturating_sub(1), |(line, _)| line.len());
            if line_len > self.options.max_row_bytes {
                return Err(ReadError::RowTooLong {
                    line: self.line,
                    max: self.options.max_row_bytes,
                });
            }
            let Some((line, len)) = split else {
                break;
            };
            if !is_blank(line) {
                self.take_line(line)?;
            }
            self.line += 1;
            at += len;
        }
        Ok(at)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        let members = match flatten(line) {
            Ok(members) => members,
            Err(Refused(expected)) => return self.skip(expected, line),
        };
        if let Some(events) = &mut self.events {
            match events.look_at(&members) {
                Event::Flow => {}
                Event::Other => return Ok(()),
                Event::None => return self.skip("an event with its type", line),
            }
        }
        if self.schema == Schema::ZeekConn && !is_connection(&members) {
            return self.skip("a record of a connection", line);
        }
        match self.push_row(&members) {
            Ok(0) => {
                self.undo_row();
                self.skip("at least one value", line)
            }
            Ok(_) => self.end_row(&members),
            Err(fault) => {
                self.undo_row();
                self.skips.add(self.line, fault)
            }
        }
    }

    /// Returns how many values the row has.
    fn push_row(&mut self, members: &[Member<'_>]) -> Result<usize, Fault> {
        let mut n_values = 0;
        for (name, value) in members {
            let Some(at) = self.column_of(name) else {
                if self.events.is_some() && OMITTED.contains(&name.as_ref()) {
                    continue;
                }
                self.n_other_values += 1;
                self.other_key.get_or_insert_with(|| name.to_string());
                continue;
            };
            let is_zeek = self.schema == Schema::ZeekConn;
            // Of a key that occurs twice, or is spelled both nested and dotted, the first value counts.
            let Some(column) = self.columns.get_mut(at).filter(|column| column.n_rows == self.count) else {
                continue;
            };
            n_values += usize::from(column.push(value, is_zeek)?);
        }
        Ok(n_values)
    }

    fn end_row(&mut self, members: &[Member<'_>]) -> Result<(), ReadError> {
        for column in self.columns.iter_mut().filter(|column| column.n_rows == self.count) {
            column.builder.push_missing();
            column.n_rows += 1;
        }
        self.count += 1;
        if let Some(events) = &mut self.events {
            events.add_row(members);
        }
        let n_columns = self.columns.len().max(1);
        let max = self.options.max_rows.min(self.options.max_cells / n_columns);
        if self.count <= max {
            return Ok(());
        }
        Err(ReadError::TooManyRows {
            line: self.line,
            max,
            n_columns,
        })
    }

    fn undo_row(&mut self) {
        for column in self.columns.iter_mut().filter(|column| column.n_rows > self.count) {
            column.builder.truncate(self.count);
            column.n_rows = self.count;
        }
    }

    /// The column of a key; in a table without a schema a new key makes a new column while there is room.
    fn column_of(&mut self, name: &str) -> Option<usize> {
        if let Some(&at) = self.index.get(name) {
            return Some(at);
        }
        let has_room = self.columns.len() < self.options.max_columns
            && (self.count + 1).saturating_mul(self.columns.len() + 1) <= self.options.max_cells;
        if self.schema != Schema::Generic || !has_room {
            return None;
        }
        let reading = schema::guessed_reading(name, || self.sample.order_of(name));
        let mut builder = ColumnBuilder::new(reading, self.options.max_categories);
        for _ in 0..self.count {
            builder.push_missing();
        }
        Some(self.add_column(name, builder, false))
    }

    fn add_column(&mut self, name: &str, builder: ColumnBuilder, is_feature: bool) -> usize {
        let at = self.columns.len();
        self.index.insert(name.to_owned(), at);
        self.columns.push(JsonColumn {
            name: name.to_owned(),
            builder,
            n_rows: self.count,
            has_value: false,
            is_feature,
        });
        self.skips.n_columns = self.columns.len();
        at
    }

    fn skip(&mut self, expected: &str, line: &[u8]) -> Result<(), ReadError> {
        let fault = Fault {
            reason: SkipReason::NotAnObject,
            column: None,
            expected: expected.to_owned(),
            found: format!("{:?}", shorten(line)),
        };
        self.skips.add(self.line, fault)
    }

    /// Why there is no row.
    pub(super) fn no_rows(&self) -> ReadError {
        let n_events = self.events.as_ref().map_or(0, Events::n_others);
        match self.skips.first() {
            _ if n_events > 0 => ReadError::NoFlowEvents { n_events },
            Some(first) => ReadError::NoRows { first: Box::new(first) },
            None => ReadError::Empty,
        }
    }

    /// Every column that has a value, and every feature of the schema.
    pub(super) fn into_columns(self, warnings: &mut Vec<ReadWarning>) -> Vec<Column> {
        let mut columns = Vec::new();
        for column in self.columns {
            if column.has_value {
                columns.push(super::finish_column(column.builder, &column.name, warnings));
            } else if column.is_feature {
                columns.push(Column::new(column.name, column.builder.finish()));
            }
        }
        if let Some(example) = self.other_key {
            warnings.push(ReadWarning::OtherKeys {
                example,
                n_values: self.n_other_values,
            });
        }
        if let Some(events) = self.events {
            columns.extend(events.finish(warnings));
        }
        columns
    }
}

impl JsonColumn {
    /// Returns whether there was a value.
    fn push(&mut self, value: &str, is_zeek: bool) -> Result<bool, Fault> {
        let fault = |reason, expected: &str| Fault {
            reason,
            column: Some(self.name.clone()),
            expected: expected.to_owned(),
            found: format!("{:?}", shorten(value.as_bytes())),
        };
        let cell = match value {
            // As in Zeek's own text format, so that a model of one log serves for the other.
            "true" if is_zeek => Some("T".into()),
            "false" if is_zeek => Some("F".into()),
            value => cell(value).map_err(|Refused(expected)| fault(SkipReason::NotAnObject, expected))?,
        };
        let Some(cell) = cell else {
            self.builder.push_missing();
            self.n_rows += 1;
            return Ok(false);
        };
        if self.builder.push(cell.as_bytes()).is_err() {
            let (reason, expected) = self.builder.expected();
            return Err(fault(reason, expected));
        }
        self.n_rows += 1;
        self.has_value = true;
        Ok(true)
    }
}

fn fields(schema: Schema) -> Fields {
    match schema {
        Schema::ZeekConn => schema::zeek::FIELDS,
        Schema::SuricataEve => schema::eve::FIELDS,
        _ => &[],
    }
}

/// Zeek's other logs, which may stand in the same file, name the endpoints but count nothing.
fn is_connection(members: &[Member<'_>]) -> bool {
    const COUNTED: [&str; 4] = ["conn_state", "history", "orig_pkts", "orig_bytes"];
    members.iter().any(|(name, _)| COUNTED.contains(&name.as_ref()))
}
