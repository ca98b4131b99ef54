//! Errors of reading.

use wiresift_inflate::InflateError;

use crate::report::BadRow;

/// Why a table could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not one byte, or blank lines only.
    #[error("the file is empty")]
    Empty,
    /// Column names and nothing below them.
    #[error("the file holds a header of {n_columns} columns and no row")]
    HeaderOnly {
        /// Names in the header.
        n_columns: usize,
    },
    /// No separator splits the lines.
    #[error(
        "line 1, {found:?}: expected at least 2 columns separated by commas, semicolons, tabs, bars or spaces, found 1"
    )]
    OneColumn {
        /// Start of the first line.
        found: String,
    },
    /// Wider than allowed.
    #[error("line 1: expected at most {max} columns, found {found}")]
    TooManyColumns {
        /// Columns found.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// More rows than allowed.
    #[error("line {line}: the table has more than {max} rows of {n_columns} columns")]
    TooManyRows {
        /// Where the limit was reached.
        line: u64,
        /// The limit for this number of columns.
        max: usize,
        /// Columns.
        n_columns: usize,
    },
    /// A line longer than allowed.
    #[error("line {line}: expected a row of at most {max} bytes, found no end of line")]
    RowTooLong {
        /// The line.
        line: u64,
        /// The limit.
        max: usize,
    },
    /// More bad rows than allowed.
    #[error("more than {max} rows cannot be read as {n_columns} columns; the first is {first}")]
    TooManyBadRows {
        /// The limit.
        max: u64,
        /// Columns of the table.
        n_columns: usize,
        /// The first bad row.
        first: Box<BadRow>,
    },
    /// Every row was bad.
    #[error("no row can be read; the first is {first}")]
    NoRows {
        /// The first bad row.
        first: Box<BadRow>,
    },
    /// A log of Suricata's without what becomes a row.
    #[error("expected flow events, found {n_events} events of other types")]
    NoFlowEvents {
        /// Other events.
        n_events: u64,
    },
    /// Some other kind of file.
    #[error("expected a table as text, found {found}")]
    Format {
        /// What it looks like.
        found: &'static str,
    },
    /// Text in another encoding.
    #[error("expected UTF-8 text, found {found}")]
    Encoding {
        /// What it looks like.
        found: &'static str,
    },
    /// The gzip data is damaged.
    #[error("the gzip data is damaged after {n_bytes} compressed bytes: {detail}")]
    CorruptGzip {
        /// Compressed bytes taken in before.
        n_bytes: u64,
        /// What the decompressor says.
        detail: String,
    },
    /// The gzip data ends before the first row does.
    #[error("the gzip data ends after {n_bytes} bytes, before the first row")]
    TruncatedGzip {
        /// Compressed bytes taken in.
        n_bytes: u64,
    },
    /// More data than allowed.
    #[error("expected at most {max} bytes of text, found more")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// Compressed beyond what tables reach.
    #[error("the gzip data grows more than {max} times ({inflated} bytes from {compressed}): no table does")]
    InflateRatio {
        /// The limit.
        max: u64,
        /// Bytes out.
        inflated: u64,
        /// Bytes in.
        compressed: u64,
    },
}

impl ReadError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::HeaderOnly { .. } => "Choose a file with at least one row of data.",
            Self::OneColumn { .. } => "Export the table with a comma between its columns.",
            Self::TooManyColumns { .. } => "Remove columns that are not needed, or raise the limit on columns.",
            Self::TooManyRows { .. } | Self::TooLarge { .. } => "Split the file, or keep a sample of its rows.",
            Self::RowTooLong { .. } => "Check that this is a table, with one row or one JSON object a line.",
            Self::TooManyBadRows { .. } | Self::NoRows { .. } => {
                "Mend that line; if all lines are alike, check the separator and the quotes."
            }
            Self::NoFlowEvents { .. } => "Turn on the flow type of Suricata's eve-log, or choose a log that has it.",
            Self::Format { .. } => "Choose a table as CSV, TSV or JSON lines, plain or as gzip.",
            Self::Encoding { .. } => "Save the file as UTF-8.",
            Self::CorruptGzip { .. } | Self::TruncatedGzip { .. } => "Download or compress the file again.",
            Self::InflateRatio { .. } => "Decompress the file yourself if you trust it.",
        }
    }
}

impl From<InflateError> for ReadError {
    fn from(error: InflateError) -> Self {
        match error {
            InflateError::TooLarge { max } => Self::TooLarge { max },
            InflateError::Ratio {
                max,
                inflated,
                compressed,
            } => Self::InflateRatio {
                max,
                inflated,
                compressed,
            },
            InflateError::Corrupt { n_bytes, detail } => Self::CorruptGzip { n_bytes, detail },
        }
    }
}
