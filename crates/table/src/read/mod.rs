//! Bytes -> table, as a stream of chunks of any size.
//!
//! Gzip is found by its first bytes, text encoding, JSON lines or delimiter and header from the first 64 KiB, the schema
//! from header and first rows. Reading fails only on what makes the whole file unusable; a bad row is skipped, counted and shown.

pub(crate) mod builder;
mod json;
mod lines;
mod magic;
pub(crate) mod number;
mod record;
mod rows;
mod skips;
mod sniff;
pub(crate) mod time;

#[cfg(test)]
mod tests;

use builder::ColumnBuilder;
use json::JsonRows;
use rows::Rows;
use sniff::Dialect;
use wiresift_inflate::{GZIP_MAGIC, Inflate};

use crate::column::Column;
use crate::schema::{self, Recognized};
use crate::{Delimiter, ReadError, ReadOptions, ReadReport, ReadWarning, Table};

/// Bytes from which delimiter, header and schema are found.
const HEAD_BYTES: usize = 64 << 10;
/// A column is "mostly numbers" when at most one in so many of its values is not.
const MOSTLY: usize = 20;

/// Reads a table from chunks of its file.
pub struct TableReader {
    name: String,
    options: ReadOptions,
    source: Source,
    text: TextReader,
    n_bytes: u64,
}

enum Source {
    /// Fewer bytes than tell what it is.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Inflate>),
}

/// How far a [`TableReader`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadProgress {
    /// Bytes taken in, compressed when the file is.
    pub n_bytes: u64,
    /// Bytes after decompression.
    pub n_inflated: u64,
    /// Rows so far.
    pub n_rows: usize,
}

impl TableReader {
    /// A reader for the file called `name`.
    pub fn new(name: &str, options: ReadOptions) -> Self {
        Self {
            name: name.to_owned(),
            text: TextReader::new(options.clone()),
            options,
            source: Source::Unknown(Vec::new()),
            n_bytes: 0,
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be a table, or a limit is passed; the reader is of no use afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.n_bytes += bytes.len() as u64;
        match &mut self.source {
            Source::Plain => self.text.push(bytes),
            Source::Gzip(inflate) => inflate.push(bytes, |text| self.text.push(text)),
            Source::Unknown(head) => {
                head.extend_from_slice(bytes);
                if head.len() < GZIP_MAGIC.len() {
                    return Ok(());
                }
                let head = std::mem::take(head);
                self.start(&head)
            }
        }
    }

    fn start(&mut self, head: &[u8]) -> Result<(), ReadError> {
        if !head.starts_with(&GZIP_MAGIC) {
            self.source = Source::Plain;
            return self.text.push(head);
        }
        let mut inflate = Box::new(Inflate::new(self.options.inflate_limits()));
        let result = inflate.push(head, |text| self.text.push(text));
        self.source = Source::Gzip(inflate);
        result
    }

    /// How far reading is.
    pub fn progress(&self) -> ReadProgress {
        ReadProgress {
            n_bytes: self.n_bytes,
            n_inflated: self.text.n_bytes,
            n_rows: self.text.rows.as_ref().map_or(0, Started::count),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`ReadError`] when there is no row, or the compressed data is damaged. A gzip file that merely ends early
    /// gives the rows that are there, and a warning.
    pub fn finish(mut self) -> Result<Table, ReadError> {
        let mut warnings = Vec::new();
        let mut is_gzip = false;
        match std::mem::replace(&mut self.source, Source::Plain) {
            Source::Plain => {}
            Source::Unknown(head) => self.text.push(&head)?,
            Source::Gzip(inflate) => {
                is_gzip = true;
                if !inflate.is_complete() {
                    self.text.drop_last_line();
                    warnings.push(ReadWarning::TruncatedGzip);
                }
                if inflate.has_trailing_bytes() {
                    warnings.push(ReadWarning::TrailingBytes);
                }
            }
        }
        let is_truncated = warnings.contains(&ReadWarning::TruncatedGzip);
        let report = ReadReport {
            n_bytes: self.n_bytes,
            n_inflated: self.text.n_bytes,
            is_gzip,
            warnings,
            ..ReadReport::default()
        };
        let started = match self.text.finish() {
            Err(ReadError::Empty | ReadError::HeaderOnly { .. }) if is_truncated => {
                return Err(ReadError::TruncatedGzip { n_bytes: self.n_bytes });
            }
            other => other?,
        };
        Ok(started.into_table(self.name, report))
    }
}

/// Everything behind decompression.
struct TextReader {
    options: ReadOptions,
    pending: Vec<u8>,
    rows: Option<Started>,
    n_bytes: u64,
}

/// A reader that knows what it reads.
enum Started {
    Fields(Box<FieldReader>),
    Json(Box<JsonRows>),
}

/// Rows of separated fields.
struct FieldReader {
    rows: Rows,
    schema: Recognized,
    dialect: Dialect,
}

impl TextReader {
    fn new(options: ReadOptions) -> Self {
        Self {
            options,
            pending: Vec::new(),
            rows: None,
            n_bytes: 0,
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.n_bytes += bytes.len() as u64;
        if self.n_bytes > self.options.max_inflated_bytes {
            return Err(ReadError::TooLarge {
                max: self.options.max_inflated_bytes,
            });
        }
        self.pending.extend_from_slice(bytes);
        if self.rows.is_none() && !self.start(false)? {
            return Ok(());
        }
        self.take(false)
    }

    /// Finds out what the text is once enough of it is there. What is looked at depends on the text alone, not on
    /// how it arrived.
    fn start(&mut self, is_last: bool) -> Result<bool, ReadError> {
        let mut head = self.pending.get(..HEAD_BYTES).unwrap_or(&self.pending);
        // One byte more tells whether a carriage return at the end of the head has a line feed.
        if self.pending.len() <= HEAD_BYTES && !is_last {
            return Ok(false);
        }
        let n_mark = magic::check(head)?;
        if head.len() == HEAD_BYTES {
            let Some(len) = self.whole_lines(is_last)? else {
                return Ok(false);
            };
            head = self.pending.get(..len).unwrap_or_default();
        }
        let head = head.get(n_mark..).unwrap_or_default();
        let all = self.pending.get(n_mark..).unwrap_or_default();
        let (started, n_header) = Started::new(head, all, &self.options)?;
        self.rows = Some(started);
        self.pending.drain(..n_mark + n_header);
        Ok(true)
    }

    /// Length of the lines that end within the head, or of the first line where that is longer, with its
    /// end. `None` while no line is known to end.
    fn whole_lines(&self, is_last: bool) -> Result<Option<usize>, ReadError> {
        let head = self.pending.get(..HEAD_BYTES).unwrap_or_default();
        if let Some(at) = head.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            return Ok(Some(at + 1));
        }
        let split = lines::split_line(&self.pending, is_last);
        // The last byte may be half of a line end.
        let line_len = split.map_or(self.pending.len().saturating_sub(1), |(line, _)| line.len());
        if line_len > self.options.max_row_bytes {
            return Err(ReadError::RowTooLong {
                line: 1,
                max: self.options.max_row_bytes,
            });
        }
        Ok(split.map(|(_, len)| len))
    }

    fn take(&mut self, is_last: bool) -> Result<(), ReadError> {
        if let Some(started) = &mut self.rows {
            let n_taken = match started {
                Started::Fields(reader) => reader.rows.take(&self.pending, is_last)?,
                Started::Json(rows) => rows.take(&self.pending, is_last)?,
            };
            self.pending.drain(..n_taken);
        }
        Ok(())
    }

    /// A row that was cut is no row.
    fn drop_last_line(&mut self) {
        let kept = self.pending.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        self.pending.truncate(kept.map_or(0, |at| at + 1));
    }

    fn finish(mut self) -> Result<Started, ReadError> {
        if self.pending.is_empty() && self.rows.is_none() {
            return Err(ReadError::Empty);
        }
        if self.rows.is_none() {
            self.start(true)?;
        }
        self.take(true)?;
        let started = self.rows.ok_or(ReadError::Empty)?;
        if started.count() > 0 {
            return Ok(started);
        }
        Err(match started {
            Started::Fields(reader) => reader.no_rows(),
            Started::Json(rows) => rows.no_rows(),
        })
    }
}

impl Started {
    /// Returns also how many bytes the header takes.
    fn new(head: &[u8], all: &[u8], options: &ReadOptions) -> Result<(Self, usize), ReadError> {
        if json::is_json(head) {
            return Ok((Self::Json(Box::new(JsonRows::new(head, options)?)), 0));
        }
        let (reader, n_header) = FieldReader::new(head, all, options)?;
        Ok((Self::Fields(Box::new(reader)), n_header))
    }

    /// Rows taken.
    fn count(&self) -> usize {
        match self {
            Self::Fields(reader) => reader.rows.count,
            Self::Json(rows) => rows.count,
        }
    }

    fn into_table(self, name: String, mut report: ReadReport) -> Table {
        report.n_rows = self.count();
        let (schema, columns) = match self {
            Self::Fields(reader) => {
                report.delimiter = reader.dialect.delimiter;
                report.has_header = reader.dialect.header.is_some();
                report.skipped.clone_from(&reader.rows.skips.by_reason);
                (reader.schema.schema, reader.into_columns(&mut report.warnings))
            }
            Self::Json(rows) => {
                report.delimiter = Delimiter::JsonLines;
                report.has_header = true;
                report.skipped.clone_from(&rows.skips.by_reason);
                (rows.schema, rows.into_columns(&mut report.warnings))
            }
        };
        report.n_skipped = report.skipped.iter().map(|skipped| skipped.count).sum();
        Table::new(name, schema, columns, report)
    }
}

impl FieldReader {
    /// Returns also how many bytes the header takes.
    fn new(head: &[u8], all: &[u8], options: &ReadOptions) -> Result<(Self, usize), ReadError> {
        let dialect = sniff::sniff(head)?;
        if dialect.n_columns > options.max_columns {
            return Err(ReadError::TooManyColumns {
                found: dialect.n_columns,
                max: options.max_columns,
            });
        }
        let schema = schema::recognize(dialect.header.as_deref(), dialect.n_columns, &dialect.sample);
        let readings = schema.readings.iter();
        let builders = readings.map(|&reading| ColumnBuilder::new(reading, options.max_categories));
        let mut rows = Rows::new(&dialect, schema.names.clone(), builders.collect(), options);
        let is_header_row = dialect.header.is_some() && dialect.comment.is_none();
        let n_header = if is_header_row { rows.skip_header(all) } else { 0 };
        let reader = Self { rows, schema, dialect };
        Ok((reader, n_header))
    }

    /// Why there is no row.
    fn no_rows(&self) -> ReadError {
        match self.rows.skips.first() {
            Some(first) => ReadError::NoRows { first: Box::new(first) },
            None => ReadError::HeaderOnly {
                n_columns: self.dialect.n_columns,
            },
        }
    }

    fn into_columns(self, warnings: &mut Vec<ReadWarning>) -> Vec<Column> {
        let named = self.rows.builders.into_iter().zip(&self.schema.names);
        named
            .map(|(builder, name)| finish_column(builder, name, warnings))
            .collect()
    }
}

fn finish_column(builder: ColumnBuilder, name: &str, warnings: &mut Vec<ReadWarning>) -> Column {
    let turned = builder.turned.clone();
    let n_not_utf8 = builder.n_not_utf8;
    let column = Column::new(name.to_owned(), builder.finish());
    if n_not_utf8 > 0 {
        warnings.push(ReadWarning::NotUtf8 {
            column: name.to_owned(),
            n_fields: n_not_utf8,
        });
    }
    if column.n_infinite > 0 {
        warnings.push(ReadWarning::Infinite {
            column: name.to_owned(),
            count: column.n_infinite,
        });
    }
    if column.n_missing == column.data.len() {
        warnings.push(ReadWarning::EmptyColumn {
            column: name.to_owned(),
        });
    }
    if let Some(example) = turned {
        let n_text = column.count_not_numbers();
        let n_values = column.data.len() - column.n_missing;
        if n_text * MOSTLY <= n_values {
            warnings.push(ReadWarning::MostlyNumbers {
                column: name.to_owned(),
                n_text,
                example,
            });
        }
    }
    column
}

/// A piece of the file for an error message: at most 60 characters, always valid text.
fn shorten(bytes: &[u8]) -> String {
    const MAX_CHARS: usize = 60;
    let text = String::from_utf8_lossy(bytes.get(..4 * MAX_CHARS).unwrap_or(bytes));
    if text.chars().count() <= MAX_CHARS {
        return text.into_owned();
    }
    text.chars().take(MAX_CHARS).chain(['…']).collect()
}
