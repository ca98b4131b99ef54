//! A filter as a tree.

use crate::span::Spanned;
use crate::token::Compare;
use crate::value::Value;

/// A filter, or a part of one. [`std::fmt::Display`] writes it so that it reads back the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Something is there; where it is [`Operand::Masked`], some bit of it is set.
    Exists(Spanned<Operand>),
    /// Something is held against something else.
    Test(Test),
    /// Rows that it does not hold for.
    Not(Box<Expr>),
    /// Rows that all hold for. Every row passes where there are none: the empty filter.
    And(Vec<Expr>),
    /// Rows that an odd number of two or more hold for.
    Xor(Vec<Expr>),
    /// Rows that any of two or more holds for.
    Or(Vec<Expr>),
}

/// An operand held against another, or against several values.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What was said of which values count, if anything.
    pub quantifier: Option<Quantifier>,
    /// On the left.
    pub left: Spanned<Operand>,
    /// The operator and what stands on its right.
    pub right: Right,
}

/// Which values of a field count, where it has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `any`: one will do.
    Any,
    /// `all`: every one.
    All,
}

/// An operator and what stands on its right.
#[derive(Debug, Clone, PartialEq)]
pub enum Right {
    /// A comparison.
    Compare(Spanned<Compare>, Spanned<Operand>),
    /// `in {..}`.
    In(Vec<Spanned<Element>>),
    /// `contains`.
    Contains(Spanned<String>),
    /// `matches`.
    Matches(Spanned<String>),
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A field; on the right of an operator, where no field is called so, a text without quotes.
    Name(Name),
    /// A value.
    Value(Value),
    /// A function of a field.
    Call(Function, Box<Operand>),
    /// The bits of a field that are set in the mask.
    Masked(Box<Operand>, u64),
}

/// A name as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Whether it stood in backticks. Then it is a column, and never a text or a field of another name.
    pub is_quoted: bool,
}

/// A function of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Bytes of a text.
    Len,
    /// A text in lower case.
    Lower,
    /// A text in upper case.
    Upper,
    /// How many values the field has in a row: 0 where it is missing, 2 where both ends of a flow count.
    Count,
}

/// A member of a set.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A value. Words in a set are texts, never fields.
    One(Value),
    /// Everything from the first to the last, both included.
    Range(Value, Value),
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Len, Self::Lower, Self::Upper, Self::Count];

    /// As it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Len => "len",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Count => "count",
        }
    }

    /// What it gives, in words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Len => "bytes of a text",
            Self::Lower => "a text in lower case",
            Self::Upper => "a text in upper case",
            Self::Count => "how many values there are",
        }
    }
}
