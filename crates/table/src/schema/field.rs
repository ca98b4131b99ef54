//! What a schema says of its columns.

use super::{Reading, generic, normalize, set};
use crate::column::{Column, Kind, Role, Unit};

/// What a known column holds and is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A feature: a number.
    Number(Unit),
    /// A feature: a number without a unit.
    Plain,
    /// A feature: one of a few words or codes.
    Symbol,
    /// Names a row, a host, or what a host was asked for.
    Identifier,
    /// A transport port.
    Port,
    /// A point in time.
    Time,
    /// Says what the row really is, or gives it away.
    Label,
    /// Says nothing, or says again what another column says.
    Ignored,
}

/// Columns by name as the tool writes it, in its order.
pub(crate) type Fields = &'static [(&'static str, Use)];

/// The use of the column called `name`, which is normalized.
pub(super) fn find(fields: Fields, name: &str) -> Option<Use> {
    let known = fields.iter().find(|(known, _)| normalize(known) == name);
    known.map(|&(_, known)| known)
}

impl Use {
    /// How the values are read; `order` is that of a column of times.
    pub(crate) fn reading(self, order: Option<crate::read::time::TimeOrder>) -> Reading {
        match self {
            Self::Number(_) | Self::Plain => Reading::Number,
            Self::Symbol => Reading::Symbol,
            Self::Port => Reading::Port,
            Self::Identifier | Self::Label | Self::Ignored => Reading::Guess,
            Self::Time => order.map_or(Reading::Guess, |order| Reading::Time {
                order,
                is_certain: true,
            }),
        }
    }

    fn role(self) -> (Role, Option<Unit>) {
        match self {
            Self::Number(unit) => (Role::Feature, Some(unit)),
            Self::Plain | Self::Symbol => (Role::Feature, None),
            Self::Identifier => (Role::Identifier, None),
            Self::Port => (Role::Identifier, Some(Unit::Port)),
            Self::Time => (Role::Timestamp, None),
            Self::Label => (Role::Label, None),
            Self::Ignored => (Role::Ignored, None),
        }
    }
}

/// Sets the role of every column; what `use_of` does not know is guessed.
pub(super) fn assign_roles(columns: &mut [Column], use_of: fn(&str) -> Option<Use>) {
    let n_columns = columns.len();
    for (at, column) in columns.iter_mut().enumerate() {
        let (role, unit) = match use_of(&normalize(&column.name)) {
            Some(known) => known.role(),
            None => generic::guess(column, at, n_columns),
        };
        let is_empty = column.n_missing == column.data.len();
        let role = match role {
            Role::Feature if is_empty => Role::Ignored,
            // Too many different words to count them.
            Role::Feature if column.kind() == Kind::Text => Role::Identifier,
            role => role,
        };
        set(column, role, unit);
    }
}
