//! Filters over tables of flows, in Wireshark's language.

#![warn(clippy::indexing_slicing)]

mod ast;
mod error;
mod lex;
mod parse;
mod print;
mod span;
mod token;
mod value;

pub use ast::{Element, Expr, Function, Name, Operand, Quantifier, Right, Test};
pub use error::{FilterError, MeaningError, MeaningErrorKind, SyntaxError, SyntaxErrorKind};
pub use lex::tokenize;
pub use parse::{MAX_BYTES, MAX_DEPTH, parse};
pub use span::{Span, Spanned};
pub use token::{Compare, Token, TokenKind};
pub use value::{NumberError, Quantity, QuantityUnit, Value};
