//! The secret of one start.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

/// 256 random bits as text; known to who sees the terminal, and to nobody else.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(BASE64URL_NOPAD.encode(&bytes)))
    }

    /// Compares in a time that depends on the length alone.
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// For the printed address.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_matches() {
        let token = Token::random().unwrap();
        let text = token.reveal().to_owned();
        assert_eq!(text.len(), 43);
        assert!(token.matches(&text));
        for wrong in [
            "",
            "token",
            &text[1..],
            &text[..42],
            &format!("{text}a"),
            &text.to_ascii_uppercase(),
        ] {
            assert!(!token.matches(wrong), "{wrong}");
        }
        assert!(!Token::random().unwrap().matches(&text));
        assert_eq!(format!("{token:?}"), "Token");
    }
}
