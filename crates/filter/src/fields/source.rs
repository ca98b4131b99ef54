//! Where the values of a field lie.

use std::net::IpAddr;
use std::sync::OnceLock;

use wiresift_table::{Category, ColumnData, Table, Text, Unit, Values};

/// The addresses among the values of a table's columns, parsed when a filter first asks: 17 bytes a value.
///
/// It outlives the filters of a table, and is to be made anew when the table's columns change.
#[derive(Debug, Default)]
pub struct AddressCache {
    by_column: Vec<Addresses>,
}

/// For each name of a category, or each row of a text, the address that it is.
pub(crate) type Addresses = OnceLock<Vec<Option<IpAddr>>>;

impl AddressCache {
    /// For `table`.
    pub fn new(table: &Table) -> Self {
        Self {
            by_column: table.columns.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    pub(super) fn of(&self, column: usize) -> Option<&Addresses> {
        self.by_column.get(column)
    }
}

/// A field of the caller's: what is known of rows beside their columns.
pub struct Computed<'a> {
    /// What it is called in a filter: `score`, `rank`, `votes`, `confidence`, `severity` or `marked`, for a column of
    /// another name would no longer be found without backticks.
    pub name: &'a str,
    /// What it is, in words.
    pub about: &'a str,
    /// Its values.
    pub values: ComputedValues<'a>,
}

/// The values of a [`Computed`] field.
pub enum ComputedValues<'a> {
    /// A number a row; NaN is missing.
    Number(Box<dyn Fn(usize) -> f64 + 'a>),
    /// One of a few words a row.
    Choice {
        /// The words.
        names: &'a [&'a str],
        /// Whether they go from the least to the greatest.
        is_ordered: bool,
        /// For a row its word's place among them; none, or beyond them, is missing.
        of: Box<dyn Fn(usize) -> Option<usize> + 'a>,
    },
}

/// Values of a field.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Numbers(&'a Values),
    Computed(&'a dyn Fn(usize) -> f64),
    Names(&'a Category, Option<&'a Addresses>),
    Text(&'a Text, Option<&'a Addresses>),
    Choice(Choice<'a>),
}

#[derive(Clone, Copy)]
pub(crate) struct Choice<'a> {
    pub(crate) names: &'a [&'a str],
    pub(crate) is_ordered: bool,
    pub(crate) of: &'a dyn Fn(usize) -> Option<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn of_column(table: &'a Table, cache: &'a AddressCache, column: usize) -> Option<Self> {
        Some(match &table.columns.get(column)?.data {
            ColumnData::Number(numbers) => Self::Numbers(numbers.values()),
            ColumnData::Category(category) => Self::Names(category, cache.of(column)),
            ColumnData::Text(text) => Self::Text(text, cache.of(column)),
        })
    }

    pub(super) fn of_computed(values: &'a ComputedValues<'_>) -> Self {
        match values {
            ComputedValues::Number(of) => Self::Computed(of),
            ComputedValues::Choice { names, is_ordered, of } => Self::Choice(Choice {
                names,
                is_ordered: *is_ordered,
                of,
            }),
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Numbers(_) | Self::Computed(_))
    }
}

impl<'a> Choice<'a> {
    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        self.names.get((self.of)(row)?).copied()
    }
}

/// What the values of a field stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    /// Nothing but themselves, maybe in a unit.
    Plain(Option<Unit>),
    /// Points in time.
    Time { units_a_second: f64 },
    /// Seconds since the first row.
    RelativeTime { units_a_second: f64, first: f64 },
    /// Addresses, of one family only where that is said.
    Address(Option<Family>),
    /// Protocols of IP, as names or numbers.
    Protocol,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    V4,
    V6,
}

impl Family {
    pub(crate) fn holds(self, address: IpAddr) -> bool {
        address.is_ipv4() == (self == Self::V4)
    }
}

/// What rows must also be, for a field to be there: `tcp.port` is a port of rows whose protocol is TCP.
#[derive(Clone)]
pub(crate) struct Guard<'a> {
    pub(crate) source: Source<'a>,
    /// Whatever their case.
    pub(crate) names: &'static [&'static str],
}

/// A field of a table.
#[derive(Clone)]
pub(crate) struct Field<'a> {
    pub(crate) name: String,
    /// All of them are values of it. None where no row has one: then whatever is asked of it goes, and none passes.
    pub(crate) sources: Vec<Source<'a>>,
    pub(crate) meaning: Meaning,
    pub(crate) guard: Option<Guard<'a>>,
}

impl Field<'_> {
    /// What it holds, in words.
    pub(crate) fn holds(&self) -> &'static str {
        let is_choice = self.sources.iter().any(|source| matches!(source, Source::Choice(_)));
        match self.meaning {
            Meaning::Address(_) => "an address",
            Meaning::Time { .. } => "a time",
            Meaning::RelativeTime { .. } => "a number of seconds",
            Meaning::Protocol => "a protocol",
            Meaning::Plain(_) if self.is_number() => "a number",
            Meaning::Plain(_) if is_choice => "one of a few words",
            Meaning::Plain(_) => "a text",
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    pub(crate) fn is_number(&self) -> bool {
        !self.is_empty() && self.sources.iter().all(Source::is_number)
    }
}
