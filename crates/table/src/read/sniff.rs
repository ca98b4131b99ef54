//! Finds delimiter and header in the first bytes of a table.

use super::lines::{count_fields, lines, spaced};
use super::number::{Token, classify};
use super::record::{Outcome, Record};
use crate::ReadError;
use crate::report::Delimiter;

/// Lines that are looked at.
const SAMPLE_LINES: usize = 200;

/// How the rows of a table are written, and the names of its columns.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    /// Names from the header; `None` when the first line is data.
    pub(super) header: Option<Vec<String>>,
    /// Lines that start with this are no rows.
    pub(super) comment: Option<u8>,
    /// The last field of a line holds several, separated by spaces.
    pub(super) has_spaced_tail: bool,
    pub(super) n_columns: usize,
    /// Some rows, for recognising a schema.
    pub(super) sample: Vec<Vec<String>>,
}

/// Finds the dialect from the start of the data.
///
/// `head` ends with a whole line, or with the data.
pub(super) fn sniff(head: &[u8]) -> Result<Dialect, ReadError> {
    if let Some(dialect) = zeek(head) {
        return Ok(dialect);
    }
    let first = lines(head).find(|line| !is_blank(line)).ok_or(ReadError::Empty)?;
    let (delimiter, n_columns) = find_delimiter(head).ok_or_else(|| ReadError::OneColumn {
        found: super::shorten(first),
    })?;
    let mut rows = sample_rows(head, delimiter);
    let has_header = is_header(&rows, n_columns);
    let header = has_header.then(|| rows.remove(0));
    let n_columns = header.as_ref().map_or(n_columns, Vec::len);
    rows.retain(|row| row.len() == n_columns);
    Ok(Dialect {
        delimiter,
        header,
        comment: None,
        has_spaced_tail: false,
        n_columns,
        sample: rows,
    })
}

pub(super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Zeek's own text format names its columns in a comment.
fn zeek(head: &[u8]) -> Option<Dialect> {
    let mut comments = lines(head).take_while(|line| line.trim_ascii_start().starts_with(b"#"));
    let fields = comments.find_map(|line| line.strip_prefix(b"#fields\t"))?;
    let mut header = split(fields, Delimiter::Tab);
    let tail = header.pop()?;
    let n_before = header.len();
    header.extend(tail.split_ascii_whitespace().map(str::to_owned));
    let has_spaced_tail = header.len() > n_before + 1;
    let mut sample = sample_rows(head, Delimiter::Tab);
    if has_spaced_tail {
        sample.iter_mut().for_each(split_tail);
    }
    let is_row = |row: &Vec<String>| row.len() == header.len() && !row.iter().any(|f| f.starts_with('#'));
    Some(Dialect {
        delimiter: Delimiter::Tab,
        n_columns: header.len(),
        comment: Some(b'#'),
        has_spaced_tail,
        sample: sample.into_iter().filter(is_row).collect(),
        header: Some(header),
    })
}

fn split_tail(row: &mut Vec<String>) {
    let tail = row.pop().unwrap_or_default();
    row.extend(tail.split_ascii_whitespace().map(str::to_owned));
}

/// The delimiter that splits most lines into one same number of fields, at least two.
///
/// Spaces count only where nothing else serves: they occur within names and times.
fn find_delimiter(head: &[u8]) -> Option<(Delimiter, usize)> {
    let marks = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe];
    let best = marks
        .into_iter()
        .filter_map(|delimiter| evenness(head, delimiter))
        .max_by(|a, b| {
            (a.share, a.n_columns)
                .partial_cmp(&(b.share, b.n_columns))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
    let spaces = || evenness(head, Delimiter::Spaces);
    let best = match best {
        Some(best) if best.share >= 0.5 => Some(best),
        weak => spaces().filter(|s| s.share >= 0.8).or(weak).or_else(spaces),
    };
    best.map(|best| (best.delimiter, best.n_columns))
}

struct Evenness {
    delimiter: Delimiter,
    n_columns: usize,
    /// Share of the lines that have `n_columns` fields.
    share: f64,
}

fn evenness(head: &[u8], delimiter: Delimiter) -> Option<Evenness> {
    let counts: Vec<usize> = sample_counts(head, delimiter);
    let first = *counts.first()?;
    let mut sorted = counts.clone();
    wiresift_order::sort(&mut sorted);
    let groups = sorted.chunk_by(|a, b| a == b).filter(|group| group.first() > Some(&1));
    // The first line is the header or a row, so its width wins a tie.
    let largest = groups.max_by_key(|group| (group.len(), group.first() == Some(&first)))?;
    let n_columns = *largest.first()?;
    let share = largest.len() as f64 / counts.len() as f64;
    Some(Evenness {
        delimiter,
        n_columns,
        share,
    })
}

fn sample_counts(head: &[u8], delimiter: Delimiter) -> Vec<usize> {
    records(head, delimiter).map(|fields| fields.len()).collect()
}

fn sample_rows(head: &[u8], delimiter: Delimiter) -> Vec<Vec<String>> {
    records(head, delimiter).collect()
}

/// The first records, quoted ones included.
fn records(head: &[u8], delimiter: Delimiter) -> impl Iterator<Item = Vec<String>> {
    let mut rest = head;
    let mut record = Record::default();
    let all = std::iter::from_fn(move || {
        loop {
            let (line, len) = super::lines::split_line(rest, true)?;
            let is_quoted = delimiter != Delimiter::Spaces && line.contains(&b'"');
            if is_quoted && let Outcome::Complete { len, .. } = record.read(rest, delimiter.byte(), true) {
                rest = rest.get(len..).unwrap_or_default();
                return Some(record.iter().map(to_text).collect());
            }
            rest = rest.get(len..).unwrap_or_default();
            if !is_blank(line) {
                return Some(split(line, delimiter));
            }
        }
    });
    all.take(SAMPLE_LINES)
}

fn split(line: &[u8], delimiter: Delimiter) -> Vec<String> {
    let mut fields = Vec::with_capacity(count_fields(line, delimiter));
    match delimiter {
        Delimiter::Spaces => fields.extend(spaced(line).map(to_text)),
        _ => fields.extend(line.split(|&byte| byte == delimiter.byte()).map(to_text)),
    }
    fields
}

fn to_text(field: &[u8]) -> String {
    String::from_utf8_lossy(field.trim_ascii()).into_owned()
}

fn is_number(field: &str) -> bool {
    matches!(classify(field.as_bytes()), Token::Decimal(_) | Token::Float(..))
}

/// Whether the first row names the columns: it holds no number, and either some column below holds numbers, or its
/// values are all different and do not come again below.
fn is_header(rows: &[Vec<String>], n_columns: usize) -> bool {
    let Some((first, below)) = rows.split_first() else {
        return false;
    };
    let n_named = first.iter().filter(|name| !name.is_empty()).count();
    if first.iter().any(|name| is_number(name)) || 2 * n_named < first.len() {
        return false;
    }
    let below: Vec<&Vec<String>> = below.iter().filter(|row| row.len() == n_columns).collect();
    if below.is_empty() {
        return true;
    }
    let holds_numbers = |at: usize| {
        let n = below
            .iter()
            .filter(|row| row.get(at).is_some_and(|field| is_number(field)))
            .count();
        2 * n > below.len()
    };
    if (0..n_columns).any(holds_numbers) {
        return true;
    }
    let comes_again = |(at, name): (usize, &String)| below.iter().any(|row| row.get(at) == Some(name));
    let mut names: Vec<&String> = first.iter().collect();
    wiresift_order::sort(&mut names);
    let are_distinct = names.windows(2).all(|pair| pair.first() != pair.last());
    are_distinct && !first.iter().enumerate().any(comes_again)
}
