//! Text from captures and tables, made harmless for one format or the other.

use std::fmt::{self, Display, Write};

/// Text that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets show as plain text.
/// See OWASP, "CSV Injection".
pub fn defused(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Text between tags or quotes of HTML. What cannot be seen (control characters, marks that turn the direction of writing) is
/// shown as its number.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                letter if is_unseen(letter) => write!(f, "\\u{{{:x}}}", u32::from(letter))?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// Control characters, and the directional ones of UAX #9.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused_and_text_is_not_touched() {
        assert_eq!(defused("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(defused("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(defused("tcp"), "tcp");
    }

    #[test]
    fn what_turns_writing_is_shown() {
        assert_eq!(Escaped("\u{202e}gnp.exe\u{7}").to_string(), "\\u{202e}gnp.exe\\u{7}");
    }

    proptest! {
        #[test]
        fn escaped_text_holds_no_markup(text: String) {
            let escaped = Escaped(&text).to_string();
            let has_markup = escaped.contains(['<', '>', '"', '\'', '\0', '\u{202e}']);
            prop_assert!(!has_markup);
            let ampersands = escaped.matches('&').count();
            let entities: usize = ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;"].map(|entity| escaped.matches(entity).count()).iter().sum();
            prop_assert_eq!(ampersands, entities);
        }
    }
}
