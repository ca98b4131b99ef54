//! Two fields held against each other.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::IpAddr;

use wiresift_table::{Category, Values};

use super::compile::mode;
use super::masked;
use super::name::cased;
use super::target::{Measure, Target};
use crate::error::MeaningErrorKind;
use crate::fields::{Meaning, Source};
use crate::selection::Selection;
use crate::token::Compare;

/// Two fields, row by row.
pub(super) struct Pair<'f> {
    left: Target<'f>,
    right: Target<'f>,
    compare: Compare,
    is_negated: bool,
    of_all: bool,
}

impl<'f> Pair<'f> {
    pub(super) fn new(left: Target<'f>, right: Target<'f>, compare: Compare) -> Result<Self, MeaningErrorKind> {
        for target in [&left, &right] {
            if target.measure == Measure::Count {
                return Err(target.refuses("a comparison with a field"));
            }
        }
        let is_known = !left.field.is_empty() && !right.field.is_empty();
        if is_known && left.is_number() != right.is_number() {
            return Err(MeaningErrorKind::Different {
                left: left.field.name,
                right: right.field.name,
            });
        }
        let (is_negated, of_all) = mode(compare);
        Ok(Self {
            left,
            right,
            compare,
            is_negated,
            of_all,
        })
    }

    /// Whether the comparison shall come out for all pairs of values, not for any.
    pub(super) fn of_all(self, of_all: bool) -> Self {
        Self { of_all, ..self }
    }

    /// Those of some rows that pass.
    pub(super) fn run(&self, within: &Selection) -> Selection {
        let mut some = Selection::none(within.n_rows());
        let mut others = some.clone();
        for &left in &self.left.field.sources {
            for &right in &self.right.field.sources {
                some = some | &self.pass(left, right, within, true);
                if self.of_all {
                    others = others | &self.pass(left, right, within, false);
                }
            }
        }
        let rows = some & &!others;
        let guards = [&self.left.field.guard, &self.right.field.guard];
        guards.into_iter().flatten().fold(rows, |rows, guard| guard.run(&rows))
    }

    /// The rows that have both values, where the comparison comes out as wanted.
    fn pass(&self, left: Source<'_>, right: Source<'_>, within: &Selection, wanted: bool) -> Selection {
        let wanted = wanted != self.is_negated;
        let passes = |order: Option<Ordering>| order.is_some_and(|order| self.holds(order) == wanted);
        if self.left.is_number() {
            let order = |row| number(&self.left, left, row).partial_cmp(&number(&self.right, right, row));
            return within.that(|row| passes(order(row)));
        }
        if let (Source::Names(left, _), Source::Names(right, _)) = (left, right) {
            let (by_left, by_right) = self.ranks(left, right);
            let rank = |ranks: &[Option<u32>], category: &Category, row: usize| -> Option<u32> {
                let code = *category.codes.get(row)?;
                *ranks.get(code as usize)?
            };
            return within.that(|row| {
                let ranks = rank(&by_left, left, row).zip(rank(&by_right, right, row));
                passes(ranks.map(|(a, b)| a.cmp(&b)))
            });
        }
        within.that(|row| {
            let left = text(&self.left, left, row).map(|text| self.key(text));
            let right = text(&self.right, right, row).map(|text| self.key(text));
            passes(left.zip(right).map(|(a, b)| a.cmp(&b)))
        })
    }

    fn key<'k>(&self, text: Cow<'k, str>) -> Key<'k> {
        let is_address = |target: &Target<'_>| matches!(target.field.meaning, Meaning::Address(_));
        let address = (is_address(&self.left) && is_address(&self.right)).then(|| text.parse());
        match address {
            Some(Ok(address)) => Key::Address(address),
            _ => Key::Text(text),
        }
    }

    /// For each word of two columns its place among the words of both; none for words that are no value.
    fn ranks(&self, left: &Category, right: &Category) -> (Vec<Option<u32>>, Vec<Option<u32>>) {
        let keys = |target: &Target<'_>, category: &Category| -> Vec<Option<Key<'static>>> {
            let names = category.names.iter();
            names
                .map(|name| Some(self.key(value(target, name)?.into_owned().into())))
                .collect()
        };
        let (left, right) = (keys(&self.left, left), keys(&self.right, right));
        let mut all: Vec<&Key<'_>> = left.iter().chain(&right).flatten().collect();
        all.sort_unstable();
        all.dedup();
        let rank = |key: &Option<Key<'_>>| u32::try_from(all.binary_search(&key.as_ref()?).ok()?).ok();
        (left.iter().map(rank).collect(), right.iter().map(rank).collect())
    }

    /// Whether an order of the two is what is asked for; `!=` is asked for by negation.
    fn holds(&self, order: Ordering) -> bool {
        match self.compare {
            Compare::Equal | Compare::AllEqual | Compare::NotEqual | Compare::AnyNotEqual => order.is_eq(),
            Compare::Less => order.is_lt(),
            Compare::LessOrEqual => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What two texts are held against each other by. 9.0.0.1 is before 10.0.0.1 as an address, and behind it as a text.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'k> {
    Address(IpAddr),
    Text(Cow<'k, str>),
}

/// NaN is missing.
fn number(target: &Target<'_>, source: Source<'_>, row: usize) -> f64 {
    let value = match source {
        Source::Numbers(Values::F32(values)) => values.get(row).map_or(f64::NAN, |&number| number.into()),
        Source::Numbers(Values::F64(values)) => values.get(row).copied().unwrap_or(f64::NAN),
        Source::Computed(of) => of(row),
        Source::Names(..) | Source::Text(..) | Source::Choice(_) => {
            return text(target, source, row).map_or(f64::NAN, |text| text.len() as f64);
        }
    };
    match target.measure {
        Measure::Bits(mask) if !value.is_nan() => masked(value, mask),
        _ => value,
    }
}

fn text<'s>(target: &Target<'_>, source: Source<'s>, row: usize) -> Option<Cow<'s, str>> {
    match source {
        Source::Names(category, _) => value(target, category.get(row)?),
        Source::Text(text, _) => value(target, Some(text.get(row)).filter(|text| !text.is_empty())?),
        Source::Choice(choice) => value(target, choice.get(row)?),
        Source::Numbers(Values::F32(values)) => written(*values.get(row)?),
        Source::Numbers(Values::F64(values)) => written(*values.get(row)?),
        Source::Computed(of) => written(of(row)),
    }
}

fn written<'s, N: ToString + Copy + Into<f64>>(number: N) -> Option<Cow<'s, str>> {
    (!number.into().is_nan()).then(|| number.to_string().into())
}

/// A text as it is looked at, if it is a value of the field.
fn value<'s>(target: &Target<'_>, text: &'s str) -> Option<Cow<'s, str>> {
    if let Meaning::Address(Some(family)) = target.field.meaning
        && !text.parse().is_ok_and(|address| family.holds(address))
    {
        return None;
    }
    Some(if target.cases.is_empty() {
        text.into()
    } else {
        cased(text, &target.cases).into()
    })
}
