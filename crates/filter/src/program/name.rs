//! Sets of texts: of words, of addresses, of numbers among them, of what matches a pattern.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};

use super::bound::Bound;
use super::number::NumberSet;
use super::target::Target;
use crate::error::{MeaningError, MeaningErrorKind};
use crate::fields::{Family, Field, Meaning, protocol_number};
use crate::span::Span;
use crate::value::{self, Value};

/// Most memory that a compiled pattern, and its cache, may take.
const MAX_REGEX_BYTES: usize = 1 << 20;
/// Deepest nesting of a pattern.
const MAX_REGEX_DEPTH: u32 = 50;

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
    Matches(Box<Regex>),
    /// By their length in bytes.
    Length(NumberSet),
}

/// Texts that are equal to one of several, or before or after one, as text, address or number.
#[derive(Clone, Default)]
pub(super) struct Values {
    texts: BTreeSet<String>,
    orders: Vec<Bound<String>>,
    numbers: NumberSet,
    /// Numbers are those of protocols, which have names.
    is_protocol: bool,
    /// Ascending and apart, both ends included.
    addresses: Vec<(IpAddr, IpAddr)>,
    macs: Vec<[u8; 6]>,
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

    /// Whether it looks at texts as addresses.
    pub(super) fn asks_addresses(&self) -> bool {
        let asks = matches!(&self.set, NameSet::Values(values) if !values.addresses.is_empty());
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
        Case::Lower => text.to_lowercase(),
        Case::Upper => text.to_uppercase(),
    })
}

impl NameSet {
    pub(super) fn containing(part: &str) -> Self {
        Self::Contains(Box::new(Finder::new(part).into_owned()))
    }

    pub(super) fn matching(pattern: &str) -> Result<Self, MeaningErrorKind> {
        let regex = RegexBuilder::new(pattern)
            .case_insensitive(true)
            .unicode(false)
            .nest_limit(MAX_REGEX_DEPTH)
            .size_limit(MAX_REGEX_BYTES)
            .dfa_size_limit(MAX_REGEX_BYTES)
            .build();
        // The crate's message draws the pattern and points into it; what it says is on the last line.
        let said = |error: regex::Error| {
            let text = error.to_string();
            let line = text.lines().last().unwrap_or_default();
            line.strip_prefix("error: ").unwrap_or(line).to_owned()
        };
        let regex = regex.map_err(|error| MeaningErrorKind::Regex(said(error)))?;
        Ok(Self::Matches(Box::new(regex)))
    }

    fn contains(&self, text: &str, address: &dyn Fn() -> Option<IpAddr>) -> bool {
        match self {
            Self::Everything => true,
            Self::Protocols(names) => text
                .split(',')
                .any(|text| names.iter().any(|name| name.eq_ignore_ascii_case(text.trim()))),
            Self::Values(values) => values.contains(text, address),
            Self::Contains(part) => part.find(text.as_bytes()).is_some(),
            Self::Matches(regex) => regex.is_match(text.as_bytes()),
            Self::Length(lengths) => lengths.contains(text.len() as f64),
        }
    }
}

impl Values {
    fn contains(&self, text: &str, address: &dyn Fn() -> Option<IpAddr>) -> bool {
        self.texts.contains(text)
            || self.orders.iter().any(|bound| is_within(text, bound))
            || !self.numbers.is_empty() && self.number(text).is_some_and(|number| self.numbers.contains(number))
            || !self.addresses.is_empty() && address().is_some_and(|address| self.holds(address))
            || !self.macs.is_empty() && value::mac(text).is_some_and(|mac| self.macs.contains(&mac))
    }

    fn number(&self, text: &str) -> Option<f64> {
        if self.is_protocol
            && let Some(number) = protocol_number(&text.to_ascii_lowercase())
        {
            return Some(number.into());
        }
        match Value::bare(text) {
            Ok(Some(Value::Number(quantity))) if quantity.unit.is_none() => Some(quantity.number),
            _ => None,
        }
    }

    fn holds(&self, address: IpAddr) -> bool {
        let after = self.addresses.partition_point(|(first, _)| *first <= address);
        let before = after.checked_sub(1).and_then(|at| self.addresses.get(at));
        before.is_some_and(|(_, last)| address <= *last)
    }

    /// The texts of a field that bounds hold.
    pub(super) fn of(bounds: &[(Bound<Value>, Span)], field: &Field<'_>) -> Result<Self, MeaningError> {
        let mut values = Self {
            is_protocol: field.meaning == Meaning::Protocol,
            ..Self::default()
        };
        let mut numbers = Vec::new();
        let mut addresses = Vec::new();
        for (bound, span) in bounds {
            let located = |kind| MeaningError { kind, span: *span };
            match Kind::of(bound, field).map_err(located)? {
                Kind::Number(bound) => numbers.push(bound),
                Kind::Network(bound) => addresses.push(addresses_of(bound).map_err(located)?),
                Kind::Mac(mac) => values.macs.push(mac),
                Kind::Text(Bound::Equal(text)) => match protocol_number(&text.to_lowercase()) {
                    Some(number) if values.is_protocol => numbers.push(Bound::Equal(number.into())),
                    _ => drop(values.texts.insert(text)),
                },
                Kind::Text(bound) => values.orders.push(bound),
            }
        }
        values.numbers = NumberSet::of(numbers);
        values.addresses = apart(addresses);
        Ok(values)
    }
}

/// A bound of texts, by what it compares them as.
enum Kind {
    Number(Bound<f64>),
    Network(Bound<IpNet>),
    Mac([u8; 6]),
    Text(Bound<String>),
}

impl Kind {
    fn of(bound: &Bound<Value>, field: &Field<'_>) -> Result<Self, MeaningErrorKind> {
        let is_address = matches!(field.meaning, Meaning::Address(_));
        let mismatch = |value: &Value| MeaningErrorKind::Mismatch {
            field: field.name.clone(),
            holds: field.holds(),
            value: value.to_string(),
        };
        match bound.value() {
            Value::Number(_) if !is_address => {
                let number = |value: &Value| match value {
                    Value::Number(quantity) if quantity.unit.is_none() => Ok(quantity.number),
                    other => Err(mismatch(other)),
                };
                let bound = bound.try_map(number)?;
                ordered(&bound).map(|()| Self::Number(bound))
            }
            Value::Network(_) | Value::Text(_) if is_address => {
                let network = |value: &Value| match value {
                    Value::Network(network) => Ok(*network),
                    Value::Text(text) => value::network(text).ok_or_else(|| mismatch(value)),
                    other => Err(mismatch(other)),
                };
                Ok(Self::Network(bound.try_map(network)?))
            }
            Value::Network(_) => {
                let network = |value: &Value| match value {
                    Value::Network(network) => Ok(*network),
                    other => Err(mismatch(other)),
                };
                Ok(Self::Network(bound.try_map(network)?))
            }
            Value::Mac(mac) if matches!(bound, Bound::Equal(_)) => Ok(Self::Mac(*mac)),
            Value::Text(_) => {
                let text = |value: &Value| match value {
                    Value::Text(text) => Ok(text.clone()),
                    other => Err(mismatch(other)),
                };
                let bound = bound.try_map(text)?;
                ordered(&bound).map(|()| Self::Text(bound))
            }
            other => Err(mismatch(other)),
        }
    }
}

fn ordered<T: PartialOrd>(bound: &Bound<T>) -> Result<(), MeaningErrorKind> {
    match bound {
        Bound::Between(first, last) if first > last => Err(MeaningErrorKind::Range),
        _ => Ok(()),
    }
}

fn is_within(text: &str, bound: &Bound<String>) -> bool {
    match bound {
        Bound::Equal(other) => text == other,
        Bound::Less(other) => text < other.as_str(),
        Bound::LessOrEqual(other) => text <= other.as_str(),
        Bound::Greater(other) => text > other.as_str(),
        Bound::GreaterOrEqual(other) => text >= other.as_str(),
        Bound::Between(first, last) => (first.as_str()..=last.as_str()).contains(&text),
    }
}

/// The first and the last address. Before and after an address are only those of its family.
fn addresses_of(bound: Bound<IpNet>) -> Result<(IpAddr, IpAddr), MeaningErrorKind> {
    let (least, greatest): (IpAddr, IpAddr) = match bound.value() {
        IpNet::V4(_) => (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::BROADCAST.into()),
        IpNet::V6(_) => (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::from(u128::MAX).into()),
    };
    let (first, last) = match bound {
        Bound::Equal(net) => (net.network(), net.broadcast()),
        Bound::LessOrEqual(net) => (least, net.broadcast()),
        Bound::GreaterOrEqual(net) => (net.network(), greatest),
        Bound::Less(net) => (least, moved(net.network(), -1).unwrap_or(greatest)),
        Bound::Greater(net) => (moved(net.broadcast(), 1).unwrap_or(greatest), greatest),
        Bound::Between(first, last) => (first.network(), last.broadcast()),
    };
    // Nothing is before the least address, nor after the greatest.
    let is_none = match bound {
        Bound::Less(net) => net.network() == least,
        Bound::Greater(net) => net.broadcast() == greatest,
        _ => false,
    };
    let is_range = first.is_ipv4() == last.is_ipv4() && first <= last;
    match (is_none, is_range) {
        (true, _) => Ok((greatest, least)),
        (false, true) => Ok((first, last)),
        (false, false) => Err(MeaningErrorKind::Range),
    }
}

/// The address after or before, in the same family.
fn moved(address: IpAddr, by: i8) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => Some(Ipv4Addr::from(u32::from(address).checked_add_signed(by.into())?).into()),
        IpAddr::V6(address) => Some(Ipv6Addr::from(u128::from(address).checked_add_signed(by.into())?).into()),
    }
}

fn apart(mut ranges: Vec<(IpAddr, IpAddr)>) -> Vec<(IpAddr, IpAddr)> {
    ranges.retain(|(first, last)| first <= last);
    ranges.sort_unstable();
    let mut apart: Vec<(IpAddr, IpAddr)> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match apart.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            _ => apart.push((first, last)),
        }
    }
    apart
}
