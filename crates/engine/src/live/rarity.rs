//! How rare a flow is among ordinary ones that the detectors did not learn from.

use wiresift_detect::{Calibration, CalibrationError};

/// The surprise of such flows.
#[derive(Debug)]
pub(super) struct Rarity(Calibration);

impl Rarity {
    /// # Errors
    /// Without any, or where one is not finite.
    pub(super) fn of(surprise: impl Iterator<Item = f64>) -> Result<Self, CalibrationError> {
        Calibration::fit(&surprise.map(single).collect::<Vec<f32>>()).map(Self)
    }

    /// The share of them that surprises less, in `0..=1`.
    pub(super) fn share_below(&self, surprise: f64) -> f64 {
        self.0.percentile(single(surprise))
    }

    /// One of them in how many surprises as much, as a power of ten: 3 is one in 1,000.
    pub(super) fn tail(&self, surprise: f64) -> f64 {
        self.0.tail(single(surprise))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "calibrations are of f32")]
fn single(surprise: f64) -> f32 {
    surprise as f32
}
