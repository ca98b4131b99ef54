//! What reading found: what was taken, what was skipped and why.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a [`crate::TableReader`] did with its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReport {
    /// Rows kept.
    pub n_rows: usize,
    /// Rows skipped, the sum over `skipped`.
    pub n_skipped: u64,
    /// Skipped rows by reason.
    pub skipped: Vec<SkippedRows>,
    /// How fields are separated.
    pub delimiter: Delimiter,
    /// Whether the first line named the columns.
    pub has_header: bool,
    /// Bytes taken in, compressed when the file is.
    pub n_bytes: u64,
    /// Bytes after decompression.
    pub n_inflated: u64,
    /// Whether the input was gzip.
    pub is_gzip: bool,
    /// Whatever else the user should know.
    pub warnings: Vec<ReadWarning>,
}

/// What separates two fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
    /// One or more spaces or tabs.
    Spaces,
    /// None: a row is a JSON object on a line of its own.
    JsonLines,
}

impl Delimiter {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma | Self::JsonLines => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
            Self::Spaces => b' ',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "vertical bar",
            Self::Spaces => "spaces",
            Self::JsonLines => "JSON lines",
        })
    }
}

/// Why a row was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SkipReason {
    /// More or fewer fields than the table has columns.
    FieldCount,
    /// A column that the schema says is numeric holds something else.
    NotANumber,
    /// A column that the schema says holds times holds something else.
    NotATime,
    /// A quoted field that does not end.
    UnclosedQuote,
    /// The line that names the columns, once more.
    RepeatedHeader,
    /// A line that is no JSON object, or one that cannot be a row.
    NotAnObject,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FieldCount => "wrong number of fields",
            Self::NotANumber => "not a number",
            Self::NotATime => "not a time",
            Self::UnclosedQuote => "quote not closed",
            Self::RepeatedHeader => "header repeated",
            Self::NotAnObject => "not a JSON object with a row's values",
        })
    }
}

/// Rows skipped for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRows {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub examples: Vec<BadRow>,
}

/// Where a row is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column, where it is one column's fault.
    pub column: Option<String>,
    /// What should be there.
    pub expected: String,
    /// What is there, shortened.
    pub found: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// Something that was mended or left out while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ReadWarning {
    /// The gzip data ends early; the rows up to there are kept.
    TruncatedGzip,
    /// Bytes after the gzip data were ignored.
    TrailingBytes,
    /// Fields that are not UTF-8; the bytes that are wrong became U+FFFD.
    NotUtf8 {
        /// The column.
        column: String,
        /// How many fields.
        n_fields: u64,
    },
    /// A column of numbers but for a few values, so it was read as text.
    /// [`crate::Table::read_as_numbers`] turns it back.
    MostlyNumbers {
        /// The column.
        column: String,
        /// Values that are no numbers.
        n_text: usize,
        /// One of them.
        example: String,
    },
    /// Infinities, treated as missing.
    Infinite {
        /// The column.
        column: String,
        /// How many.
        count: usize,
    },
    /// A column without a single value is set aside.
    EmptyColumn {
        /// The column.
        column: String,
    },
    /// Keys of JSON objects that are no column of the schema, or one column too many.
    OtherKeys {
        /// One of them.
        example: String,
        /// How many values were left out.
        n_values: u64,
    },
    /// Suricata events that are neither flows nor alerts.
    OtherEvents {
        /// Each type and how often it occurs, most frequent first.
        types: Vec<(String, u64)>,
    },
    /// Flows of a capture beyond the limit on rows.
    FlowsLeftOut {
        /// How many.
        n_flows: u64,
    },
    /// Names of a column that would have taken too much memory.
    NamesLeftOut {
        /// The column.
        column: String,
        /// Rows without their name.
        n_rows: u64,
    },
    /// Suricata alerts, which became the labels of their flows.
    Alerts {
        /// Alerts in the file.
        n_alerts: u64,
        /// Flows that have at least one.
        n_flows: u64,
        /// Alerts whose flow is not in the file, or that came after the limit on alerted flows.
        n_without_flow: u64,
    },
}

impl fmt::Display for ReadWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TruncatedGzip => f.write_str("the gzip data ends early: the rows up to there are kept"),
            Self::TrailingBytes => f.write_str("bytes after the end of the gzip data were ignored"),
            Self::NotUtf8 { column, n_fields } => {
                write!(f, "{n_fields} fields of column {column:?} are not UTF-8")
            }
            Self::MostlyNumbers {
                column,
                n_text,
                example,
            } => write!(
                f,
                "column {column:?} is read as text, for {n_text} values are no numbers (one is {example:?})"
            ),
            Self::Infinite { column, count } => {
                write!(f, "column {column:?} holds {count} infinities, treated as missing")
            }
            Self::EmptyColumn { column } => write!(f, "column {column:?} is empty and set aside"),
            Self::OtherKeys { example, n_values } => {
                write!(
                    f,
                    "{n_values} values of keys that are no columns were left out (one is {example:?})"
                )
            }
            Self::OtherEvents { types } => {
                let types: Vec<String> = types.iter().map(|(name, count)| format!("{name} {count}")).collect();
                write!(f, "events that are no flows were left out: {}", types.join(", "))
            }
            Self::FlowsLeftOut { n_flows } => {
                write!(f, "{n_flows} flows beyond the limit on rows were left out")
            }
            Self::NamesLeftOut { column, n_rows } => {
                write!(
                    f,
                    "{n_rows} rows of column {column:?} lack their value, for there are too many long ones"
                )
            }
            Self::Alerts {
                n_alerts,
                n_flows,
                n_without_flow,
            } => write!(
                f,
                "{n_alerts} alerts label {n_flows} flows; {n_without_flow} of them belong to no flow of the file"
            ),
        }
    }
}
