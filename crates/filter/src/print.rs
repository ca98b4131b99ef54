//! A tree -> the filter that reads back as it.

use std::fmt::{self, Display, Formatter};

use crate::ast::{Element, Expr, Name, Operand, Quantifier, Right, Test};
use crate::lex::tokenize;
use crate::token::TokenKind;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(operand) => operand.value.fmt(f),
            Self::Test(test) => test.fmt(f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                nested(inner, binding(self), f)
            }
            Self::And(parts) => joined(parts, " and ", binding(self), f),
            Self::Xor(parts) => joined(parts, " xor ", binding(self), f),
            Self::Or(parts) => joined(parts, " or ", binding(self), f),
        }
    }
}

/// How tightly an expression holds together.
fn binding(expr: &Expr) -> u8 {
    match expr {
        Expr::Or(_) => 0,
        Expr::Xor(_) => 1,
        Expr::And(_) => 2,
        Expr::Not(_) => 3,
        Expr::Exists(_) | Expr::Test(_) => 4,
    }
}

/// In parentheses where it would not be read as a part of `outer` otherwise. `not` may follow itself; the others join
/// any number of parts, so that one within itself was in parentheses.
fn nested(expr: &Expr, outer: u8, f: &mut Formatter<'_>) -> fmt::Result {
    let inner = binding(expr);
    let is_bare = inner > outer || matches!(expr, Expr::Not(_)) && inner == outer;
    if is_bare {
        write!(f, "{expr}")
    } else {
        write!(f, "({expr})")
    }
}

fn joined(parts: &[Expr], operator: &str, outer: u8, f: &mut Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(operator)?;
        }
        nested(part, outer, f)?;
    }
    Ok(())
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.quantifier {
            None => "",
            Some(Quantifier::Any) => "any ",
            Some(Quantifier::All) => "all ",
        })?;
        self.left.value.fmt(f)?;
        match &self.right {
            Right::Compare(compare, right) => write!(f, " {} {}", compare.value.sign(), right.value),
            Right::Contains(text) => write!(f, " contains {}", quoted(&text.value)),
            Right::Matches(text) => write!(f, " matches {}", quoted(&text.value)),
            Right::In(set) => {
                f.write_str(" in {")?;
                for (at, element) in set.iter().enumerate() {
                    f.write_str(if at > 0 { ", " } else { "" })?;
                    element.value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(text: &str) -> crate::Value {
    crate::Value::Text(text.to_owned())
}

impl Display for Element {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(value) => value.fmt(f),
            Self::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Value(value) => value.fmt(f),
            Self::Call(function, argument) => write!(f, "{}({argument})", function.name()),
            Self::Masked(operand, mask) => write!(f, "{operand} & {mask:#x}"),
        }
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_quoted || !is_word(&self.text) {
            write!(f, "`{}`", self.text.replace('`', "``"))
        } else {
            f.write_str(&self.text)
        }
    }
}

/// Whether a name is read as one without backticks, whatever stands around it.
pub(crate) fn is_word(name: &str) -> bool {
    let tokens = tokenize(name);
    matches!(tokens.as_slice(), [token] if token.kind == TokenKind::Word(name.to_owned()))
}
