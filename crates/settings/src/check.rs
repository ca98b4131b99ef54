//! Values in their ranges.

use std::fmt::Debug;

use toml::Spanned;

use crate::SettingsError;
use crate::error::line;
use crate::settings::{RawSettings, Settings};

pub(crate) fn check(text: &str, raw: RawSettings) -> Result<Settings, SettingsError> {
    Ok(Settings {
        capture: raw.capture.check(text)?,
        baseline: raw.baseline.check(text)?,
        detection: raw.detection.check(text)?,
        alerts: raw.alerts.check(text)?,
        isolation_forest: raw.isolation_forest.check(text)?,
        local_outlier_factor: raw.local_outlier_factor.check(text)?,
        one_class_svm: raw.one_class_svm.check(text)?,
        autoencoder: raw.autoencoder.check(text)?,
    })
}

/// A value, where it is in its range.
pub(crate) fn take<T: Debug>(
    text: &str,
    value: Spanned<T>,
    key: &'static str,
    is_valid: impl Fn(&T) -> bool,
    expected: &'static str,
) -> Result<T, SettingsError> {
    let span = value.span();
    let value = value.into_inner();
    if is_valid(&value) {
        return Ok(value);
    }
    Err(SettingsError::Range {
        line: line(text, &span),
        key,
        expected,
        // A long text would hide the rest.
        found: format!("{value:?}").chars().take(60).collect(),
    })
}
