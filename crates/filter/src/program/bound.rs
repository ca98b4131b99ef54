//! What a test wants of a value, before it is known what kind of values they are.

use crate::ast::{Element, Right};
use crate::span::{Span, Spanned};
use crate::token::Compare;
use crate::value::{self, Value};

/// Values that pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound<T> {
    Equal(T),
    Less(T),
    LessOrEqual(T),
    Greater(T),
    GreaterOrEqual(T),
    /// Both ends included.
    Between(T, T),
}

impl<T> Bound<T> {
    pub(super) fn try_map<U, E>(&self, mut map: impl FnMut(&T) -> Result<U, E>) -> Result<Bound<U>, E> {
        Ok(match self {
            Self::Equal(value) => Bound::Equal(map(value)?),
            Self::Less(value) => Bound::Less(map(value)?),
            Self::LessOrEqual(value) => Bound::LessOrEqual(map(value)?),
            Self::Greater(value) => Bound::Greater(map(value)?),
            Self::GreaterOrEqual(value) => Bound::GreaterOrEqual(map(value)?),
            Self::Between(first, last) => Bound::Between(map(first)?, map(last)?),
        })
    }

    /// The value, of a range the first.
    pub(super) fn value(&self) -> &T {
        match self {
            Self::Equal(value)
            | Self::Less(value)
            | Self::LessOrEqual(value)
            | Self::Greater(value)
            | Self::GreaterOrEqual(value)
            | Self::Between(value, _) => value,
        }
    }

    /// The operator, as it is written.
    pub(super) fn sign(&self) -> &'static str {
        match self {
            Self::Equal(_) => "==",
            Self::Less(_) => "<",
            Self::LessOrEqual(_) => "<=",
            Self::Greater(_) => ">",
            Self::GreaterOrEqual(_) => ">=",
            Self::Between(..) => "a range",
        }
    }
}

/// What a test wants: values in any bound, or in none.
pub(super) struct Wanted {
    pub(super) bounds: Vec<(Bound<Value>, Span)>,
    pub(super) is_negated: bool,
    /// Of each of a row's values, not of any.
    pub(super) of_all: bool,
}

impl Wanted {
    /// What a comparison with a value wants.
    pub(super) fn compare(compare: Compare, value: Value, span: Span) -> Self {
        let bound = match compare {
            Compare::Equal | Compare::AllEqual | Compare::NotEqual | Compare::AnyNotEqual => Bound::Equal(value),
            Compare::Less => Bound::Less(value),
            Compare::LessOrEqual => Bound::LessOrEqual(value),
            Compare::Greater => Bound::Greater(value),
            Compare::GreaterOrEqual => Bound::GreaterOrEqual(value),
        };
        Self {
            bounds: vec![(bound, span)],
            is_negated: is_negated(compare),
            of_all: is_of_all(compare),
        }
    }

    /// Addresses of any of some networks.
    pub(super) fn networks(networks: &[&str], span: Span) -> Self {
        let networks = networks.iter().filter_map(|network| value::network(network));
        Self {
            bounds: networks
                .map(|network| (Bound::Equal(Value::Network(network)), span))
                .collect(),
            is_negated: false,
            of_all: false,
        }
    }

    /// What membership of a set wants.
    pub(super) fn member(set: &[Spanned<Element>]) -> Self {
        let bound = |element: &Spanned<Element>| {
            let bound = match &element.value {
                Element::One(value) => Bound::Equal(value.clone()),
                Element::Range(first, last) => Bound::Between(first.clone(), last.clone()),
            };
            (bound, element.span)
        };
        Self {
            bounds: set.iter().map(bound).collect(),
            is_negated: false,
            of_all: false,
        }
    }
}

pub(super) fn is_negated(compare: Compare) -> bool {
    matches!(compare, Compare::NotEqual | Compare::AnyNotEqual)
}

/// Wireshark's defaults since version 4: `!=` is of all, everything else of any.
pub(super) fn is_of_all(compare: Compare) -> bool {
    matches!(compare, Compare::NotEqual | Compare::AllEqual)
}

/// `5 < x` is `x > 5`.
pub(super) fn flipped(compare: Compare) -> Compare {
    match compare {
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
        same => same,
    }
}

/// The operator of a test, as it is written.
pub(super) fn operator(right: &Right) -> &'static str {
    match right {
        Right::Compare(compare, _) => compare.value.sign(),
        Right::In(_) => "in",
        Right::Contains(_) => "contains",
        Right::Matches(_) => "matches",
    }
}
