//! What each word of a filter is, for colours while it is typed.
//!
//! It takes the text alone: no table, and no filter that is finished or right.

use crate::ast::Function;
use crate::lex::tokenize;
use crate::span::Span;
use crate::token::TokenKind;
use crate::value::Value;

/// What a word of a filter is to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The name of a field.
    Field,
    /// The name of a function.
    Function,
    /// An operator that compares.
    Operator,
    /// `and`, `or`, `not`, `any` ...
    Logic,
    /// A number.
    Number,
    /// An address, a network or a hardware address.
    Address,
    /// A point in time.
    Time,
    /// A text, with or without quotes.
    Text,
    /// Parentheses, braces, commas.
    Punctuation,
    /// What is no word of a filter.
    Error,
}

/// The class of each word, in order; what lies between them is white space.
pub fn highlight(text: &str) -> Vec<(Span, Class)> {
    let tokens = tokenize(text);
    let mut is_in_set = false;
    let mut is_right = false;
    let mut classes = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map(|token| &token.kind);
        let class = match &token.kind {
            TokenKind::Word(word) => match next {
                Some(TokenKind::Open) if !is_in_set => function(word),
                _ if is_in_set => Class::Text,
                // On the right it may be either: names of fields have dots or underscores, words do not.
                _ if is_right && !word.contains(['.', '_']) => Class::Text,
                Some(TokenKind::Word(_) | TokenKind::QuotedName(_)) if matches!(word.as_str(), "any" | "all") => {
                    Class::Logic
                }
                _ => Class::Field,
            },
            kind => of(kind),
        };
        classes.push((token.span, class));
        match token.kind {
            TokenKind::OpenSet => is_in_set = true,
            TokenKind::CloseSet => is_in_set = false,
            _ => {}
        }
        is_right = matches!(
            token.kind,
            TokenKind::Compare(_) | TokenKind::Contains | TokenKind::Matches
        );
    }
    classes
}

fn function(name: &str) -> Class {
    let is_known = Function::ALL.iter().any(|function| function.name() == name);
    if is_known { Class::Function } else { Class::Error }
}

fn of(kind: &TokenKind) -> Class {
    match kind {
        TokenKind::Word(_) | TokenKind::QuotedName(_) => Class::Field,
        TokenKind::Value(Value::Number(_)) => Class::Number,
        TokenKind::Value(Value::Network(_) | Value::Mac(_)) => Class::Address,
        TokenKind::Value(Value::Time(_)) => Class::Time,
        TokenKind::Value(Value::Text(_)) => Class::Text,
        TokenKind::Compare(_) | TokenKind::Contains | TokenKind::Matches | TokenKind::In | TokenKind::Mask => {
            Class::Operator
        }
        TokenKind::Not | TokenKind::And | TokenKind::Xor | TokenKind::Or => Class::Logic,
        TokenKind::Open
        | TokenKind::Close
        | TokenKind::OpenSet
        | TokenKind::CloseSet
        | TokenKind::Comma
        | TokenKind::Range => Class::Punctuation,
        TokenKind::Error(_) => Class::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Class)]) {
        let found: Vec<(&str, Class)> = highlight(text)
            .iter()
            .map(|(span, class)| (span.of(text), *class))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_word_has_a_class() {
        use Class::{Address, Field, Function, Logic, Number, Operator, Punctuation, Text, Time};
        check(
            "any ip.src == 10.0.0.0/8 && len(uid) > 5",
            &[
                ("any", Logic),
                ("ip.src", Field),
                ("==", Operator),
                ("10.0.0.0/8", Address),
                ("&&", Logic),
                ("len", Function),
                ("(", Punctuation),
                ("uid", Field),
                (")", Punctuation),
                (">", Operator),
                ("5", Number),
            ],
        );
        check(
            "service == dns and id.orig_h == id.resp_h",
            &[
                ("service", Field),
                ("==", Operator),
                ("dns", Text),
                ("and", Logic),
                ("id.orig_h", Field),
                ("==", Operator),
                ("id.resp_h", Field),
            ],
        );
        check(
            "ts in {2024-01-01..x}",
            &[
                ("ts", Field),
                ("in", Operator),
                ("{", Punctuation),
                ("2024-01-01", Time),
                ("..", Punctuation),
                ("x", Text),
                ("}", Punctuation),
            ],
        );
    }

    #[test]
    fn a_mistake_leaves_the_rest_its_colours() {
        use Class::{Error, Field, Logic, Number, Operator, Punctuation, Text};
        check(
            "a = 1 or size(b) # in {x",
            &[
                ("a", Field),
                ("=", Error),
                ("1", Number),
                ("or", Logic),
                ("size", Error),
                ("(", Punctuation),
                ("b", Field),
                (")", Punctuation),
                ("#", Error),
                ("in", Operator),
                ("{", Punctuation),
                ("x", Text),
            ],
        );
        check("a == \"open", &[("a", Field), ("==", Operator), ("\"open", Error)]);
    }
}
