//! Attribution of an autoencoder: what it could not restore.
//!
//! An autoencoder's score is the mean squared error of a row that was pressed through few numbers and restored: each feature
//! contributes its part.
//!
//! # Limits
//! An error shows where a row does not agree with itself. Where one odd feature leads the network astray, other features
//! have errors, too.

use ndarray::ArrayView1;

use crate::{Attribution, ExplainError};

/// What is left between a row and what was restored of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstruction {
    /// The mean squared error, feature by feature; the base is 0.
    pub attribution: Attribution,
    /// By feature: what was restored less what was there, in scaled units.
    pub differences: Vec<f64>,
}

/// Explains the error between `row` and `restored`.
///
/// # Shapes
/// Both `[n_features]`, and so are contributions.
///
/// # Errors
/// [`ExplainError::Size`], [`ExplainError::NotFinite`].
pub fn attribute(row: ArrayView1<'_, f32>, restored: ArrayView1<'_, f32>) -> Result<Reconstruction, ExplainError> {
    ExplainError::check_least("features", 1, row.len())?;
    ExplainError::check_size("restored features", row.len(), restored.len())?;
    ExplainError::check_finite("feature", row.iter().copied())?;
    ExplainError::check_finite("restored feature", restored.iter().copied())?;
    let pairs = restored.iter().zip(row);
    let differences: Vec<f64> = pairs.map(|(&b, &a)| f64::from(b) - f64::from(a)).collect();
    let n = row.len() as f64;
    Ok(Reconstruction {
        attribution: Attribution {
            base: 0.0,
            contributions: differences
                .iter()
                .map(|difference| difference * difference / n)
                .collect(),
        },
        differences,
    })
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn errors_are_shared_by_feature() {
        let reconstruction = attribute(array![1.0, 5.0].view(), array![1.0, 2.0].view()).unwrap();
        assert_eq!(reconstruction.attribution.contributions, [0.0, 4.5]);
        assert_eq!(reconstruction.attribution.shares(), [0.0, 1.0]);
        assert_eq!(reconstruction.differences, [0.0, -3.0]);
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let refused = |a: &[f32], b: &[f32]| attribute(a.into(), b.into()).unwrap_err();
        assert!(matches!(refused(&[1.0], &[1.0, 2.0]), ExplainError::Size { .. }));
        assert!(matches!(
            refused(&[1.0], &[f32::INFINITY]),
            ExplainError::NotFinite { .. }
        ));
        assert!(matches!(refused(&[], &[]), ExplainError::TooFew { .. }));
    }
}
