//! Sides of a comparison, members of a set, patterns.

use super::{Parsed, Parser};
use crate::ast::{Element, Function, Name, Operand};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::span::Spanned;
use crate::token::TokenKind;
use crate::value::{Quantity, Value};

impl Parser<'_> {
    /// A field, a value or a function of a field.
    pub(super) fn operand(&mut self, expected: &'static str) -> Parsed<Spanned<Operand>> {
        let start = self.span();
        let operand = match self.peek() {
            Some(TokenKind::Word(word)) if self.peek_second() == Some(&TokenKind::Open) => self.call(word)?,
            Some(TokenKind::Word(word)) => Operand::Name(name(word, false)),
            Some(TokenKind::QuotedName(word)) => Operand::Name(name(word, true)),
            Some(TokenKind::Value(value)) => Operand::Value(value.clone()),
            _ => return Err(self.expected(expected)),
        };
        let is_call = matches!(operand, Operand::Call(..));
        self.at += usize::from(!is_call);
        let mut operand = Spanned::new(operand, start.to(self.last_span()));
        if self.eat(&TokenKind::Mask) {
            let mask = self.mask()?;
            let masked = Operand::Masked(Box::new(operand.value), mask);
            operand = Spanned::new(masked, start.to(self.last_span()));
        }
        Ok(operand)
    }

    fn last_span(&self) -> crate::Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(self.span(), |token| token.span)
    }

    fn call(&mut self, called: &str) -> Parsed<Operand> {
        let known = Function::ALL.into_iter().find(|function| function.name() == called);
        let Some(function) = known else {
            let name = called.to_owned();
            return Err(SyntaxError {
                kind: SyntaxErrorKind::Function { name },
                span: self.span(),
            });
        };
        self.at += 2;
        let argument = self.deeper(|parser| parser.operand("a field"))?;
        self.expect(&TokenKind::Close, "a closing parenthesis")?;
        Ok(Operand::Call(function, Box::new(argument.value)))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number that u64 and f64 both hold"
    )]
    fn mask(&mut self) -> Parsed<u64> {
        const MAX: f64 = 9_007_199_254_740_992.0;
        let number = match self.peek() {
            Some(TokenKind::Value(Value::Number(Quantity { number, unit: None }))) => Some(*number),
            _ => None,
        };
        let mask = number.filter(|number| (0.0..=MAX).contains(number) && number.fract() == 0.0);
        let Some(mask) = mask else {
            return Err(self.expected("a whole number, the bits of interest"));
        };
        self.at += 1;
        Ok(mask as u64)
    }

    /// What `contains` and `matches` look for: quotes may be left out around a single word or value.
    pub(super) fn pattern(&mut self) -> Parsed<Spanned<String>> {
        self.at += 1;
        let span = self.span();
        let pattern = match self.peek() {
            Some(TokenKind::Value(Value::Text(text)) | TokenKind::Word(text)) => text.clone(),
            Some(TokenKind::Value(_)) => span.of(self.text).to_owned(),
            _ => return Err(self.expected("a text")),
        };
        self.at += 1;
        Ok(Spanned::new(pattern, span))
    }

    /// `in {a, b, c..d}`; commas may be left out, as in older Wiresharks.
    pub(super) fn set(&mut self) -> Parsed<Vec<Spanned<Element>>> {
        self.at += 1;
        self.expect(&TokenKind::OpenSet, "an opening brace")?;
        let mut set = Vec::new();
        loop {
            let start = self.span();
            let first = self.element()?;
            let element = if self.eat(&TokenKind::Range) {
                Element::Range(first, self.element()?)
            } else {
                Element::One(first)
            };
            set.push(Spanned::new(element, start.to(self.last_span())));
            if self.eat(&TokenKind::CloseSet) {
                return Ok(set);
            }
            self.eat(&TokenKind::Comma);
        }
    }

    fn element(&mut self) -> Parsed<Value> {
        let value = match self.peek() {
            Some(TokenKind::Value(value)) => value.clone(),
            Some(TokenKind::Word(word)) => Value::Text(word.clone()),
            _ => return Err(self.expected("a value or a closing brace")),
        };
        self.at += 1;
        Ok(value)
    }
}

fn name(text: &str, is_quoted: bool) -> Name {
    Name {
        text: text.to_owned(),
        is_quoted,
    }
}
