//! What may stand at the cursor: fields, operators, values.
//!
//! The words before the cursor decide, so that it works in a filter that is not finished.

use crate::ast::{Function, Name};
use crate::cell::address;
use crate::fields::{Fields, Resolved, Source};
use crate::lex::tokenize;
use crate::print::is_word;
use crate::span::Span;
use crate::token::{Token, TokenKind};
use crate::value::Value;

/// Most proposals at once.
const MAX_ITEMS: usize = 100;

/// What may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// What a proposal replaces: the word at the cursor, or nothing.
    pub span: Span,
    /// Proposals, the best first: those that begin with what is written before those that hold it, values by how often
    /// they occur.
    pub items: Vec<Completion>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// As it is written in a filter.
    pub text: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What it means, in words; may be empty.
    pub about: String,
}

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A field, or a protocol, which may stand alone.
    Field,
    /// A function.
    Function,
    /// An operator that compares, or a brace.
    Operator,
    /// `and`, `or`, `xor`, `not`.
    Logic,
    /// A value of the field on the left.
    Value,
}

const OPERATORS: &[(&str, &str)] = &[
    ("==", "any is equal"),
    ("!=", "all differ"),
    (">", "greater"),
    (">=", "greater or equal"),
    ("<", "less"),
    ("<=", "less or equal"),
    ("in", "one of a set: in {22, 80..90}"),
    ("contains", "holds a text"),
    ("matches", "matches a regular expression, in whatever case"),
    ("not in", "none of a set"),
    ("===", "all are equal"),
    ("!==", "any differs"),
];
const LOGIC: &[(&str, &str)] = &[("and", "both"), ("or", "either or both"), ("xor", "one of the two")];

/// What may stand at the byte `cursor` of a filter.
pub fn complete(text: &str, cursor: usize, fields: &Fields<'_>) -> Completions {
    let cursor = text.floor_char_boundary(cursor);
    let tokens = tokenize(text);
    let at_cursor = tokens
        .iter()
        .position(|token| token.span.start < cursor && cursor <= token.span.end);
    let word = at_cursor
        .and_then(|at| tokens.get(at))
        .filter(|token| is_extended(token));
    let span = word.map_or(Span::new(cursor, cursor), |token| token.span);
    let n_before = tokens.iter().take_while(|token| token.span.end <= span.start).count();
    let before = tokens.get(..n_before).unwrap_or_default();
    let written = Span::new(span.start, cursor).of(text);
    let written = written.trim_start_matches(['"', '`']).to_ascii_lowercase();
    let candidates = match Place::after(before) {
        Place::Operand => operands(fields, true),
        Place::Argument => operands(fields, false),
        Place::Operator => with_kind(OPERATORS, CompletionKind::Operator).chain(logic()).collect(),
        Place::Logic => logic().collect(),
        Place::Set => with_kind(&[("{", "a set")], CompletionKind::Operator).collect(),
        Place::Value(field) => values(fields, &field),
        Place::Member => with_kind(&[(",", "one more"), ("}", "the end")], CompletionKind::Operator).collect(),
    };
    Completions {
        span,
        items: ranked(candidates, &written),
    }
}

/// Whether typing on makes the word longer.
fn is_extended(token: &Token) -> bool {
    !matches!(
        token.kind,
        TokenKind::Open
            | TokenKind::Close
            | TokenKind::OpenSet
            | TokenKind::CloseSet
            | TokenKind::Comma
            | TokenKind::Range
            | TokenKind::Mask
    )
}

enum Place {
    /// A test begins.
    Operand,
    /// Within a function.
    Argument,
    /// A field is there.
    Operator,
    /// A test is there.
    Logic,
    /// `in` is there.
    Set,
    /// A value of the field.
    Value(Name),
    /// A value of a set is there.
    Member,
}

impl Place {
    fn after(before: &[Token]) -> Self {
        let kinds: Vec<&TokenKind> = before.iter().map(|token| &token.kind).collect();
        let Some((last, rest)) = kinds.split_last() else {
            return Self::Operand;
        };
        let is_relation =
            |kind: &&TokenKind| matches!(kind, TokenKind::Compare(_) | TokenKind::Contains | TokenKind::Matches);
        if let Some(set) = open_set(&kinds) {
            let is_value_next = matches!(last, TokenKind::OpenSet | TokenKind::Comma | TokenKind::Range);
            let field = kinds.get(..set.saturating_sub(1)).and_then(field_at_end);
            return match field {
                Some(field) if is_value_next => Self::Value(field),
                _ => Self::Member,
            };
        }
        match last {
            TokenKind::In => Self::Set,
            TokenKind::Open if matches!(rest.last(), Some(TokenKind::Word(_))) => Self::Argument,
            TokenKind::Word(word) if matches!(word.as_str(), "any" | "all") && is_start(rest) => Self::Operand,
            TokenKind::Word(_) | TokenKind::QuotedName(_) | TokenKind::Value(_) => match rest.last() {
                Some(kind) if is_relation(kind) => Self::Logic,
                _ => Self::Operator,
            },
            TokenKind::Close if field_at_end(&kinds).is_some() => Self::Operator,
            TokenKind::Close | TokenKind::CloseSet => Self::Logic,
            kind if is_relation(kind) => field_at_end(rest).map_or(Self::Operand, Self::Value),
            _ => Self::Operand,
        }
    }
}

fn is_start(before: &[&TokenKind]) -> bool {
    let last = before.last();
    last.is_none_or(|kind| {
        matches!(
            kind,
            TokenKind::And | TokenKind::Or | TokenKind::Xor | TokenKind::Not | TokenKind::Open
        )
    })
}

/// Where the set begins that is not closed.
fn open_set(kinds: &[&TokenKind]) -> Option<usize> {
    let open = kinds.iter().rposition(|kind| **kind == TokenKind::OpenSet)?;
    let is_closed = kinds.iter().skip(open).any(|kind| **kind == TokenKind::CloseSet);
    (!is_closed).then_some(open)
}

/// The field at the end of some words, maybe in a function.
fn field_at_end(kinds: &[&TokenKind]) -> Option<Name> {
    let n_closed = kinds
        .iter()
        .rev()
        .take_while(|kind| ***kind == TokenKind::Close)
        .count();
    let at = kinds.len().checked_sub(n_closed + 1)?;
    // `(a == 1)` is no function, `len(a)` is.
    let is_call = (0..n_closed).all(|level| {
        let open = at.checked_sub(2 * level + 1).and_then(|at| kinds.get(at));
        let function = at.checked_sub(2 * level + 2).and_then(|at| kinds.get(at));
        matches!((open, function), (Some(TokenKind::Open), Some(TokenKind::Word(_))))
    });
    let (text, is_quoted) = match kinds.get(at)? {
        TokenKind::Word(word) => (word, false),
        TokenKind::QuotedName(name) => (name, true),
        _ => return None,
    };
    is_call.then(|| Name {
        text: text.clone(),
        is_quoted,
    })
}

fn item(text: impl Into<String>, kind: CompletionKind, about: impl Into<String>) -> Completion {
    Completion {
        text: text.into(),
        kind,
        about: about.into(),
    }
}

fn with_kind<'i>(items: &'i [(&str, &str)], kind: CompletionKind) -> impl Iterator<Item = Completion> + 'i {
    items.iter().map(move |(text, about)| item(*text, kind, *about))
}

fn logic() -> impl Iterator<Item = Completion> {
    with_kind(LOGIC, CompletionKind::Logic)
}

fn operands(fields: &Fields<'_>, is_start: bool) -> Vec<Completion> {
    let named = fields
        .names()
        .map(|info| item(info.name, CompletionKind::Field, info.about));
    let mut items: Vec<Completion> = named.collect();
    if is_start {
        let protocols = fields.protocols().filter(|name| is_word(name));
        items.extend(protocols.map(|name| item(name, CompletionKind::Field, "is there")));
        items.extend(Function::ALL.map(|function| {
            item(
                format!("{}(", function.name()),
                CompletionKind::Function,
                function.about(),
            )
        }));
        items.push(item("not", CompletionKind::Logic, "does not hold"));
    }
    items
}

/// The values of a field that is words, the most frequent first.
fn values(fields: &Fields<'_>, name: &Name) -> Vec<Completion> {
    let Ok(Resolved::Field(field)) = fields.resolve(name) else {
        return Vec::new();
    };
    let mut counted: Vec<(usize, &str)> = Vec::new();
    for source in &field.sources {
        match source {
            Source::Names(category, _) => {
                let names = category.names.iter().map(String::as_str);
                counted.extend(category.counts().into_iter().zip(names));
            }
            Source::Choice(choice) => counted.extend(choice.names.iter().map(|&name| (0, name))),
            Source::Numbers(_) | Source::Computed(_) | Source::Text(..) => {}
        }
    }
    wiresift_order::sort_by_key(&mut counted, |(count, _)| std::cmp::Reverse(*count));
    let written = |name: &str| match address(name) {
        Some(value) => value.to_string(),
        None if is_text(name, fields) => name.to_owned(),
        None => Value::Text(name.to_owned()).to_string(),
    };
    let items = counted
        .into_iter()
        .map(|(_, name)| item(written(name), CompletionKind::Value, ""));
    items.collect()
}

/// Whether a word is read as a text without quotes.
fn is_text(name: &str, fields: &Fields<'_>) -> bool {
    let as_name = Name {
        text: name.to_owned(),
        is_quoted: false,
    };
    is_word(name) && !matches!(fields.resolve(&as_name), Ok(Resolved::Field(_)))
}

/// Those that hold what is written, and of equal ones the first.
fn ranked(items: Vec<Completion>, written: &str) -> Vec<Completion> {
    let place = |item: &Completion| {
        item.text
            .trim_start_matches(['"', '`'])
            .to_ascii_lowercase()
            .find(written)
    };
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for item in items {
        match place(&item) {
            Some(0) if first.len() < MAX_ITEMS => first.push(item),
            Some(1..) if later.len() < MAX_ITEMS => later.push(item),
            _ => {}
        }
    }
    first.extend(later);
    let mut seen = std::collections::BTreeSet::new();
    first.retain(|item| seen.insert(item.text.clone()));
    first.truncate(MAX_ITEMS);
    first
}
