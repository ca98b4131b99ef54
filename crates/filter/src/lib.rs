//! Filters over tables of flows, in Wireshark's language.
//!
//! `ip.addr == 10.0.0.0/8 && tcp.port in {22, 80..90} && score > 0.9 && votes >= 3`
//!
//! 1. [`parse()`] reads a filter into an [`Expr`], or says what was expected where. [`highlight()`] and [`tokenize`] tell
//!    its words apart while it is typed. They take the text alone, so that a page can do it at every key.
//! 2. [`Fields`] are what can be asked of a table: its columns by their own names, Wireshark's names that the columns
//!    can tell, and what only the caller knows of rows, such as a score ([`Computed`]).
//! 3. [`Program::new`] finds out what the filter means for these fields, [`Program::run`] gives the rows as a
//!    [`Selection`].
//! 4. [`complete()`] proposes what may stand at the cursor, [`refine`] joins a cell of the table to a filter.
//!
//! ```
//! use wiresift_filter::{AddressCache, Fields, Program, parse};
//! use wiresift_table::{ReadOptions, TableReader};
//!
//! let mut reader = TableReader::new("flows.csv", ReadOptions::default());
//! reader.push(b"id.orig_h,id.resp_h,id.resp_p,proto\n10.0.0.1,10.0.0.2,22,tcp\n10.0.0.1,192.0.2.1,443,tcp\n")?;
//! let table = reader.finish()?;
//!
//! let cache = AddressCache::new(&table);
//! let fields = Fields::new(&table, &cache, Vec::new());
//! let filter = parse("tcp.dstport == 22 or not ip_rfc1918(ip.dst)")?;
//! let rows = Program::new(&filter, &fields)?.run();
//! assert_eq!(rows.count(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Language
//! Operators, their precedence and their meaning are those of Wireshark since version 4, by wireshark-filter(4).
//!
//! - A test holds only for rows that have a value: `port != 80` leaves rows without a port out, `not port == 80` keeps
//!   them. A field alone asks for rows that have one.
//! - `ip.addr` and `tcp.port` have two values. A test holds if any of them passes, `!=` and `===` only if all do:
//!   `ip.addr != 10.0.0.1` is flows that 10.0.0.1 has no part in. `any` and `all` before a test say it.
//!
//! What is different, and why:
//!
//! - A row is a flow, not a packet: `ip.src` is its originator. What a flow does not tell (flags, sequence numbers, bytes
//!   of payload) has no name, and there are no slices, layers, arithmetic, macros or references.
//! - Texts may stand without quotes where no field is called so (`service == dns`), as Wireshark reluctantly allows.
//! - Numbers take units where the column has one: `duration > 5min`, `orig_bytes > 1MiB`.
//! - Times without a zone are UTC, as everywhere in this program; in Wireshark they are local. Times are equal that are
//!   the same to the microsecond.
//! - A number that begins with 0 is refused: it would be octal in Wireshark and is not to anybody else.
//! - `matches` takes the regular expressions of the crate `regex-lite`: no look-around, no back-references, and so never
//!   more than linear time. Letters beyond ASCII match in their own case only.
//! - Names in backticks are columns, whatever they hold: `` `Flow Bytes/s` ``.
//!
//! # Limits
//! Nothing here is ever more than linear in the rows, and no filter makes it panic: its length, depth and regular
//! expressions are bounded.

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
pub use cell::{Refine, column_name, narrow, refine};
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
