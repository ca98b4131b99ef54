//! The words of a filter.

use crate::error::SyntaxErrorKind;
use crate::span::Span;
use crate::value::Value;

/// A word of a filter and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a word of a filter is.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// The name of a field or function, or a value without quotes.
    Word(String),
    /// A name in backticks, which is always a field.
    QuotedName(String),
    /// A value that is no word. [`Value::Text`] stood in quotes.
    Value(Value),
    /// How two things are compared.
    Compare(Compare),
    /// `contains`.
    Contains,
    /// `matches` or `~`.
    Matches,
    /// `in`.
    In,
    /// `&` or `bitand`.
    Mask,
    /// `not` or `!`.
    Not,
    /// `and` or `&&`.
    And,
    /// `xor` or `^^`.
    Xor,
    /// `or` or `||`.
    Or,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `{`.
    OpenSet,
    /// `}`.
    CloseSet,
    /// `,`.
    Comma,
    /// `..`, between the ends of a range.
    Range,
    /// What is no word of a filter.
    Error(SyntaxErrorKind),
}

/// How two things are compared. A flow has two ports and two addresses: which of them count is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `==`, `eq`: any is equal.
    Equal,
    /// `===`, `all_eq`: all are equal.
    AllEqual,
    /// `!=`, `ne`, `all_ne`: all differ.
    NotEqual,
    /// `!==`, `~=`, `any_ne`: any differs.
    AnyNotEqual,
    /// `<`, `lt`.
    Less,
    /// `<=`, `le`.
    LessOrEqual,
    /// `>`, `gt`.
    Greater,
    /// `>=`, `ge`.
    GreaterOrEqual,
}

impl TokenKind {
    /// Operators that are words. Logic may be in capitals, too, as people write it.
    pub(crate) fn keyword(text: &str) -> Option<Self> {
        Some(match text {
            "not" | "NOT" => Self::Not,
            "and" | "AND" => Self::And,
            "xor" | "XOR" => Self::Xor,
            "or" | "OR" => Self::Or,
            "in" => Self::In,
            "contains" => Self::Contains,
            "matches" => Self::Matches,
            "bitand" | "bitwise_and" => Self::Mask,
            "eq" | "any_eq" => Self::Compare(Compare::Equal),
            "all_eq" => Self::Compare(Compare::AllEqual),
            "ne" | "all_ne" => Self::Compare(Compare::NotEqual),
            "any_ne" => Self::Compare(Compare::AnyNotEqual),
            "lt" => Self::Compare(Compare::Less),
            "le" => Self::Compare(Compare::LessOrEqual),
            "gt" => Self::Compare(Compare::Greater),
            "ge" => Self::Compare(Compare::GreaterOrEqual),
            _ => return None,
        })
    }

    /// The operators that are signs, longer ones before those that they begin with.
    pub(crate) const SIGNS: &[(&str, Self)] = &[
        ("===", Self::Compare(Compare::AllEqual)),
        ("!==", Self::Compare(Compare::AnyNotEqual)),
        ("==", Self::Compare(Compare::Equal)),
        ("!=", Self::Compare(Compare::NotEqual)),
        ("~=", Self::Compare(Compare::AnyNotEqual)),
        ("<=", Self::Compare(Compare::LessOrEqual)),
        (">=", Self::Compare(Compare::GreaterOrEqual)),
        ("&&", Self::And),
        ("||", Self::Or),
        ("^^", Self::Xor),
        ("..", Self::Range),
        ("<", Self::Compare(Compare::Less)),
        (">", Self::Compare(Compare::Greater)),
        ("!", Self::Not),
        ("~", Self::Matches),
        ("&", Self::Mask),
        ("(", Self::Open),
        (")", Self::Close),
        ("{", Self::OpenSet),
        ("}", Self::CloseSet),
        (",", Self::Comma),
    ];
}

impl Compare {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::AllEqual => "===",
            Self::NotEqual => "!=",
            Self::AnyNotEqual => "!==",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
