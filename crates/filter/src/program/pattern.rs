//! Regular expressions, asked of a million texts.
//!
//! `regex-lite` walks a text letter by letter through all states at once. Most texts need no such walk: they lack letters that
//! every match has, and those are looked for first.

use memchr::memchr2_iter;
use regex_lite::{Regex, RegexBuilder};

use crate::error::MeaningErrorKind;

/// Most memory that a compiled pattern may take.
const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of a pattern.
const MAX_DEPTH: u32 = 50;

/// A regular expression; letters of ASCII match in either case.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    regex: Regex,
    /// What every match has in it, in some case; empty if nothing is known to be.
    required: Vec<u8>,
}

impl Pattern {
    /// # Errors
    /// [`MeaningErrorKind::Regex`]: it is none, or too large.
    pub(super) fn new(pattern: &str) -> Result<Self, MeaningErrorKind> {
        let regex = RegexBuilder::new(pattern)
            .case_insensitive(true)
            .nest_limit(MAX_DEPTH)
            .size_limit(MAX_BYTES)
            .build();
        Ok(Self {
            regex: regex.map_err(|error| MeaningErrorKind::Regex(error.to_string()))?,
            required: required(pattern.as_bytes()),
        })
    }

    /// Whether it is found in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        has(text.as_bytes(), &self.required) && self.regex.is_match(text)
    }
}

/// Whether a text has a part, in some case of ASCII's letters.
fn has(text: &[u8], part: &[u8]) -> bool {
    let Some(first) = part.first() else { return true };
    let is_at = |at: usize| {
        let there = text.get(at..at + part.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(part))
    };
    memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).any(is_at)
}

/// The longest run of letters of ASCII that every match of a valid pattern has.
///
/// Only the plainest patterns are read: with groups, alternatives or odd escapes there may be runs that are not found.
fn required(pattern: &[u8]) -> Vec<u8> {
    if pattern.iter().any(|byte| b"(|".contains(byte)) {
        return Vec::new();
    }
    let mut longest = Vec::new();
    let mut run = Vec::new();
    let mut end = |run: &mut Vec<u8>| {
        if run.len() > longest.len() {
            longest.clone_from(run);
        }
        run.clear();
    };
    let mut rest = pattern;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'\\', [escaped, after @ ..]) if escaped.is_ascii_punctuation() => {
                run.push(*escaped);
                after
            }
            (
                b'\\',
                [
                    b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'b' | b'B' | b'n' | b't' | b'r',
                    after @ ..,
                ],
            ) => {
                end(&mut run);
                after
            }
            (b'\\', _) => break,
            (b'[', _) => {
                end(&mut run);
                match after_class(after) {
                    Some(after) => after,
                    None => break,
                }
            }
            // What comes before may not be there at all.
            (b'?' | b'*' | b'{', _) => {
                run.pop();
                end(&mut run);
                let n_counted = after.iter().position(|&byte| byte == b'}').map_or(0, |end| end + 1);
                after
                    .get(if byte == b'{' { n_counted } else { 0 }..)
                    .unwrap_or_default()
            }
            (b'+' | b'.' | b'^' | b'$' | 0x80.., _) => {
                end(&mut run);
                after
            }
            (letter, _) => {
                run.push(letter);
                after
            }
        };
    }
    end(&mut run);
    longest
}

/// What follows a class of letters, if it is plain: none in it, and nothing escaped.
fn after_class(class: &[u8]) -> Option<&[u8]> {
    let class = class.strip_prefix(b"^").unwrap_or(class);
    // A bracket that comes first is one of the letters.
    let end = 1 + class.get(1..)?.iter().position(|&byte| byte == b']')?;
    let (letters, after) = class.split_at_checked(end)?;
    let is_plain = !letters.iter().any(|byte| br"[\".contains(byte));
    is_plain.then(|| after.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PIECES: &[&str] = &[
        "a",
        "B",
        "7",
        "ab",
        "é",
        r"\.",
        r"\-",
        ".",
        r"\d",
        r"\D",
        r"\w",
        r"\W",
        r"\s",
        r"\b",
        r"\B",
        "^",
        "$",
        "[a-c]",
        "[^a-c]",
        "[]a]",
        "[^]a]",
        r"[\]a]",
        "[a-c&&b]",
        "[[:digit:]x]",
        "(ab|7)",
        "(?:a)",
        "(?-i:a)",
        "(?i)",
        "(?x) a ",
        "(?s:.)",
        "(?m:^a$)",
        "|",
        r"\x41",
        r"\x{42}",
        r"\u0041",
        r"\n",
        "-",
        "_",
        "]",
        "}",
    ];
    const OFTEN: &[&str] = &[
        "", "", "", "*", "+", "?", "{2}", "{0}", "{0,}", "{1,3}", "*?", "+?", "??", "{0,2}?",
    ];

    fn pattern() -> impl Strategy<Value = String> {
        let piece = (prop::sample::select(PIECES), prop::sample::select(OFTEN));
        prop::collection::vec(piece, 0..6).prop_map(|pieces| {
            let text = |(piece, often)| [piece, often];
            pieces.into_iter().flat_map(text).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn no_match_is_missed(pattern in pattern(), text in "[abcABC7é. x_\n\r\\-\\]\\}]{0,12}") {
            let Ok(pattern) = Pattern::new(&pattern) else {
                return Ok(());
            };
            prop_assert_eq!(pattern.is_in(&text), pattern.regex.is_match(&text), "{:?}", pattern);
        }
    }

    #[test]
    fn what_every_match_has() {
        for (pattern, expected) in [
            (r"^api[0-9]+\.example", ".example"),
            ("c1.*7$", "c1"),
            ("abc?d", "ab"),
            ("ab{2}c", "a"),
            ("xy+z", "xy"),
            (r"[\]]abc", ""),
            ("[]x]abc", "abc"),
            (r"ab\x41cde", "ab"),
            ("abc|d", ""),
            ("(abc)", ""),
            ("caféteria", "teria"),
        ] {
            assert_eq!(required(pattern.as_bytes()), expected.as_bytes(), "{pattern}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_letters() {
        for (pattern, text, expected) in [
            ("^.{3}$", "été", true),
            ("^[^a]$", "é", true),
            ("É", "é", false),
            ("é", "café", true),
            ("K", "\u{212a}", false),
        ] {
            let found = Pattern::new(pattern).unwrap().is_in(text);
            assert_eq!(found, expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_is_too_large_or_no_pattern_is_refused() {
        for pattern in ["(", "a{1000}{1000}", &"(".repeat(60)] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }
}
