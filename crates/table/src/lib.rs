//! Tables of flows: bytes -> typed columns -> a scaled matrix.
//!
//! [`TableReader`] takes the bytes of a file, in chunks, and gives a [`Table`]: typed columns, each with a [`Role`], and
//! a [`ReadReport`] of what was skipped and why. [`Encoder`] learns from a table how its features become a matrix of
//! `f32`, and makes that matrix, of this table or of another one like it.
//!
//! Nothing here reads files or clocks. Every byte is taken to be hostile: rows, columns, categories, row length and
//! decompressed size are capped, and what a cap cuts is reported.
//!
//! Separated fields (CSV and its kin, Zeek's logs) and JSON lines are read; which they are, and what schema they have, is
//! found by itself. Times that are written as text become seconds since the epoch, and are shown as written.
//!
//! Not handled: JSON arrays (refused by name), decimal commas and thousands separators (they make a column text), encodings
//! other than UTF-8 (UTF-16 is refused by name; other bytes become U+FFFD and are counted).

#![warn(clippy::indexing_slicing)]

mod column;
mod distinct;
mod encode;
mod error;
pub mod flows;
mod labels;
mod options;
mod read;
pub mod records;
mod report;
pub mod sample;
mod saved;
mod schema;
mod summary;
mod table;

pub use column::{Category, Cell, Column, ColumnData, Kind, MISSING, Numbers, Role, Scaling, Text, Unit, Values};
pub use distinct::Distinct;
pub use encode::{DefaultScaling, EncodeError, EncodeWarning, Encoded, Encoder, EncoderOptions, FeatureSpec};
pub use error::ReadError;
pub use labels::{LabelCount, Labels, Truth};
pub use options::ReadOptions;
pub use read::time::{iso_time, seconds_of};
pub use read::{ReadProgress, TableReader};
pub use report::{BadRow, Delimiter, ReadReport, ReadWarning, SkipReason, SkippedRows};
pub use saved::SavedError;
pub use schema::{Family, Schema};
pub use summary::{ColumnSummary, NumberSummary, ValueSummary};
pub use table::{NoSuchColumn, Table};
