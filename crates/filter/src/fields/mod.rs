//! What a filter can ask of a table: its columns, what the caller knows of its rows, and names of Wireshark's.
//!
//! A name is looked for among the caller's fields ([`Computed`]), then the columns, then [`alias`], then `row` and
//! `label`, then the protocols. In backticks it is a column.

mod alias;
mod protocol;
mod source;

use wiresift_table::{ColumnData, Role, Schema, Table, Unit};

use crate::ast::Name;
use crate::error::MeaningErrorKind;
use alias::{ALIASES, Alias, Columns, LEFT_OUT, Only, View, folded};
pub(crate) use protocol::{Protocol, number as protocol_number};
pub use source::{AddressCache, Computed, ComputedValues};
pub(crate) use source::{Addresses, Choice, Family, Field, Guard, Meaning, Source};

/// Names suggested for one that there is not.
const MAX_SUGGESTIONS: usize = 3;

/// The fields of a table.
pub struct Fields<'a> {
    table: &'a Table,
    cache: &'a AddressCache,
    computed: Vec<Computed<'a>>,
    /// The columns' names, folded.
    folded: Vec<String>,
}

/// What a name means.
pub(crate) enum Resolved<'a> {
    Field(Field<'a>),
    Protocol(Protocol<'a>),
}

/// A field that a filter may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// As it is written in a filter.
    pub name: String,
    /// What it is, in words; of a column its unit, where that is known.
    pub about: String,
}

impl<'a> Fields<'a> {
    /// The fields of `table`, and of the caller. `cache` is of this table.
    pub fn new(table: &'a Table, cache: &'a AddressCache, computed: Vec<Computed<'a>>) -> Self {
        Self {
            table,
            cache,
            computed,
            folded: table.columns.iter().map(|column| folded(&column.name)).collect(),
        }
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.table.n_rows()
    }

    /// What a name means.
    pub(crate) fn resolve(&self, name: &Name) -> Result<Resolved<'_>, MeaningErrorKind> {
        let column = || self.column(self.table.column_index(&name.text)?, &name.text);
        let found = if name.is_quoted {
            column()
        } else {
            let own = || self.computed(&name.text).or_else(column);
            own()
                .or_else(|| self.alias(&name.text))
                .or_else(|| self.special(&name.text))
        };
        let protocol = || Some(self.protocol(&name.text)?).filter(|_| !name.is_quoted);
        let resolved = found
            .map(Resolved::Field)
            .or_else(|| Some(Resolved::Protocol(protocol()?)));
        resolved.ok_or_else(|| self.unknown(name))
    }

    fn computed(&self, name: &str) -> Option<Field<'_>> {
        let computed = self.computed.iter().find(|computed| computed.name == name)?;
        let source = Source::of_computed(&computed.values);
        Some(field(name, vec![source], Meaning::Plain(None)))
    }

    fn column(&self, column: usize, name: &str) -> Option<Field<'_>> {
        self.table.columns.get(column)?;
        let source = self.source(column);
        Some(field(name, source.into_iter().collect(), self.meaning(column)))
    }

    /// Where the values of a column lie; `None` if it has none, and so no kind of value, either.
    fn source(&self, column: usize) -> Option<Source<'_>> {
        let found = self.table.columns.get(column)?;
        let is_empty = found.n_missing + found.n_infinite == found.data.len();
        Source::of_column(self.table, self.cache, column).filter(|_| !is_empty)
    }

    fn meaning(&self, column: usize) -> Meaning {
        let is_host = |names: Columns| {
            let name = self.folded.get(column);
            name.is_some_and(|name| names.contains(&name.as_str()))
        };
        let unit = self.table.columns.get(column).and_then(|column| column.unit);
        match self.units_a_second(column) {
            Some(units_a_second) => Meaning::Time { units_a_second },
            None if is_host(alias::ORIGINATOR) || is_host(alias::RESPONDER) => Meaning::Address(None),
            None => Meaning::Plain(unit),
        }
    }

    /// For a column of times. They are written in s, ms, µs or ns; today they have 10, 13, 16 or 19 digits.
    fn units_a_second(&self, column: usize) -> Option<f64> {
        let column = self.table.columns.get(column)?;
        let ColumnData::Number(numbers) = &column.data else {
            return None;
        };
        if column.role != Role::Timestamp {
            return None;
        }
        let some = (0..numbers.len())
            .map(|row| numbers.get(row))
            .find(|time| time.is_finite());
        let magnitude = some.unwrap_or_default().abs();
        Some(
            [1e17, 1e14, 1e11]
                .into_iter()
                .zip([1e9, 1e6, 1e3])
                .find(|(least, _)| magnitude >= *least)
                .map_or(1.0, |(_, units)| units),
        )
    }

    fn alias(&self, name: &str) -> Option<Field<'_>> {
        let mut named = ALIASES.iter().filter(|alias| alias.name == name);
        named.find_map(|alias| self.of_alias(alias))
    }

    fn of_alias(&self, alias: &Alias) -> Option<Field<'_>> {
        let meaning = match alias.view {
            View::Plain => Meaning::Plain(None),
            View::Address(family) => Meaning::Address(family),
            View::Protocol => Meaning::Protocol,
            View::Time | View::RelativeTime => return self.time(alias),
        };
        let columns: Vec<usize> = alias.columns.iter().filter_map(|columns| self.find(columns)).collect();
        if columns.is_empty() && !self.is_capture() {
            return None;
        }
        let sources = columns.into_iter().filter_map(|column| self.source(column));
        let field = field(alias.name, sources.collect(), meaning);
        match alias.only {
            Only::All => Some(field),
            Only::Protocol(names) => self.guarded(field, alias::PROTOCOL, names),
            Only::Service(names) => self.guarded(field, alias::SERVICE, names),
        }
    }

    /// Nothing where the column that says which rows have it says nothing.
    fn guarded<'s>(&'s self, field: Field<'s>, columns: Columns, names: &'static [&'static str]) -> Option<Field<'s>> {
        let guard = self.source(self.find(columns)?).map(|source| Guard { source, names });
        Some(match guard {
            Some(guard) => Field {
                guard: Some(guard),
                ..field
            },
            None => Field {
                sources: Vec::new(),
                ..field
            },
        })
    }

    /// Whether columns that would be empty were left out: then they are not unknown.
    fn is_capture(&self) -> bool {
        self.table.schema == Schema::Flows
    }

    /// The first column of times, as the timeline takes it.
    fn time(&self, alias: &Alias) -> Option<Field<'_>> {
        let is_time = |&column: &usize| self.units_a_second(column).is_some();
        let column = (0..self.table.columns.len()).find(is_time)?;
        let units_a_second = self.units_a_second(column)?;
        let source = self.source(column)?;
        let ColumnData::Number(numbers) = &self.table.columns.get(column)?.data else {
            return None;
        };
        let meaning = if alias.view == View::RelativeTime {
            let first = (0..numbers.len())
                .map(|row| numbers.get(row))
                .fold(f64::INFINITY, f64::min);
            Meaning::RelativeTime { units_a_second, first }
        } else {
            Meaning::Time { units_a_second }
        };
        Some(field(alias.name, vec![source], meaning))
    }

    fn special(&self, name: &str) -> Option<Field<'_>> {
        const ROW: &dyn Fn(usize) -> f64 = &|row| row as f64;
        match name {
            "row" => Some(field(name, vec![Source::Computed(ROW)], Meaning::Plain(None))),
            "label" => self.column(self.table.label_column()?, name),
            _ if self.is_capture() && LEFT_OUT.contains(&name) => Some(field(name, Vec::new(), Meaning::Plain(None))),
            _ => None,
        }
    }

    /// The column that has one of some names, the first name first.
    fn find(&self, names: Columns) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.folded.iter().position(|folded| folded == name))
    }

    fn unknown(&self, name: &Name) -> MeaningErrorKind {
        if !name.is_quoted && ALIASES.iter().any(|alias| alias.name == name.text) {
            return MeaningErrorKind::NoColumn {
                name: name.text.clone(),
            };
        }
        let lower = name.text.to_ascii_lowercase();
        let distance = |other: &str| strsim::damerau_levenshtein(&lower, &other.to_ascii_lowercase());
        let mut near: Vec<(usize, String)> = self.names().map(|info| (distance(&info.name), info.name)).collect();
        near.retain(|(distance, _)| *distance <= lower.chars().count() / 3 + 1);
        wiresift_order::sort(&mut near);
        near.dedup();
        let is_same = near.first().is_some_and(|(distance, _)| *distance == 0);
        near.truncate(if is_same { 1 } else { MAX_SUGGESTIONS });
        MeaningErrorKind::UnknownField {
            name: name.to_string(),
            suggestions: near.into_iter().map(|(_, name)| name).collect(),
        }
    }

    /// Every field of the table: the caller's, the columns, and what else the columns tell.
    pub fn names(&self) -> impl Iterator<Item = FieldInfo> {
        let computed = self.computed.iter().map(|computed| info(computed.name, computed.about));
        let columns = self.table.columns.iter().map(|column| {
            let about = column.unit.as_ref().map(Unit::to_string).unwrap_or_default();
            info(&column.name, &about)
        });
        let told = ALIASES.iter().filter(|alias| self.of_alias(alias).is_some());
        let aliases = told.map(|alias| info(alias.name, alias.about));
        let special = [
            ("row", "the place in the table, from 0"),
            ("label", "what the row really is"),
        ];
        let special = special.into_iter().filter(|(name, _)| self.special(name).is_some());
        let special = special.map(|(name, about)| info(name, about));
        computed.chain(columns).chain(special).chain(aliases)
    }
}

fn info(name: &str, about: &str) -> FieldInfo {
    let name = Name {
        text: name.to_owned(),
        is_quoted: false,
    };
    FieldInfo {
        name: name.to_string(),
        about: about.to_owned(),
    }
}

fn field<'a>(name: &str, sources: Vec<Source<'a>>, meaning: Meaning) -> Field<'a> {
    Field {
        name: name.to_owned(),
        sources,
        meaning,
        guard: None,
    }
}

/// Names that callers give to what they know of rows.
const COMPUTED: &[&str] = &[
    "score",
    "rank",
    "votes",
    "confidence",
    "severity",
    "mark",
    "incident",
    "family",
    "risk",
    "truth",
];

/// Whether a name may mean something else than the column of that name.
pub(crate) fn is_taken(name: &str) -> bool {
    COMPUTED.contains(&name) || ALIASES.iter().any(|alias| alias.name == name) || protocol::is_known(name)
}
