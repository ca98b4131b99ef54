//! Texts by their value: as words, as addresses, as numbers, as hardware addresses.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use super::address::{self, AddressSet};
use super::bound::Bound;
use super::number::NumberSet;
use crate::error::{MeaningError, MeaningErrorKind};
use crate::fields::{Field, Meaning, protocol_number};
use crate::span::Span;
use crate::value::{self, Value};

/// Texts that are equal to one of several, or before or after one, as text, address or number.
#[derive(Clone, Default)]
pub(super) struct Values {
    texts: BTreeSet<String>,
    orders: Vec<Bound<String>>,
    numbers: NumberSet,
    /// Numbers are those of protocols, which have names.
    is_protocol: bool,
    addresses: AddressSet,
    macs: Vec<[u8; 6]>,
}

impl Values {
    pub(super) fn contains(&self, text: &str, address: &dyn Fn() -> Option<IpAddr>) -> bool {
        self.texts.contains(text)
            || self.orders.iter().any(|bound| is_within(text, bound))
            || !self.numbers.is_empty() && self.number(text).is_some_and(|number| self.numbers.contains(number))
            || !self.addresses.is_empty() && address().is_some_and(|address| self.addresses.contains(address))
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

    /// Whether it looks at texts as addresses.
    pub(super) fn has_addresses(&self) -> bool {
        !self.addresses.is_empty()
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
                Kind::Network(bound) => addresses.push(address::range(bound).map_err(located)?),
                Kind::Mac(mac) => values.macs.push(mac),
                Kind::Text(Bound::Equal(text)) => match protocol_number(&text.to_ascii_lowercase()) {
                    Some(number) if values.is_protocol => numbers.push(Bound::Equal(number.into())),
                    _ => drop(values.texts.insert(text)),
                },
                Kind::Text(bound) => values.orders.push(bound),
            }
        }
        values.numbers = NumberSet::of(numbers);
        values.addresses = AddressSet::of(addresses);
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
            value if matches!(value, Value::Network(_)) || is_address && matches!(value, Value::Text(_)) => {
                let network = |value: &Value| match value {
                    Value::Network(network) => Ok(*network),
                    Value::Text(text) if is_address => value::network(text).ok_or_else(|| mismatch(value)),
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
