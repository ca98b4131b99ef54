//! A tree and a table's fields -> the rows that pass.
//!
//! A filter is resolved once ([`Program::new`]), then every test runs over a column at a time and gives a bit a row
//! ([`Selection`]), which the logic joins 64 rows at once. The parts of an `and` are run from the cheapest on, each for the
//! rows that the others left; those of an `or` for the rows that none has taken yet. A column of words is asked once a word, not once a row, and
//! addresses are parsed once a table ([`AddressCache`](crate::AddressCache)).
//!
//! # Missing values
//! A test holds only for rows that have a value: `port != 80` leaves rows without a port out, `not port == 80` keeps them.
//!
//! # Several values
//! `ip.addr` and `tcp.port` have two. A test holds if any of them passes, `!=` and `===` only if all do, as in Wireshark
//! since version 4: `ip.addr != 10.0.0.1` is flows that 10.0.0.1 has no part in; `ip.addr !== 10.0.0.1` is flows that
//! somebody else has a part in.

mod address;
mod bound;
mod compile;
mod leaf;
mod name;
mod number;
mod pair;
mod pattern;
mod target;
mod values;

use std::net::IpAddr;

use wiresift_table::Values;

use crate::ast::Expr;
use crate::error::MeaningError;
use crate::fields::{Addresses, Choice, Fields, Guard, Source};
use crate::selection::Selection;
use compile::Compiler;
use name::NameTest;
use number::NumberSet;
use pair::Pair;

/// A filter, ready to run over a table.
pub struct Program<'f> {
    root: Node<'f>,
    n_rows: usize,
}

enum Node<'f> {
    Leaf(Leaf<'f>),
    Count(Count<'f>),
    Pair(Box<Pair<'f>>),
    Not(Box<Self>),
    And(Vec<Self>),
    Xor(Vec<Self>),
    Or(Vec<Self>),
}

/// A test of the values of a field.
struct Leaf<'f> {
    tests: Vec<Test<'f>>,
    guard: Option<Guard<'f>>,
    is_negated: bool,
    of_all: bool,
}

/// A test of how many values a row has.
struct Count<'f> {
    there: Vec<Leaf<'f>>,
    numbers: NumberSet,
    is_negated: bool,
}

/// A test of values that lie in one place.
enum Test<'f> {
    Number(Numbers<'f>, Option<u64>, NumberSet),
    Name(Source<'f>, NameTest),
    Choice(Choice<'f>, Vec<bool>),
}

#[derive(Clone, Copy)]
enum Numbers<'f> {
    Column(&'f Values),
    Computed(&'f dyn Fn(usize) -> f64),
}

impl<'f> Program<'f> {
    /// What `expr` means for a table.
    ///
    /// # Errors
    /// [`MeaningError`]: a name that is no field, a value or operator that does not go with one.
    pub fn new(expr: &Expr, fields: &'f Fields<'_>) -> Result<Self, MeaningError> {
        Ok(Self {
            root: Compiler { fields }.node(expr)?,
            n_rows: fields.n_rows(),
        })
    }

    /// The rows that pass.
    pub fn run(&self) -> Selection {
        self.root.run(&Selection::all(self.n_rows))
    }
}

impl Node<'_> {
    /// Those of some rows that pass. What is cheap has been put first (see [`Node::cost`]), and what is dear is asked only
    /// for the rows that it can still change.
    fn run(&self, within: &Selection) -> Selection {
        match self {
            Self::Leaf(leaf) => leaf.run(within),
            Self::Count(count) => count.run(within),
            Self::Pair(pair) => pair.run(within),
            Self::Not(part) => !part.run(within) & within,
            Self::And(parts) => {
                let narrow = |rows: Selection, part: &Self| if rows.is_empty() { rows } else { part.run(&rows) };
                parts.iter().fold(within.clone(), narrow)
            }
            Self::Xor(parts) => {
                let none = Selection::none(within.n_rows());
                parts.iter().fold(none, |rows, part| rows ^ &part.run(within))
            }
            Self::Or(parts) => {
                let none = Selection::none(within.n_rows());
                parts.iter().fold(none, |rows, part| {
                    let others = part.run(&(!rows.clone() & within));
                    rows | &others
                })
            }
        }
    }

    /// Roughly what it costs a row, to compare parts by.
    fn cost(&self) -> u32 {
        let sum = |parts: &[Self]| parts.iter().map(Self::cost).sum::<u32>();
        match self {
            Self::Leaf(leaf) => leaf.cost(),
            Self::Count(count) => count.there.iter().map(Leaf::cost).sum::<u32>() + 4,
            Self::Pair(_) => 8,
            Self::Not(part) => part.cost(),
            Self::And(parts) | Self::Xor(parts) | Self::Or(parts) => sum(parts),
        }
    }
}

impl Leaf<'_> {
    fn run(&self, within: &Selection) -> Selection {
        // Those that the guard lets through are the only ones that have a value.
        let guarded = self.guard.as_ref().map(|guard| guard.run(within));
        let within = guarded.as_ref().unwrap_or(within);
        // Negation is of a value's test, not of the row's: a missing value passes neither.
        let rows_with = |wanted: bool| {
            let each = self.tests.iter().map(|test| test.run(within, wanted));
            each.reduce(|joined, rows| joined | &rows)
                .unwrap_or_else(|| Selection::none(within.n_rows()))
        };
        let mut rows = rows_with(!self.is_negated);
        if self.of_all && self.tests.len() > 1 {
            rows = rows & &!rows_with(self.is_negated);
        }
        rows
    }

    fn cost(&self) -> u32 {
        self.tests.iter().map(Test::cost).sum()
    }
}

impl Guard<'_> {
    fn run(&self, within: &Selection) -> Selection {
        let names = self.names.iter().map(|&name| name.to_owned()).collect();
        Test::Name(self.source, NameTest::of_protocols(names)).run(within, true)
    }
}

impl Count<'_> {
    fn run(&self, within: &Selection) -> Selection {
        let there: Vec<Selection> = self.there.iter().map(|leaf| leaf.run(within)).collect();
        within.that(|row| {
            let count = there.iter().filter(|rows| rows.contains(row)).count();
            self.numbers.contains(count as f64) != self.is_negated
        })
    }
}

impl Test<'_> {
    /// Those of some rows that have a value which passes, or, unless `wanted`, one which does not.
    fn run(&self, within: &Selection, wanted: bool) -> Selection {
        match self {
            Self::Number(numbers, mask, set) => numbers.run(within, *mask, set, wanted),
            Self::Name(Source::Names(category, addresses), test) => {
                let addresses = parsed(*addresses, test, || category.names.iter().map(String::as_str));
                let passes = |(at, name): (usize, &String)| {
                    test.passes_as(name, &|| address(name, at, addresses)) == Some(wanted)
                };
                let by_name: Vec<bool> = category.names.iter().enumerate().map(passes).collect();
                let passes = |code: u32| by_name.get(code as usize).copied().unwrap_or(false);
                within.whose(&category.codes, passes)
            }
            Self::Name(Source::Text(text, addresses), test) => {
                let addresses = parsed(*addresses, test, || text.iter());
                within.that(|row| {
                    let value = text.get(row);
                    let passes = || test.passes_as(value, &|| address(value, row, addresses)) == Some(wanted);
                    !value.is_empty() && passes()
                })
            }
            // Protocols may be numbers, and any number may be asked for as text.
            Self::Name(Source::Numbers(Values::F32(values)), test) => {
                within.whose(values, |number| written(number, test) == Some(wanted))
            }
            Self::Name(Source::Numbers(Values::F64(values)), test) => {
                within.whose(values, |number| written(number, test) == Some(wanted))
            }
            Self::Name(Source::Computed(of), test) => within.that(|row| written(of(row), test) == Some(wanted)),
            Self::Name(Source::Choice(_), _) => Selection::none(within.n_rows()),
            Self::Choice(choice, passes) => within.that(|row| {
                let passes = (choice.of)(row).and_then(|at| passes.get(at));
                passes.is_some_and(|&passes| passes == wanted)
            }),
        }
    }

    fn cost(&self) -> u32 {
        match self {
            Self::Number(Numbers::Column(_), ..) | Self::Name(Source::Names(..), _) => 1,
            Self::Number(Numbers::Computed(_), ..) | Self::Choice(..) => 4,
            Self::Name(Source::Text(..), test) => 8 * test.cost(),
            // Numbers are written out first.
            Self::Name(_, test) => 32 * test.cost(),
        }
    }
}

/// Whether a number passes as text; `None` for NaN, which is missing.
fn written<N: ToString + Copy + Into<f64>>(number: N, test: &NameTest) -> Option<bool> {
    let is_there = !number.into().is_nan();
    is_there.then(|| test.passes(&number.to_string()))?
}

/// The addresses that some texts are, if a test asks for them, parsed at the first time.
fn parsed<'a, T: Iterator<Item = &'a str>>(
    cache: Option<&'a Addresses>,
    test: &NameTest,
    texts: impl Fn() -> T,
) -> Option<&'a [Option<IpAddr>]> {
    let cache = cache.filter(|_| test.asks_addresses())?;
    Some(cache.get_or_init(|| texts().map(|text| text.parse().ok()).collect()))
}

fn address(text: &str, at: usize, parsed: Option<&[Option<IpAddr>]>) -> Option<IpAddr> {
    match parsed {
        Some(parsed) => parsed.get(at).copied().flatten(),
        None => text.parse().ok(),
    }
}

impl Numbers<'_> {
    fn run(&self, within: &Selection, mask: Option<u64>, set: &NumberSet, wanted: bool) -> Selection {
        match (mask, set.single()) {
            (Some(mask), _) => self.select(within, |number| {
                !number.is_nan() && set.contains(masked(number, mask)) == wanted
            }),
            // NaN is neither within a range nor below nor above it.
            (None, Some((first, last))) if wanted => self.select(within, |number| first <= number && number <= last),
            (None, Some((first, last))) => self.select(within, |number| number < first || last < number),
            (None, None) => self.select(within, |number| !number.is_nan() && set.contains(number) == wanted),
        }
    }

    fn select(&self, within: &Selection, passes: impl Fn(f64) -> bool) -> Selection {
        match self {
            Self::Column(Values::F32(values)) => within.whose(values, |number| passes(number.into())),
            Self::Column(Values::F64(values)) => within.whose(values, passes),
            Self::Computed(of) => within.that(|row| passes(of(row))),
        }
    }
}

/// The bits of a whole number that are set in the mask; numbers that are negative or too large have those of 0 or of the
/// greatest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bits of a fraction are those of its whole part"
)]
fn masked(number: f64, mask: u64) -> f64 {
    (number as u64 & mask) as f64
}

#[cfg(test)]
mod tests;
