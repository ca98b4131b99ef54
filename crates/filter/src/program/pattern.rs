//! Regular expressions, asked of a million texts.
//!
//! # Design
//! `regex-lite` says what a pattern means and which patterns there are. It walks every text letter by letter through all states at
//! once, some 30 ns a letter in a tab. A lazy automaton of `regex-automata` needs one or two; over bytes it means the same for texts
//! and patterns of ASCII alone, which is nearly all that is ever asked (a test holds the two against each other). Everything else
//! is asked of `regex-lite`.

use std::cell::RefCell;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind};
use regex_lite::{Regex, RegexBuilder};

use crate::error::MeaningErrorKind;

/// Most memory that a compiled pattern may take.
const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of a pattern.
const MAX_DEPTH: u32 = 50;

/// A regular expression; letters of ASCII match in either case.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    exact: Regex,
    fast: Option<Fast>,
}

/// The same for texts of ASCII alone.
#[derive(Debug, Clone)]
struct Fast {
    automaton: DFA,
    /// The states that were met so far.
    cache: RefCell<Cache>,
}

impl Pattern {
    /// # Errors
    /// [`MeaningErrorKind::Regex`]: it is none, or too large.
    pub(super) fn new(pattern: &str) -> Result<Self, MeaningErrorKind> {
        let exact = RegexBuilder::new(pattern)
            .case_insensitive(true)
            .nest_limit(MAX_DEPTH)
            .size_limit(MAX_BYTES)
            .build();
        Ok(Self {
            exact: exact.map_err(|error| MeaningErrorKind::Regex(error.to_string()))?,
            fast: Fast::new(pattern),
        })
    }

    /// Whether it is found in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let found = self
            .fast
            .as_ref()
            .filter(|_| text.is_ascii())
            .and_then(|fast| fast.is_in(text));
        found.unwrap_or_else(|| self.exact.is_match(text))
    }
}

impl Fast {
    fn new(pattern: &str) -> Option<Self> {
        if !pattern.is_ascii() {
            return None;
        }
        let bytes = syntax::Config::new()
            .case_insensitive(true)
            .unicode(false)
            .utf8(false)
            .nest_limit(MAX_DEPTH);
        let compiled = thompson::Config::new().utf8(false).nfa_size_limit(Some(MAX_BYTES));
        // Whether there is a match, not where: the longest and the first are not told apart.
        let lazy = DFA::config().match_kind(MatchKind::All).skip_cache_capacity_check(true);
        let automaton = DFA::builder()
            .syntax(bytes)
            .thompson(compiled)
            .configure(lazy)
            .build(pattern)
            .ok()?;
        Some(Self {
            cache: RefCell::new(automaton.create_cache()),
            automaton,
        })
    }

    /// `None` if it cannot tell.
    fn is_in(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).earliest(true);
        let mut cache = self.cache.try_borrow_mut().ok()?;
        let found = self.automaton.try_search_fwd(&mut cache, &input).ok()?;
        Some(found.is_some())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Patterns of every construct that both know.
    fn pattern() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(
            &[
                "a",
                "B",
                "7",
                r"\.",
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
                "[[:digit:]x]",
                "(ab|7)",
                "(?:a)",
                "(?-i:a)",
                "(?s:.)",
                "(?m:^a$)",
                "|",
                r"\x41",
                r"\n",
            ][..],
        );
        let often = prop::sample::select(&["", "", "", "*", "+", "?", "{2}", "{1,3}", "*?"][..]);
        prop::collection::vec((piece, often), 0..6).prop_map(|pieces| {
            pieces
                .into_iter()
                .map(|(piece, often)| format!("{piece}{often}"))
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn both_engines_mean_the_same(pattern in pattern(), text in "[abcABC7. x_\n\r-]{0,12}") {
            let Ok(pattern) = Pattern::new(&pattern) else {
                return Ok(());
            };
            let fast = pattern.fast.as_ref().expect("what one engine knows the other knows");
            prop_assert_eq!(fast.is_in(&text), Some(pattern.exact.is_match(&text)), "{:?}", pattern.exact);
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
            assert_eq!(
                Pattern::new(pattern).unwrap().is_in(text),
                expected,
                "{pattern} in {text}"
            );
        }
    }

    #[test]
    fn what_is_too_large_or_no_pattern_is_refused() {
        for pattern in ["(", "a{1000}{1000}", &"(".repeat(60)] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }
}
