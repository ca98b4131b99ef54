//! Finds actions by what is typed: every word must begin a word of the action, or its letters must come in order in the title.

use super::Action;

/// The actions that fit, the best first; all of them for nothing typed.
pub fn search(actions: &[Action], typed: &str) -> Vec<Action> {
    let typed = typed.to_ascii_lowercase();
    let mut found: Vec<(u32, &Action)> = actions
        .iter()
        .filter_map(|action| Some((score(action.title, action.words, &typed)?, action)))
        .collect();
    // Stable, so that equals stay in the table's order.
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().map(|(_, action)| *action).collect()
}

/// How badly an action fits: 0 for the beginning of the title; `None` where it does not.
fn score(title: &str, words: &str, typed: &str) -> Option<u32> {
    let title = title.to_ascii_lowercase();
    let begins = |text: &str, word: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|known| known.starts_with(word))
    };
    let mut asked = typed.split_whitespace().peekable();
    if asked.peek().is_none() || title.starts_with(typed.trim()) {
        return Some(0);
    }
    if asked.clone().all(|word| begins(&title, word)) {
        return Some(1);
    }
    if asked.clone().all(|word| begins(&title, word) || begins(words, word)) {
        return Some(2);
    }
    let letters: String = asked.collect();
    let is_abbreviation = letters.chars().count() > 1 && has_in_order(&title, &letters);
    is_abbreviation.then_some(3)
}

fn has_in_order(text: &str, letters: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().all(|letter| rest.any(|c| c == letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::all;

    fn first(typed: &str) -> Option<&'static str> {
        search(&all(), typed).first().map(|action| action.title)
    }

    #[test]
    fn titles_come_before_other_words_and_abbreviations() {
        assert_eq!(first("dark"), Some("Light or dark"));
        assert_eq!(first("theme"), Some("Light or dark"));
        assert_eq!(first("fin anom"), Some("Find anomalies"));
        assert_eq!(first("train"), Some("Train"));
        assert_eq!(first("fndanm"), Some("Find anomalies"));
        assert_eq!(first("no such thing"), None);
    }

    #[test]
    fn nothing_typed_finds_all() {
        assert_eq!(search(&all(), "  ").len(), all().len());
    }
}
