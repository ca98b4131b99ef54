//! Typed columns.

mod category;
mod numbers;
mod text;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use category::{Category, MISSING};
pub(crate) use category::{Interner, code};
pub use numbers::{Numbers, Values};
pub use text::Text;
pub use wiresift_flow::features::Unit;

use crate::read::number::value_of;

/// A named column of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Name as in the header, made unique (`x`, `x.1`) where it occurs twice.
    pub name: String,
    /// The values.
    pub data: ColumnData,
    /// What the column is used for.
    pub role: Role,
    /// How it is scaled when it is a feature; `None` leaves that to the encoder.
    pub scaling: Option<Scaling>,
    /// Unit of a number column, where it is known.
    pub unit: Option<Unit>,
    /// Rows without a value.
    pub n_missing: usize,
    /// Rows with an infinity, treated as missing.
    pub n_infinite: usize,
}

impl Column {
    /// What kind of values the column holds.
    pub fn kind(&self) -> Kind {
        match self.data {
            ColumnData::Number(_) => Kind::Number,
            ColumnData::Category(_) => Kind::Category,
            ColumnData::Text(_) => Kind::Text,
        }
    }

    pub(crate) fn new(name: String, data: ColumnData) -> Self {
        let (n_missing, n_infinite) = data.count_missing();
        Self {
            name,
            data,
            role: Role::Feature,
            scaling: None,
            unit: None,
            n_missing,
            n_infinite,
        }
    }

    /// Values that are there and are no numbers.
    pub(crate) fn count_not_numbers(&self) -> usize {
        let is_text = |value: &str| !value.is_empty() && value_of(value).is_nan();
        match &self.data {
            ColumnData::Number(_) => 0,
            ColumnData::Text(text) => text.iter().filter(|value| is_text(value)).count(),
            ColumnData::Category(category) => {
                let names = category.names.iter().zip(category.counts());
                names.filter(|(name, _)| is_text(name)).map(|(_, count)| count).sum()
            }
        }
    }

    /// Replaces every string; numbers stay. What becomes empty is missing.
    pub fn map_text(&mut self, map: impl FnMut(&str) -> String) {
        match &mut self.data {
            ColumnData::Number(_) => return,
            ColumnData::Category(category) => *category = category.mapped(map),
            ColumnData::Text(text) => *text = text.mapped(map),
        }
        (self.n_missing, self.n_infinite) = self.data.count_missing();
    }

    /// The cell at `row`; missing past the end.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match &self.data {
            ColumnData::Number(numbers) => match numbers.token(row) {
                Some(text) => Cell::Number {
                    value: numbers.get(row),
                    text,
                },
                None => Cell::Missing,
            },
            ColumnData::Category(category) => category.get(row).map_or(Cell::Missing, Cell::Text),
            ColumnData::Text(text) => match text.get(row) {
                "" => Cell::Missing,
                value => Cell::Text(value),
            },
        }
    }
}

/// The values of a column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ColumnData {
    /// Numbers.
    Number(Numbers),
    /// Strings that repeat.
    Category(Category),
    /// Strings with too many distinct values to count them.
    Text(Text),
}

impl ColumnData {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Number(numbers) => numbers.len(),
            Self::Category(category) => category.codes.len(),
            Self::Text(text) => text.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is what reading makes, and not a saved one that was changed.
    pub(crate) fn is_sound(&self) -> bool {
        match self {
            Self::Number(numbers) => numbers.is_sound(),
            Self::Category(category) => category.is_sound(),
            Self::Text(text) => text.is_sound(),
        }
    }

    /// Rows without a value, and rows with an infinity.
    pub(crate) fn count_missing(&self) -> (usize, usize) {
        match self {
            Self::Number(numbers) => numbers.count_missing(),
            Self::Category(category) => (category.codes.iter().filter(|&&code| code == MISSING).count(), 0),
            Self::Text(text) => (text.iter().filter(|value| value.is_empty()).count(), 0),
        }
    }
}

/// [`ColumnData`] without the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Strings that repeat.
    Category,
    /// Strings with too many distinct values to count them.
    Text,
}

/// What a column is used for. Only a [`Role::Feature`] ever reaches a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Fed to the detectors.
    Feature,
    /// Says what the row really is; used to judge and to explain, never fed.
    Label,
    /// Names a row, a host or a port; shown, never fed.
    Identifier,
    /// A point in time; shown, never fed.
    Timestamp,
    /// Set aside.
    Ignored,
}

/// How a column becomes columns of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scaling {
    /// `(x - mean) / standard deviation`.
    Standard,
    /// [`Scaling::Standard`] of `ln(1 + x)`; values below 0 count as 0.
    LogStandard,
    /// `(x - median) / (third quartile - first quartile)`.
    Robust,
    /// `(x - min) / (max - min)`.
    MinMax,
    /// A 0/1 column for each value.
    OneHot,
    /// The value as it is.
    None,
}

/// One value of a table, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Missing,
    /// A number and how it was written. The value of an infinity is NaN.
    Number {
        /// The value.
        value: f64,
        /// As it was read.
        text: Cow<'a, str>,
    },
    /// A string.
    Text(&'a str),
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Number { text, .. } => f.write_str(text),
            Self::Text(text) => f.write_str(text),
        }
    }
}
