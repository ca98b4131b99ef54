//! Settings: one TOML file for the native programs, with the names that the page uses.
//!
//! What is left out has its default. A key that is not known, a value of the wrong kind and a value out of range are
//! errors that name the key and the line: a setting that is silently not followed is worse than a program that does not
//! start. Nothing is read from a disk here: text in, [`Settings`] out.
//!
//! ```
//! let settings = wiresift_settings::parse("[capture]\ninterface = \"eth0\"\nsnaplen = 256\n")?;
//! assert_eq!(settings.capture.snaplen, 256);
//!
//! let error = wiresift_settings::parse("[capture]\n\nsnaplen = 7\n").unwrap_err();
//! assert_eq!(error.to_string(), "line 3: capture.snaplen must be 64 to 262144 bytes, not 7");
//! # Ok::<(), wiresift_settings::SettingsError>(())
//! ```

mod check;
mod error;
mod place;
mod settings;

pub use error::SettingsError;
pub use settings::{
    Alerts, Autoencoder, Baseline, Capture, Detection, IsolationForest, LocalOutlierFactor, OneClassSvm, Settings,
};

/// Longest file that is taken, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Reads settings.
///
/// # Errors
/// [`SettingsError`] at the first thing that is wrong.
pub fn parse(text: &str) -> Result<Settings, SettingsError> {
    if text.len() > MAX_BYTES {
        let n_bytes = text.len();
        return Err(SettingsError::TooLong { n_bytes });
    }
    let spanned = toml::from_str(text).map_err(|error| error::of_toml(text, &error))?;
    check::check(text, spanned)
}

#[cfg(test)]
mod tests;
