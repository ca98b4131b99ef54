//! Text -> columns: splits the bytes into rows and rows into fields, and skips and counts what is no row.

use memchr::memchr;

use super::builder::{ColumnBuilder, NUMBER};
use super::lines::{count_fields, spaced, split_line};
use super::record::{Outcome, Record};
use super::shorten;
use super::skips::{Fault, Skips};
use super::sniff::{Dialect, is_blank};
use crate::report::{Delimiter, SkipReason};
use crate::{ReadError, ReadOptions};

pub(super) struct Rows {
    delimiter: Delimiter,
    comment: Option<u8>,
    names: Vec<String>,
    pub(super) builders: Vec<ColumnBuilder>,
    record: Record,
    /// Rows taken.
    pub(super) count: usize,
    line: u64,
    pub(super) skips: Skips,
    limits: Limits,
    /// The last field of a line holds several, separated by spaces.
    has_spaced_tail: bool,
    /// The line that names the columns: files that were put together repeat it.
    header: Option<Vec<u8>>,
    /// A quoted record that was not complete is tried again when there are this many bytes, so that tiny chunks
    /// do not make it quadratic.
    retry_at: usize,
}

struct Limits {
    rows: usize,
    row_bytes: usize,
}

impl Rows {
    pub(super) fn new(
        dialect: &Dialect,
        names: Vec<String>,
        builders: Vec<ColumnBuilder>,
        options: &ReadOptions,
    ) -> Self {
        let n_columns = builders.len().max(1);
        Self {
            delimiter: dialect.delimiter,
            comment: dialect.comment,
            names,
            builders,
            record: Record::default(),
            count: 0,
            line: 1,
            skips: Skips::new(options.max_skipped_rows, n_columns),
            limits: Limits {
                rows: options.max_rows.min(options.max_cells / n_columns),
                row_bytes: options.max_row_bytes,
            },
            has_spaced_tail: dialect.has_spaced_tail,
            header: None,
            retry_at: 0,
        }
    }

    /// Takes whole rows from the start of `bytes`; returns how many bytes it took.
    pub(super) fn take(&mut self, bytes: &[u8], is_last: bool) -> Result<usize, ReadError> {
        if bytes.len() < self.retry_at && !is_last {
            return Ok(0);
        }
        self.retry_at = 0;
        let mut at = 0;
        while let Some(rest) = bytes.get(at..)
            && let Some(len) = self.take_row(rest, is_last)?
        {
            at += len;
        }
        Ok(at)
    }

    /// Skips the header, which the sniffer has read.
    pub(super) fn skip_header(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some((line, len)) = split_line(bytes.get(at..).unwrap_or_default(), true) {
            if !is_blank(line) {
                self.header = Some(line.to_vec());
                return at + self.skip_header_row(bytes.get(at..).unwrap_or_default(), line, len);
            }
            self.line += 1;
            at += len;
        }
        at
    }

    fn skip_header_row(&mut self, bytes: &[u8], line: &[u8], len: usize) -> usize {
        if self.may_be_quoted(line)
            && let Outcome::Complete { len, n_lines } = self.record.read(bytes, self.delimiter.byte(), true)
        {
            self.line += n_lines;
            return len;
        }
        self.line += 1;
        len
    }

    fn take_row(&mut self, rest: &[u8], is_last: bool) -> Result<Option<usize>, ReadError> {
        let split = split_line(rest, is_last);
        // The last byte may be half of a line end.
        let line_len = split.map_or(rest.len().saturating_sub(1), |(line, _)| line.len());
        if line_len > self.limits.row_bytes {
            return Err(ReadError::RowTooLong {
                line: self.line,
                max: self.limits.row_bytes,
            });
        }
        let Some((line, len)) = split else {
            return Ok(None);
        };
        if self.header.as_deref() == Some(line) {
            self.skips.add(self.line, repeated_header(line))?;
            self.line += 1;
            return Ok(Some(len));
        }
        if self.may_be_quoted(line) {
            return self.take_quoted(rest, line, len, is_last);
        }
        if !self.is_no_row(line) {
            if self.has_spaced_tail {
                self.take_line(&with_tabs(line))?;
            } else {
                self.take_line(line)?;
            }
        }
        self.line += 1;
        Ok(Some(len))
    }

    fn may_be_quoted(&self, line: &[u8]) -> bool {
        // Zeek, which alone has comments, writes quotes as they are.
        let may_quote = self.delimiter != Delimiter::Spaces && self.comment.is_none();
        may_quote && memchr(b'"', line).is_some() && !self.is_no_row(line)
    }

    fn is_no_row(&self, line: &[u8]) -> bool {
        match line.first() {
            None => true,
            Some(_) if self.comment.is_some() && line.trim_ascii_start().first() == self.comment.as_ref() => true,
            // Tabs that part as many fields as there are columns make a row without values, as commas do.
            Some(b' ' | b'\t') => is_blank(line) && count_fields(line, self.delimiter) != self.builders.len(),
            Some(_) => false,
        }
    }

    /// A line without quotes.
    fn take_line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        let n_fields = count_fields(line, self.delimiter);
        if n_fields != self.builders.len() {
            return self.skips.add(self.line, self.wrong_count(n_fields, line));
        }
        let result = match self.delimiter {
            Delimiter::Spaces => push_all(&mut self.builders, spaced(line)),
            delimiter => push_line(&mut self.builders, line, delimiter.byte()),
        };
        self.end_row(result)
    }

    /// A record with quotes, maybe over several lines.
    ///
    /// When it makes no row, only its first line is skipped, so that one stray quote costs one line.
    fn take_quoted(&mut self, rest: &[u8], line: &[u8], len: usize, is_last: bool) -> Result<Option<usize>, ReadError> {
        let window = rest.get(..self.limits.row_bytes).unwrap_or(rest);
        let is_cut = window.len() < rest.len() || rest.len() == self.limits.row_bytes;
        let outcome = self.record.read(window, self.delimiter.byte(), is_last && !is_cut);
        let (reason, n_fields) = match outcome {
            Outcome::Complete { len, n_lines } if self.record.len() == self.builders.len() => {
                let result = push_all(&mut self.builders, self.record.iter());
                self.end_row(result)?;
                self.line += n_lines;
                return Ok(Some(len));
            }
            Outcome::Incomplete if !is_last && !is_cut => {
                self.retry_at = 2 * rest.len();
                return Ok(None);
            }
            Outcome::Complete { .. } => (SkipReason::FieldCount, self.record.len()),
            Outcome::Incomplete | Outcome::Unclosed => (SkipReason::UnclosedQuote, 0),
        };
        let fault = match reason {
            SkipReason::FieldCount => self.wrong_count(n_fields, line),
            reason => Fault {
                reason,
                column: None,
                expected: "a closing quote".to_owned(),
                found: shorten(line),
            },
        };
        self.skips.add(self.line, fault)?;
        self.line += 1;
        Ok(Some(len))
    }

    fn wrong_count(&self, n_fields: usize, line: &[u8]) -> Fault {
        Fault {
            reason: SkipReason::FieldCount,
            column: None,
            expected: format!("{} fields", self.builders.len()),
            found: format!("{n_fields} in {:?}", shorten(line)),
        }
    }

    fn end_row(&mut self, result: Result<(), (usize, String)>) -> Result<(), ReadError> {
        match result {
            Ok(()) => {
                self.count += 1;
                self.check_rows()
            }
            Err((column, found)) => {
                for builder in &mut self.builders {
                    builder.truncate(self.count);
                }
                let (reason, expected) = self.builders.get(column).map_or(NUMBER, ColumnBuilder::expected);
                let fault = Fault {
                    reason,
                    column: self.names.get(column).cloned(),
                    expected: expected.to_owned(),
                    found: format!("{found:?}"),
                };
                self.skips.add(self.line, fault)
            }
        }
    }

    fn check_rows(&self) -> Result<(), ReadError> {
        if self.count <= self.limits.rows {
            return Ok(());
        }
        Err(ReadError::TooManyRows {
            line: self.line,
            max: self.limits.rows,
            n_columns: self.builders.len(),
        })
    }
}

#[cold]
fn repeated_header(line: &[u8]) -> Fault {
    Fault {
        reason: SkipReason::RepeatedHeader,
        column: None,
        expected: "a row".to_owned(),
        found: format!("the header again: {:?}", shorten(line)),
    }
}

/// IoT-23 separates the labels that it appends to Zeek's lines by three spaces, not by tabs.
fn with_tabs(line: &[u8]) -> Vec<u8> {
    let tail = memchr::memrchr(b'\t', line).map_or(0, |at| at + 1);
    let (head, tail) = line.split_at(tail);
    let mut out = head.to_vec();
    for (at, field) in spaced(tail).enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        out.extend_from_slice(field);
    }
    out
}

/// The hot path: every builder takes its field off the front of what is left.
fn push_line(builders: &mut [ColumnBuilder], line: &[u8], delimiter: u8) -> Result<(), (usize, String)> {
    let mut rest = line;
    for (column, builder) in builders.iter_mut().enumerate() {
        let Ok(len) = builder.push_leading(rest, delimiter) else {
            let len = memchr(delimiter, rest).unwrap_or(rest.len());
            return Err((column, shorten(rest.get(..len).unwrap_or_default())));
        };
        rest = rest.get(len + 1..).unwrap_or_default();
    }
    Ok(())
}

fn push_all<'a>(builders: &mut [ColumnBuilder], fields: impl Iterator<Item = &'a [u8]>) -> Result<(), (usize, String)> {
    for (column, (builder, field)) in builders.iter_mut().zip(fields).enumerate() {
        if builder.push(field).is_err() {
            return Err((column, shorten(field)));
        }
    }
    Ok(())
}
