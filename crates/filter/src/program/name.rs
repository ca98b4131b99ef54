//! Tests of texts, and sets of them.

use std::net::IpAddr;

use memchr::memmem::Finder;

use super::number::NumberSet;
use super::pattern::Pattern;
use super::target::Target;
use super::values::Values;
use crate::error::MeaningErrorKind;
use crate::fields::{Family, Meaning};

/// A test of a text.
pub(super) struct NameTest {
    /// Texts that are no address of it do not count as values.
    pub(super) family: Option<Family>,
    /// Done to a text first, the first one first.
    pub(super) cases: Vec<Case>,
    pub(super) set: NameSet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
}

#[derive(Clone)]
pub(super) enum NameSet {
    Everything,
    /// Whatever their case; in a list with commas, any of it.
    Protocols(Vec<String>),
    Values(Values),
    Contains(Box<Finder<'static>>),
    Matches(Box<Pattern>),
    /// By their length in bytes.
    Length(NumberSet),
}

impl NameTest {
    /// A test of what is looked at of a field.
    pub(super) fn new(set: NameSet, target: &Target<'_>) -> Self {
        let family = match target.field.meaning {
            Meaning::Address(family) => family,
            _ => None,
        };
        Self {
            family,
            cases: target.cases.clone(),
            set,
        }
    }

    pub(super) fn of_protocols(names: Vec<String>) -> Self {
        Self {
            family: None,
            cases: Vec::new(),
            set: NameSet::Protocols(names),
        }
    }

    /// Roughly what a text costs it, compared with looking it up.
    pub(super) fn cost(&self) -> u32 {
        let cases = u32::try_from(self.cases.len()).unwrap_or(u32::MAX);
        let set = match &self.set {
            NameSet::Everything | NameSet::Length(_) => 1,
            NameSet::Values(_) | NameSet::Protocols(_) | NameSet::Contains(_) => 2,
            NameSet::Matches(_) => 4,
        };
        cases.saturating_mul(8).saturating_add(set)
    }

    /// Whether it looks at texts as addresses.
    pub(super) fn asks_addresses(&self) -> bool {
        let asks = matches!(&self.set, NameSet::Values(values) if values.has_addresses());
        self.family.is_some() || asks
    }

    /// Whether a text passes; `None` if it is no value. `address` gives the address that it is.
    pub(super) fn passes_as(&self, text: &str, address: &dyn Fn() -> Option<IpAddr>) -> Option<bool> {
        if let Some(family) = self.family
            && !address().is_some_and(|address| family.holds(address))
        {
            return None;
        }
        if self.cases.is_empty() {
            return Some(self.set.contains(text, address));
        }
        let cased = cased(text, &self.cases);
        Some(self.set.contains(&cased, &|| cased.parse().ok()))
    }

    /// Whether a text passes; `None` if it is no value.
    pub(super) fn passes(&self, text: &str) -> Option<bool> {
        self.passes_as(text, &|| text.parse().ok())
    }
}

pub(super) fn cased(text: &str, cases: &[Case]) -> String {
    cases.iter().fold(text.to_owned(), |text, case| match case {
        Case::Lower => text.to_ascii_lowercase(),
        Case::Upper => text.to_ascii_uppercase(),
    })
}

impl NameSet {
    pub(super) fn containing(part: &str) -> Self {
        Self::Contains(Box::new(Finder::new(part).into_owned()))
    }

    pub(super) fn matching(pattern: &str) -> Result<Self, MeaningErrorKind> {
        Pattern::new(pattern).map(|pattern| Self::Matches(Box::new(pattern)))
    }

    fn contains(&self, text: &str, address: &dyn Fn() -> Option<IpAddr>) -> bool {
        match self {
            Self::Everything => true,
            Self::Protocols(names) => text
                .split(',')
                .any(|text| names.iter().any(|name| name.eq_ignore_ascii_case(text.trim()))),
            Self::Values(values) => values.contains(text, address),
            Self::Contains(part) => part.find(text.as_bytes()).is_some(),
            Self::Matches(pattern) => pattern.is_in(text),
            Self::Length(lengths) => lengths.contains(text.len() as f64),
        }
    }
}
