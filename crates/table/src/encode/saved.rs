//! A saved encoder is taken only where each of its columns has its features.

use serde::Deserialize;

use super::{EncodeWarning, EncodedColumn, EncodedKind, Encoder, EncoderOptions, FeatureSpec, VERSION};
use crate::saved::SavedError;

/// [`Encoder`] as it is stored.
#[derive(Deserialize)]
pub(super) struct SavedEncoder {
    version: u16,
    columns: Vec<EncodedColumn>,
    features: Vec<FeatureSpec>,
    warnings: Vec<EncodeWarning>,
    max_cells: usize,
}

impl TryFrom<SavedEncoder> for Encoder {
    type Error = SavedError;

    fn try_from(saved: SavedEncoder) -> Result<Self, SavedError> {
        let SavedEncoder {
            version,
            columns,
            features,
            warnings,
            max_cells,
        } = saved;
        let limits = EncoderOptions::default();
        SavedError::check(version == VERSION, "an encoder of another version")?;
        SavedError::check(
            (1..=limits.max_features).contains(&features.len()),
            "an encoder of impossible size",
        )?;
        let has_features = |column: &EncodedColumn| {
            let n = match &column.kind {
                EncodedKind::Number { .. } => 1,
                EncodedKind::OneHot { names } => names.len(),
            };
            column.first.checked_add(n).is_some_and(|end| end <= features.len())
        };
        SavedError::check(columns.iter().all(has_features), "an encoder of another matrix")?;
        let is_scale =
            |feature: &FeatureSpec| feature.scale > 0.0 && feature.scale.is_finite() && feature.center.is_finite();
        SavedError::check(features.iter().all(is_scale), "an encoder without scales")?;
        Ok(Self {
            version,
            columns,
            features,
            warnings,
            max_cells: max_cells.min(limits.max_cells),
        })
    }
}
