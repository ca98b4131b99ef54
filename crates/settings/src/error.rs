//! What can be wrong with a file of settings.

use std::ops::Range;

/// Why settings are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The file is too long to be one.
    #[error("{n_bytes} bytes are too long for a file of settings")]
    TooLong {
        /// Its length in bytes.
        n_bytes: usize,
    },
    /// Not TOML, a key that is not known, or a value of the wrong kind.
    #[error("line {line}: {message}")]
    Syntax {
        /// From 1.
        line: usize,
        /// What the parser says; it names the key.
        message: String,
    },
    /// A value is out of range.
    #[error("line {line}: {key} must be {expected}, not {found}")]
    Range {
        /// From 1.
        line: usize,
        /// With its tables.
        key: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
}

pub(crate) fn of_toml(text: &str, error: &toml::de::Error) -> SettingsError {
    let span = error.span().unwrap_or_default();
    let message = error.message().to_owned();
    SettingsError::Syntax {
        line: line(text, &span),
        message: match key_of_line(text, &span) {
            Some(key) if !message.contains(key) => format!("{key}: {message}"),
            _ => message,
        },
    }
}

/// The line of a span, from 1.
pub(crate) fn line(text: &str, span: &Range<usize>) -> usize {
    1 + text.get(..span.start).unwrap_or_default().matches('\n').count()
}

/// The key before the value at a span.
fn key_of_line<'t>(text: &'t str, span: &Range<usize>) -> Option<&'t str> {
    let line = text.get(..span.start)?.lines().last()?;
    let (key, _) = line.split_once('=')?;
    Some(key.trim())
}
