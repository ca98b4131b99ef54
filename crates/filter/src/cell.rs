//! "Include", "exclude" and "only" from a cell of a table.

use std::net::IpAddr;

use ipnet::IpNet;
use wiresift_table::Cell;

use crate::ast::{Expr, Name, Operand, Right, Test};
use crate::error::SyntaxError;
use crate::parse::parse;
use crate::span::{Span, Spanned};
use crate::token::Compare;
use crate::value::{Quantity, Value};

/// What a cell does to the filter that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refine {
    /// Rows that pass already and have the value.
    Include,
    /// Rows that pass already and do not have it.
    Exclude,
    /// Rows that have it, whatever passed before.
    Only,
    /// Rows that pass already, and those that have it, too.
    Add,
}

/// The filter after a click on a cell of the column `column`, as text.
///
/// The column is named so that it is this column, and the value quoted so that it is this value. A missing value is
/// one, too: including it asks for rows without any.
///
/// # Errors
/// [`SyntaxError`] if `filter` is none, unless it is replaced.
pub fn refine(filter: &str, refine: Refine, column: &str, cell: &Cell<'_>) -> Result<String, SyntaxError> {
    let clicked = expression(column, cell);
    let before = match refine {
        Refine::Only => Expr::And(Vec::new()),
        Refine::Include | Refine::Exclude | Refine::Add => parse(filter)?,
    };
    let is_empty = before == Expr::And(Vec::new());
    let after = match refine {
        Refine::Include | Refine::Only => and(before, clicked),
        Refine::Exclude => and(before, not(clicked)),
        // Every row passes already.
        Refine::Add if is_empty => clicked,
        Refine::Add => or(before, clicked),
    };
    Ok(after.to_string())
}

/// The filter for rows that pass `filter` and `part`, as text. An empty `filter` passes every row.
///
/// # Errors
/// [`SyntaxError`] if one of them is none.
pub fn narrow(filter: &str, part: &str) -> Result<String, SyntaxError> {
    let parts = match parse(part)? {
        Expr::And(parts) => parts,
        one => vec![one],
    };
    Ok(parts.into_iter().fold(parse(filter)?, and).to_string())
}

/// Rows that have what the cell has.
fn expression(column: &str, cell: &Cell<'_>) -> Expr {
    let nowhere = Span::new(0, 0);
    let left = Spanned::new(Operand::Name(name(column)), nowhere);
    let value = match cell {
        Cell::Missing => return not(Expr::Exists(left)),
        Cell::Number { value, .. } if !value.is_finite() => return not(Expr::Exists(left)),
        Cell::Number { value, text } => Value::Number(Quantity {
            number: number(*value, text),
            unit: None,
        }),
        Cell::Text(text) => address(text).unwrap_or_else(|| Value::Text((*text).to_owned())),
    };
    let right = Spanned::new(Operand::Value(value), nowhere);
    Expr::Test(Test {
        quantifier: None,
        left,
        right: Right::Compare(Spanned::new(Compare::Equal, nowhere), right),
    })
}

/// The name of a column, so that it means this column.
fn name(column: &str) -> Name {
    Name {
        text: column.to_owned(),
        // In backticks it could not be the name of anything else; they are left out where they change nothing.
        is_quoted: crate::fields::is_taken(column),
    }
}

/// The name of a column as it is written in a filter.
pub fn column_name(column: &str) -> String {
    name(column).to_string()
}

/// A number as it is shown, if that is the number that is stored: in single precision 0.1 is 0.10000000149011612.
#[expect(clippy::cast_possible_truncation, reason = "to compare as f32")]
fn number(value: f64, text: &str) -> f64 {
    let is_single = |number: f64| f64::from(number as f32).total_cmp(&value).is_eq();
    match Value::bare(text) {
        Ok(Some(Value::Number(Quantity { number, unit: None }))) if is_single(number) => number,
        _ => value,
    }
}

/// An address that is written as it would be here, and so means the same without quotes.
pub(crate) fn address(text: &str) -> Option<Value> {
    let address: IpAddr = text.parse().ok()?;
    (address.to_string() == text).then(|| Value::Network(IpNet::from(address)))
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

/// What is there already is not said again.
fn and(before: Expr, clicked: Expr) -> Expr {
    let mut parts = match before {
        Expr::And(parts) => parts,
        one => vec![one],
    };
    if !parts.contains(&clicked) {
        parts.push(clicked);
    }
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        Expr::And(parts)
    }
}

fn or(before: Expr, clicked: Expr) -> Expr {
    let mut parts = match before {
        Expr::Or(parts) => parts,
        one => vec![one],
    };
    if !parts.contains(&clicked) {
        parts.push(clicked);
    }
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        Expr::Or(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filter: &str, how: Refine, column: &str, cell: &Cell<'_>, expected: &str) {
        let refined = refine(filter, how, column, cell).unwrap();
        assert_eq!(refined, expected);
        assert_eq!(parse(&refined).unwrap().to_string(), refined, "{refined} reads back");
    }

    #[test]
    fn a_part_narrows_the_filter_that_is_there() {
        for (filter, part, expected) in [
            ("", "votes >= 3", "votes >= 3"),
            ("votes >= 3", "votes >= 3", "votes >= 3"),
            ("votes >= 3", "score > 0.9 and votes >= 3", "votes >= 3 and score > 0.9"),
            (
                "a == 1 or b == 2",
                "c == 3 or d == 4",
                "(a == 1 or b == 2) and (c == 3 or d == 4)",
            ),
            ("a == 1", "", "a == 1"),
            ("", "", ""),
        ] {
            let narrowed = narrow(filter, part).unwrap();
            assert_eq!(narrowed, expected);
            assert_eq!(parse(&narrowed).unwrap().to_string(), narrowed, "{narrowed} reads back");
        }
        assert!(narrow("a ==", "b == 1").is_err() && narrow("b == 1", "a ==").is_err());
    }

    const TEXT: Cell<'_> = Cell::Text("tcp");

    fn number(value: f64) -> Cell<'static> {
        Cell::Number { value, text: "".into() }
    }

    #[test]
    fn a_cell_joins_the_filter_that_is_there() {
        use Refine::{Add, Exclude, Include, Only};
        check("", Include, "service", &TEXT, "service == \"tcp\"");
        check("", Exclude, "service", &TEXT, "not service == \"tcp\"");
        check("", Add, "service", &TEXT, "service == \"tcp\"");
        check("a or b", Include, "service", &TEXT, "(a or b) and service == \"tcp\"");
        check(
            "a or b",
            Exclude,
            "service",
            &TEXT,
            "(a or b) and not service == \"tcp\"",
        );
        check("a or b", Add, "service", &TEXT, "a or b or service == \"tcp\"");
        check("a and b", Include, "service", &TEXT, "a and b and service == \"tcp\"");
        check("a and", Only, "service", &TEXT, "service == \"tcp\"");
        check(
            "a and service == \"tcp\"",
            Include,
            "service",
            &TEXT,
            "a and service == \"tcp\"",
        );
    }

    #[test]
    fn names_and_values_are_quoted_right() {
        use Refine::Include;
        check("", Include, "Flow Bytes/s", &number(1.5), "`Flow Bytes/s` == 1.5");
        check(
            "",
            Include,
            "id.orig_h",
            &Cell::Text("10.0.0.1"),
            "id.orig_h == 10.0.0.1",
        );
        check("", Include, "host", &Cell::Text("010.0.0.1"), "host == \"010.0.0.1\"");
        check("", Include, "a`b", &Cell::Text("\"\\\n"), "`a``b` == \"\\\"\\\\\\n\"");
        check("", Include, "tcp", &number(-1.0), "`tcp` == -1");
        check("", Include, "ip.src", &TEXT, "`ip.src` == \"tcp\"");
        check("", Include, "score", &number(0.5), "`score` == 0.5");
    }

    #[test]
    fn numbers_are_written_as_they_are_shown() {
        let cell = |value, text: &'static str| Cell::Number {
            value,
            text: text.into(),
        };
        check("", Refine::Include, "x", &cell(f64::from(0.1_f32), "0.10"), "x == 0.1");
        check("", Refine::Include, "x", &cell(1.000_000_4, "1.000"), "x == 1.0000004");
        check("", Refine::Include, "x", &cell(7.0, "007"), "x == 7");
    }

    #[test]
    fn a_missing_value_is_asked_for_by_its_absence() {
        check("", Refine::Include, "service", &Cell::Missing, "not service");
        check("", Refine::Exclude, "service", &Cell::Missing, "service");
        check("", Refine::Exclude, "x", &number(f64::NAN), "x");
    }

    #[test]
    fn what_is_no_filter_is_not_refined() {
        assert!(refine("a and", Refine::Include, "x", &TEXT).is_err());
    }
}
