//! What is wrong with a filter, and where.

use thiserror::Error;

use crate::ast::Function;
use crate::span::Span;
use crate::value::NumberError;

/// Why a filter cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FilterError {
    /// It is no filter.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// It is one, but not for this table.
    #[error(transparent)]
    Meaning(#[from] MeaningError),
}

impl FilterError {
    /// Where in the filter.
    pub fn span(&self) -> Span {
        match self {
            Self::Syntax(error) => error.span,
            Self::Meaning(error) => error.span,
        }
    }
}

/// Where a text stops being a filter.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{kind}")]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// The word that is wrong; empty at the end of the text if something is missing there.
    pub span: Span,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// Something else should stand here.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What may stand here, in words.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// Nothing stands here.
    #[error("expected {expected} after this")]
    Unfinished {
        /// What should follow, in words.
        expected: &'static str,
    },
    /// A quotation mark without its pair.
    #[error("the closing {mark} is missing")]
    Unclosed {
        /// The mark.
        mark: char,
    },
    /// A backslash and something that it does not go with.
    #[error("there is no escape {0:?}: write \\\\ for a backslash, or r\"..\"")]
    Escape(String),
    /// A number that cannot be one.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A character that means nothing here.
    #[error("{0:?} means nothing in a filter")]
    Character(char),
    /// One sign of an operator of two.
    #[error("did you mean {meant}?")]
    DidYouMean {
        /// The operator.
        meant: &'static str,
    },
    /// A function that there is not.
    #[error("there is no function {name}: there are {}", Function::ALL.map(Function::name).join(", "))]
    Function {
        /// As it was called.
        name: String,
    },
    /// A text beyond the limit.
    #[error("the filter is longer than {max} bytes")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Too many parentheses within parentheses.
    #[error("more than {max} levels of parentheses and nots")]
    TooDeep {
        /// The limit.
        max: usize,
    },
}

/// Which part of a filter means nothing for a table.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{kind}")]
pub struct MeaningError {
    /// What is wrong.
    pub kind: MeaningErrorKind,
    /// The part.
    pub span: Span,
}

/// What is wrong with the meaning.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MeaningErrorKind {
    /// No column or field has this name.
    #[error("there is no field {name}{}", or_one_of(suggestions))]
    UnknownField {
        /// As it was written.
        name: String,
        /// Fields that are called much the same, the nearest first.
        suggestions: Vec<String>,
    },
    /// A name of Wireshark's that the columns of the table do not tell.
    #[error("this table has no column that tells {name}")]
    NoColumn {
        /// The name.
        name: String,
    },
    /// A protocol is there or not; it has no value.
    #[error("{name} is a protocol, which is there or not: write it alone")]
    Protocol {
        /// Its name.
        name: String,
    },
    /// A value of the wrong kind.
    #[error("{field} is {holds}, and {value} is not")]
    Mismatch {
        /// The field.
        field: String,
        /// What it holds, in words.
        holds: &'static str,
        /// What it was held against.
        value: String,
    },
    /// None of the few values that there are.
    #[error("{field} is one of {}", names.join(", "))]
    NoSuchValue {
        /// The field.
        field: String,
        /// Its values.
        names: Vec<String>,
    },
    /// A duration or size where the unit of the column is not known, or is another.
    #[error("{field} is not measured in {unit}: write a plain number")]
    Unit {
        /// The field.
        field: String,
        /// What was asked for: seconds or bytes.
        unit: &'static str,
    },
    /// An operator that does not go with what the field holds.
    #[error("{operator} does not go with {field}, which is {holds}")]
    Operator {
        /// The operator.
        operator: &'static str,
        /// The field.
        field: String,
        /// What it holds, in words.
        holds: &'static str,
    },
    /// A range whose ends have no order, or the wrong one.
    #[error("a range goes from the lesser to the greater of two numbers, addresses or times")]
    Range,
    /// A field on neither side.
    #[error("a comparison needs a field")]
    NoField,
    /// Fields that hold different things.
    #[error("{left} and {right} hold different things")]
    Different {
        /// One field.
        left: String,
        /// The other.
        right: String,
    },
    /// No regular expression, or one that is too large.
    #[error("no regular expression: {0}")]
    Regex(String),
}

fn or_one_of(suggestions: &[String]) -> String {
    match suggestions {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        some => format!("; did you mean one of {}?", some.join(", ")),
    }
}
