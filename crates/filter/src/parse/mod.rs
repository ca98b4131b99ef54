//! Words -> a tree.
//!
//! # Grammar
//! ```text
//! filter   = [ or ]
//! or       = xor { ("or" | "||") xor }
//! xor      = and { ("xor" | "^^") and }
//! and      = not { ("and" | "&&") not }
//! not      = ("not" | "!") not | "(" or ")" | [ "any" | "all" ] test
//! test     = operand { comparison operand }
//!          | operand ["not"] "in" "{" element { [","] element } "}"
//!          | operand ("contains" | "matches" | "~") text
//! operand  = name | value | function "(" operand ")" | operand "&" number
//! element  = value [ ".." value ]
//! ```
//!
//! The precedence of logic is Wireshark's: `not` binds tighter than `and`, that than `xor`, that than `or`.
//! `1 < x <= 5` is `1 < x and x <= 5`.
//!
//! # Design
//! By hand, recursive descent: the grammar is this small, errors must say in words what was expected where, and a page
//! downloads every byte of it. A parser generator or combinators would add a crate for less of both.
//!
//! # Source
//! wireshark-filter(4), "The filter syntax".

mod operand;

#[cfg(test)]
mod tests;

use crate::ast::{Expr, Operand, Quantifier, Right, Test};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::lex::tokenize;
use crate::span::{Span, Spanned};
use crate::token::{Token, TokenKind};

/// Longest filter, in bytes: some 2,000 addresses in a set.
pub const MAX_BYTES: usize = 1 << 15;
/// Deepest nesting of parentheses, nots and functions: bounds the stack that anything done with the tree takes.
pub const MAX_DEPTH: usize = 100;

/// Reads a filter. An empty one passes every row.
///
/// # Errors
/// [`SyntaxError`]: the first thing that is wrong, and where.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    if text.len() > MAX_BYTES {
        let span = Span::new(text.floor_char_boundary(MAX_BYTES), text.len());
        let kind = SyntaxErrorKind::TooLong { max: MAX_BYTES };
        return Err(SyntaxError { kind, span });
    }
    let tokens = tokenize(text);
    if tokens.is_empty() {
        return Ok(Expr::And(Vec::new()));
    }
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let expr = parser.or()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.expected("and, or, xor or the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn peek_second(&self) -> Option<&'a TokenKind> {
        self.tokens.get(self.at + 1).map(|token| &token.kind)
    }

    /// Where the next word is; at the end, behind the last one.
    fn span(&self) -> Span {
        let last = self.tokens.last().map_or(0, |token| token.span.end);
        self.tokens
            .get(self.at)
            .map_or(Span::new(last, last), |token| token.span)
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let is_next = self.peek() == Some(kind);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, kind: &TokenKind, expected: &'static str) -> Parsed<()> {
        if self.eat(kind) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    /// The next word is wrong: it is no word at all, or another one should stand there.
    fn expected(&self, expected: &'static str) -> SyntaxError {
        let span = self.span();
        let kind = match self.peek() {
            Some(TokenKind::Error(kind)) => kind.clone(),
            Some(_) => SyntaxErrorKind::Expected {
                expected,
                found: span.of(self.text).to_owned(),
            },
            None => SyntaxErrorKind::Unfinished { expected },
        };
        SyntaxError { kind, span }
    }

    /// Parses something that may hold the like of itself.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            let kind = SyntaxErrorKind::TooDeep { max: MAX_DEPTH };
            return Err(SyntaxError {
                kind,
                span: self.span(),
            });
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn or(&mut self) -> Parsed<Expr> {
        self.joined(&TokenKind::Or, Expr::Or, Self::xor)
    }

    fn xor(&mut self) -> Parsed<Expr> {
        self.joined(&TokenKind::Xor, Expr::Xor, Self::and)
    }

    fn and(&mut self) -> Parsed<Expr> {
        self.joined(&TokenKind::And, Expr::And, Self::not)
    }

    fn joined(
        &mut self,
        operator: &TokenKind,
        join: fn(Vec<Expr>) -> Expr,
        part: fn(&mut Self) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let first = part(self)?;
        if self.peek() != Some(operator) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.eat(operator) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn not(&mut self) -> Parsed<Expr> {
        if self.eat(&TokenKind::Not) {
            let inner = self.deeper(Self::not)?;
            return Ok(Expr::Not(Box::new(inner)));
        }
        if self.eat(&TokenKind::Open) {
            let inner = self.deeper(Self::or)?;
            self.expect(&TokenKind::Close, "a closing parenthesis, and or or")?;
            return Ok(inner);
        }
        let quantifier = self.quantifier();
        self.test(quantifier)
    }

    /// `any` or `all`, unless a field is called so.
    fn quantifier(&mut self) -> Option<Quantifier> {
        let Some(TokenKind::Word(word)) = self.peek() else {
            return None;
        };
        let quantifier = match word.as_str() {
            "any" => Quantifier::Any,
            "all" => Quantifier::All,
            _ => return None,
        };
        let is_field = !matches!(
            self.peek_second(),
            Some(TokenKind::Word(_) | TokenKind::QuotedName(_) | TokenKind::Value(_))
        );
        self.at += usize::from(!is_field);
        (!is_field).then_some(quantifier)
    }

    fn test(&mut self, quantifier: Option<Quantifier>) -> Parsed<Expr> {
        let left = self.operand("a field, not or an opening parenthesis")?;
        let is_not_in = self.peek() == Some(&TokenKind::Not) && self.peek_second() == Some(&TokenKind::In);
        self.at += usize::from(is_not_in);
        let right = match self.peek() {
            Some(TokenKind::Compare(_)) => return self.comparisons(quantifier, left),
            Some(TokenKind::In) => Right::In(self.set()?),
            Some(TokenKind::Contains) => Right::Contains(self.pattern()?),
            Some(TokenKind::Matches) => Right::Matches(self.pattern()?),
            _ => return self.exists(quantifier, left),
        };
        let test = Expr::Test(Test {
            quantifier,
            left,
            right,
        });
        Ok(if is_not_in { Expr::Not(Box::new(test)) } else { test })
    }

    fn exists(&self, quantifier: Option<Quantifier>, operand: Spanned<Operand>) -> Parsed<Expr> {
        let stands_alone = match &operand.value {
            Operand::Name(_) | Operand::Masked(..) => true,
            Operand::Call(function, _) => !function.networks().is_empty(),
            Operand::Value(_) => false,
        };
        if stands_alone && quantifier.is_none() {
            Ok(Expr::Exists(operand))
        } else {
            Err(self.expected("an operator such as == or in"))
        }
    }

    /// `a < b`, or `a < b < c`, which is `a < b and b < c`.
    fn comparisons(&mut self, quantifier: Option<Quantifier>, left: Spanned<Operand>) -> Parsed<Expr> {
        let mut tests = Vec::new();
        let mut left = left;
        while let Some(TokenKind::Compare(compare)) = self.peek() {
            let compare = Spanned::new(*compare, self.span());
            self.at += 1;
            let right = self.operand("a value or a field")?;
            tests.push(Expr::Test(Test {
                quantifier,
                left,
                right: Right::Compare(compare, right.clone()),
            }));
            left = right;
        }
        Ok(match tests.len() {
            1 => tests.remove(0),
            _ => Expr::And(tests),
        })
    }
}
