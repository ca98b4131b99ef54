//! Filters over tables of flows, in Wireshark's language.

#![warn(clippy::indexing_slicing)]

mod ast;
mod cell;
mod complete;
mod error;
mod fields;
mod highlight;
mod lex;
mod parse;
mod print;
mod program;
mod selection;
mod span;
mod token;
mod value;

pub use ast::{Element, Expr, Function, Name, Operand, Quantifier, Right, Test};
pub use cell::{Refine, refine};
pub use complete::{Completion, CompletionKind, Completions, complete};
pub use error::{FilterError, MeaningError, MeaningErrorKind, SyntaxError, SyntaxErrorKind};
pub use fields::{AddressCache, Computed, ComputedValues, FieldInfo, Fields};
pub use highlight::{Class, highlight};
pub use lex::tokenize;
pub use parse::{MAX_BYTES, MAX_DEPTH, parse};
pub use program::Program;
pub use selection::Selection;
pub use span::{Span, Spanned};
pub use token::{Compare, Token, TokenKind};
pub use value::{NumberError, Quantity, QuantityUnit, Value};
