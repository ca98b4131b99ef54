//! Regular expressions, asked of a million texts.
//!
//! `regex-lite` walks a text letter by letter through all states at once. Most texts need no such walk: they lack letters that
//! every match has, and those are looked for first.

use std::cell::RefCell;
use std::cmp::Reverse;

use hashbrown::HashMap;
use memchr::memchr2_iter;
use regex_lite::{Regex, RegexBuilder};

use crate::error::MeaningErrorKind;

/// Most memory that a compiled pattern may take.
const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of a pattern.
const MAX_DEPTH: u32 = 50;

/// Texts whose answer is remembered: names come again and again, and a look is much cheaper than a walk.
const MAX_KNOWN: usize = 4_096;
/// Longest of them, in bytes.
const MAX_KNOWN_BYTES: usize = 256;

/// A regular expression; letters of ASCII match in either case.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    regex: Regex,
    /// What every match has in it, the soonest looked for first.
    required: Vec<Run>,
    known: RefCell<HashMap<Box<str>, bool>>,
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
        let mut required = required(pattern.as_bytes());
        wiresift_order::sort_by_key(&mut required, |run| {
            (run.place == Place::Anywhere, Reverse(run.letters.len()))
        });
        Ok(Self {
            regex: regex.map_err(|error| MeaningErrorKind::Regex(error.to_string()))?,
            required,
            known: RefCell::default(),
        })
    }

    /// Whether it is found in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.required.iter().all(|run| run.is_in(text.as_bytes())) && self.matches(text)
    }

    fn matches(&self, text: &str) -> bool {
        let mut known = self.known.borrow_mut();
        if let Some(&matches) = known.get(text) {
            return matches;
        }
        let matches = self.regex.is_match(text);
        if known.len() < MAX_KNOWN && text.len() <= MAX_KNOWN_BYTES {
            known.insert(text.into(), matches);
        }
        matches
    }
}

/// Letters of ASCII that are in a text, in some case.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    letters: Vec<u8>,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Anywhere,
    End,
}

impl Run {
    fn is_in(&self, text: &[u8]) -> bool {
        let n_letters = self.letters.len();
        let is_at = |at: usize| {
            let there = text.get(at..at + n_letters);
            there.is_some_and(|there| there.eq_ignore_ascii_case(&self.letters))
        };
        match (self.place, self.letters.first()) {
            (_, None) => true,
            (Place::Start, _) => is_at(0),
            (Place::End, _) => text.len().checked_sub(n_letters).is_some_and(is_at),
            (Place::Anywhere, Some(first)) => {
                memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).any(is_at)
            }
        }
    }
}

/// Runs of letters while a pattern is read.
struct Runs {
    found: Vec<Run>,
    letters: Vec<u8>,
    /// Where the letters at hand are.
    place: Place,
}

impl Runs {
    fn end(&mut self, at_end: bool) {
        let letters = std::mem::take(&mut self.letters);
        let place = std::mem::replace(&mut self.place, Place::Anywhere);
        if letters.is_empty() {
            return;
        }
        if at_end {
            self.found.push(Run {
                letters: letters.clone(),
                place: Place::End,
            });
        }
        if !at_end || place == Place::Start {
            self.found.push(Run { letters, place });
        }
    }
}

/// The runs of letters of ASCII that every match of a valid pattern has.
///
/// Only the plainest patterns are read: with groups, alternatives or odd escapes there may be runs that are not found.
fn required(pattern: &[u8]) -> Vec<Run> {
    if pattern.iter().any(|byte| b"(|".contains(byte)) {
        return Vec::new();
    }
    let (place, mut rest) = match pattern.strip_prefix(b"^") {
        Some(rest) => (Place::Start, rest),
        None => (Place::Anywhere, pattern),
    };
    let mut runs = Runs {
        found: Vec::new(),
        letters: Vec::new(),
        place,
    };
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'\\', [escaped, after @ ..]) if escaped.is_ascii_punctuation() => {
                runs.letters.push(*escaped);
                after
            }
            (
                b'\\',
                [
                    b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'b' | b'B' | b'n' | b't' | b'r',
                    after @ ..,
                ],
            ) => {
                runs.end(false);
                after
            }
            (b'\\', _) => break,
            (b'[', _) => {
                runs.end(false);
                match after_class(after) {
                    Some(after) => after,
                    None => break,
                }
            }
            // What comes before may not be there at all.
            (b'?' | b'*' | b'{', _) => {
                runs.letters.pop();
                runs.end(false);
                let n_counted = after.iter().position(|&byte| byte == b'}').map_or(0, |end| end + 1);
                after
                    .get(if byte == b'{' { n_counted } else { 0 }..)
                    .unwrap_or_default()
            }
            (b'$', []) => {
                runs.end(true);
                after
            }
            (b'+' | b'.' | b'^' | b'$' | 0x80.., _) => {
                runs.end(false);
                after
            }
            (letter, _) => {
                runs.letters.push(letter);
                after
            }
        };
    }
    runs.end(false);
    runs.found
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
            for _ in 0..2 {
                prop_assert_eq!(pattern.is_in(&text), pattern.regex.is_match(&text), "{:?}", pattern);
            }
        }
    }

    #[test]
    fn what_every_match_has() {
        for (pattern, expected) in [
            (r"^api[0-9]+\.example", "^api .example"),
            ("c1.*7$", "c1 7$"),
            ("^ab$", "ab$ ^ab"),
            ("^?ab", "ab"),
            ("^a?b", "b"),
            ("ab$c", "ab c"),
            ("abc?d", "ab d"),
            ("ab{2}c", "a c"),
            ("xy+z", "xy z"),
            (r"[\]]abc", ""),
            ("[]x]abc", "abc"),
            (r"ab\x41cde", "ab"),
            ("abc|d", ""),
            ("(abc)", ""),
            ("caféteria", "caf teria"),
        ] {
            let words = required(pattern.as_bytes()).into_iter().map(|run| {
                let letters = String::from_utf8(run.letters).unwrap();
                match run.place {
                    Place::Start => format!("^{letters}"),
                    Place::Anywhere => letters,
                    Place::End => format!("{letters}$"),
                }
            });
            assert_eq!(words.collect::<Vec<_>>().join(" "), expected, "{pattern}");
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
