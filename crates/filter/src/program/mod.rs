//! A tree and a table's fields -> the rows that pass.
//!
//! A filter is resolved once ([`Program::new`]), then every test runs over a column at a time and gives a bit a row
//! ([`Selection`]), which the logic joins 64 rows at once. A column of words is asked once a word, not once a row, and
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
        self.root.run(self.n_rows)
    }
}

impl Node<'_> {
    fn run(&self, n_rows: usize) -> Selection {
        let join = |parts: &[Self], start: Selection, join: fn(Selection, &Selection) -> Selection| {
            parts.iter().fold(start, |joined, part| join(joined, &part.run(n_rows)))
        };
        match self {
            Self::Leaf(leaf) => leaf.run(n_rows),
            Self::Count(count) => count.run(n_rows),
            Self::Pair(pair) => pair.run(n_rows),
            Self::Not(part) => !part.run(n_rows),
            Self::And(parts) => join(parts, Selection::all(n_rows), |a, b| a & b),
            Self::Xor(parts) => join(parts, Selection::none(n_rows), |a, b| a ^ b),
            Self::Or(parts) => join(parts, Selection::none(n_rows), |a, b| a | b),
        }
    }
}

impl Leaf<'_> {
    fn run(&self, n_rows: usize) -> Selection {
        // Negation is of a value's test, not of the row's: a missing value passes neither.
        let rows_with = |wanted: bool| {
            let each = self.tests.iter().map(|test| test.run(n_rows, wanted));
            each.reduce(|joined, rows| joined | &rows)
                .unwrap_or_else(|| Selection::none(n_rows))
        };
        let mut rows = rows_with(!self.is_negated);
        if self.of_all && self.tests.len() > 1 {
            rows = rows & &!rows_with(self.is_negated);
        }
        match &self.guard {
            Some(guard) => rows & &guard.run(n_rows),
            None => rows,
        }
    }
}

impl Guard<'_> {
    fn run(&self, n_rows: usize) -> Selection {
        let names = self.names.iter().map(|&name| name.to_owned()).collect();
        Test::Name(self.source, NameTest::of_protocols(names)).run(n_rows, true)
    }
}

impl Count<'_> {
    fn run(&self, n_rows: usize) -> Selection {
        let there: Vec<Selection> = self.there.iter().map(|leaf| leaf.run(n_rows)).collect();
        Selection::of_rows(n_rows, |row| {
            let count = there.iter().filter(|rows| rows.contains(row)).count();
            self.numbers.contains(count as f64) != self.is_negated
        })
    }
}

impl Test<'_> {
    /// The rows that have a value which passes, or, unless `wanted`, one which does not.
    fn run(&self, n_rows: usize, wanted: bool) -> Selection {
        match self {
            Self::Number(numbers, mask, set) => numbers.run(n_rows, *mask, set, wanted),
            Self::Name(Source::Names(category, addresses), test) => {
                let addresses = parsed(*addresses, test, || category.names.iter().map(String::as_str));
                let passes = |(at, name): (usize, &String)| {
                    test.passes_as(name, &|| address(name, at, addresses)) == Some(wanted)
                };
                let by_name: Vec<bool> = category.names.iter().enumerate().map(passes).collect();
                let passes = |code: u32| by_name.get(code as usize).copied().unwrap_or(false);
                Selection::of_values(&category.codes, n_rows, passes)
            }
            Self::Name(Source::Text(text, addresses), test) => {
                let addresses = parsed(*addresses, test, || text.iter());
                Selection::of_rows(n_rows, |row| {
                    let value = text.get(row);
                    let passes = || test.passes_as(value, &|| address(value, row, addresses)) == Some(wanted);
                    !value.is_empty() && passes()
                })
            }
            // Protocols may be numbers, and any number may be asked for as text.
            Self::Name(Source::Numbers(Values::F32(values)), test) => {
                Selection::of_values(values, n_rows, |number| written(number, test) == Some(wanted))
            }
            Self::Name(Source::Numbers(Values::F64(values)), test) => {
                Selection::of_values(values, n_rows, |number| written(number, test) == Some(wanted))
            }
            Self::Name(Source::Computed(of), test) => {
                Selection::of_rows(n_rows, |row| written(of(row), test) == Some(wanted))
            }
            Self::Name(Source::Choice(_), _) => Selection::none(n_rows),
            Self::Choice(choice, passes) => Selection::of_rows(n_rows, |row| {
                let passes = (choice.of)(row).and_then(|at| passes.get(at));
                passes.is_some_and(|&passes| passes == wanted)
            }),
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
    fn run(&self, n_rows: usize, mask: Option<u64>, set: &NumberSet, wanted: bool) -> Selection {
        match (mask, set.single()) {
            (Some(mask), _) => self.select(n_rows, |number| {
                !number.is_nan() && set.contains(masked(number, mask)) == wanted
            }),
            // NaN is neither within a range nor below nor above it.
            (None, Some((first, last))) if wanted => self.select(n_rows, |number| first <= number && number <= last),
            (None, Some((first, last))) => self.select(n_rows, |number| number < first || last < number),
            (None, None) => self.select(n_rows, |number| !number.is_nan() && set.contains(number) == wanted),
        }
    }

    fn select(&self, n_rows: usize, passes: impl Fn(f64) -> bool) -> Selection {
        match self {
            Self::Column(Values::F32(values)) => Selection::of_values(values, n_rows, |number| passes(number.into())),
            Self::Column(Values::F64(values)) => Selection::of_values(values, n_rows, passes),
            Self::Computed(of) => Selection::of_rows(n_rows, |row| passes(of(row))),
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
