//! A filter's text -> its words.

use crate::error::SyntaxErrorKind;
use crate::span::Span;
use crate::token::{Token, TokenKind};
use crate::value::Value;

/// The words of a filter. Never fails: what is no word is a [`TokenKind::Error`], and reading goes on behind it.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        let start = self.at;
        let first = self.rest().chars().next()?;
        let kind = match first {
            '"' => self.string(),
            '`' => self.name(),
            'r' if self.rest().starts_with("r\"") || self.rest().starts_with("r#") => self.raw_string(),
            _ => self.sign().unwrap_or_else(|| self.bare(first)),
        };
        Some(Token {
            kind,
            span: Span::new(start, self.at),
        })
    }

    fn sign(&mut self) -> Option<TokenKind> {
        let (sign, kind) = TokenKind::SIGNS
            .iter()
            .find(|(sign, _)| self.rest().starts_with(sign))?;
        self.at += sign.len();
        Some(kind.clone())
    }

    /// A word, or a value without quotes.
    fn bare(&mut self, first: char) -> TokenKind {
        let length = bare_length(self.rest());
        if length == 0 {
            self.at += first.len_utf8();
            return TokenKind::Error(match first {
                '=' => SyntaxErrorKind::DidYouMean { meant: "==" },
                '|' => SyntaxErrorKind::DidYouMean { meant: "||" },
                '^' => SyntaxErrorKind::DidYouMean { meant: "^^" },
                '\'' => SyntaxErrorKind::DidYouMean { meant: "\"" },
                other => SyntaxErrorKind::Character(other),
            });
        }
        let word = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length;
        if let Some(keyword) = TokenKind::keyword(&word) {
            return keyword;
        }
        match Value::bare(&word) {
            Ok(Some(value)) => TokenKind::Value(value),
            Ok(None) => TokenKind::Word(word),
            Err(error) => TokenKind::Error(error.into()),
        }
    }

    /// `"..."`, with escapes.
    fn string(&mut self) -> TokenKind {
        let mut value = String::new();
        let mut wrong = None;
        let mut chars = self.text.get(self.at + 1..).unwrap_or_default().char_indices();
        while let Some((_, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = self.text.len() - chars.as_str().len();
                    let wrong = wrong.map(SyntaxErrorKind::Escape).map(TokenKind::Error);
                    return wrong.unwrap_or(TokenKind::Value(Value::Text(value)));
                }
                '\\' => {
                    let (escape, n_chars) = escape(chars.as_str());
                    match escape {
                        Some(c) => value.push(c),
                        None => wrong = wrong.or_else(|| Some(chars.as_str().chars().take(1).collect())),
                    }
                    for _ in 0..n_chars {
                        chars.next();
                    }
                }
                c => value.push(c),
            }
        }
        self.unclosed('"')
    }

    /// `r"..."`, or with as many `#` around the quotation marks as it takes.
    fn raw_string(&mut self) -> TokenKind {
        let n_hashes = self.rest().bytes().skip(1).take_while(|&b| b == b'#').count();
        let body = self.rest().get(1 + n_hashes..).and_then(|rest| rest.strip_prefix('"'));
        let Some(body) = body else {
            return self.bare('r');
        };
        let end = format!("\"{}", "#".repeat(n_hashes));
        let Some(length) = body.find(&end) else {
            return self.unclosed('"');
        };
        let value = body.get(..length).unwrap_or_default().to_owned();
        self.at += n_hashes + 2 + length + end.len();
        TokenKind::Value(Value::Text(value))
    }

    /// `` `...` ``; two backticks in it are one of the name.
    fn name(&mut self) -> TokenKind {
        let mut name = String::new();
        let mut chars = self.text.get(self.at + 1..).unwrap_or_default().chars();
        while let Some(c) = chars.next() {
            if c == '`' {
                if !chars.as_str().starts_with('`') {
                    self.at = self.text.len() - chars.as_str().len();
                    return TokenKind::QuotedName(name);
                }
                chars.next();
            }
            name.push(c);
        }
        self.unclosed('`')
    }

    fn unclosed(&mut self, mark: char) -> TokenKind {
        self.at = self.text.len();
        TokenKind::Error(SyntaxErrorKind::Unclosed { mark })
    }
}

/// What stands behind a backslash, and how many characters it takes.
fn escape(rest: &str) -> (Option<char>, usize) {
    let simple = |c| (Some(c), 1);
    let digits = |n_digits: usize| rest.get(1..=n_digits).and_then(hex);
    match rest.chars().next() {
        Some(c @ ('"' | '\\' | '\'')) => simple(c),
        Some('a') => simple('\u{7}'),
        Some('b') => simple('\u{8}'),
        Some('f') => simple('\u{c}'),
        Some('n') => simple('\n'),
        Some('r') => simple('\r'),
        Some('t') => simple('\t'),
        Some('v') => simple('\u{b}'),
        // A byte beyond ASCII is no character.
        Some('x') => (digits(2).filter(char::is_ascii), 3),
        Some('u') if !rest.starts_with("u{") => (digits(4), 5),
        Some('u') => {
            let digits = rest.strip_prefix("u{").and_then(|rest| rest.split_once('}'));
            match digits.and_then(|(digits, _)| Some((hex(digits)?, digits.len()))) {
                Some((c, n_digits)) => (Some(c), n_digits + 3),
                None => (None, 1),
            }
        }
        Some('U') => (digits(8), 9),
        Some('0'..='7') => octal(rest),
        // Nothing is skipped: the end of the text, or the character that is no escape, is read next.
        _ => (None, 0),
    }
}

/// Up to three octal digits.
fn octal(rest: &str) -> (Option<char>, usize) {
    let n_digits = rest.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
    let code = rest
        .get(..n_digits)
        .and_then(|digits| u8::from_str_radix(digits, 8).ok());
    (code.map(char::from).filter(char::is_ascii), n_digits)
}

fn hex(digits: &str) -> Option<char> {
    let is_hex = digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let code = is_hex.then(|| u32::from_str_radix(digits, 16).ok())?;
    char::from_u32(code?)
}

/// Bytes of the run of letters, digits and what else stands in names, numbers, addresses and times. `..` ends it.
fn bare_length(text: &str) -> usize {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let is_exponent = c == '+' && (matches!(before, Some('e' | 'E')) || text.get(..at).is_some_and(is_clock));
        let is_part = c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':' | '/') || is_exponent;
        let is_range = c == '.' && text.get(at..).is_some_and(|rest| rest.starts_with(".."));
        if !is_part || is_range {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

/// Whether a zone may follow: `2024-01-01T10:00:00`.
fn is_clock(text: &str) -> bool {
    text.contains('T') && wiresift_table::iso_time(text).is_some()
}

#[cfg(test)]
mod tests;
