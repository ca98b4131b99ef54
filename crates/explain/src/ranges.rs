//! What is normal for a feature.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::ExplainError;

/// Share of normal rows below [`NormalRange::low`], and above [`NormalRange::high`].
const TAIL: f64 = 0.05;

/// Where the values of a feature lie in normal rows, in scaled units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NormalRange {
    /// A twentieth of the rows is below.
    pub low: f32,
    /// Half of the rows is below.
    pub median: f32,
    /// A twentieth of the rows is above.
    pub high: f32,
}

impl NormalRange {
    /// The value in the range that is nearest to `value`.
    pub fn clamp(&self, value: f32) -> f32 {
        value.max(self.low).min(self.high)
    }

    /// Whether `value` is in the range.
    pub fn contains(&self, value: f32) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// The range of each column over the rows `rows` of `x`. Quantiles are values that occur.
///
/// # Shapes
/// `x`: `[n_rows, n_columns]`. Gives `[n_columns]`.
///
/// # Errors
/// [`ExplainError::NoSuchRow`], [`ExplainError::TooFew`] without a row.
pub fn normal_ranges(x: ArrayView2<'_, f32>, rows: &[u32]) -> Result<Vec<NormalRange>, ExplainError> {
    ExplainError::check_least("normal rows", 1, rows.len())?;
    ExplainError::check_rows(rows, x.nrows())?;
    let mut values = vec![0.0; rows.len()];
    let range = |column: ndarray::ArrayView1<'_, f32>| {
        for (value, &row) in values.iter_mut().zip(rows) {
            *value = column[row as usize];
        }
        let mut at = |q: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "within the length"
            )]
            let place = (q * (values.len() - 1) as f64).round() as usize;
            *values.select_nth_unstable_by(place, f32::total_cmp).1
        };
        NormalRange {
            low: at(TAIL),
            median: at(0.5),
            high: at(1.0 - TAIL),
        }
    };
    Ok(x.columns().into_iter().map(range).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn ranges_are_quantiles_of_the_rows_that_count() {
        let x = Array2::from_shape_fn((202, 1), |(i, _)| if i < 101 { (i * 37 % 101) as f32 } else { 1e9 });
        let rows: Vec<u32> = (0..101).collect();
        let range = normal_ranges(x.view(), &rows).unwrap()[0];
        assert_eq!(
            range,
            NormalRange {
                low: 5.0,
                median: 50.0,
                high: 95.0
            }
        );
        assert!(range.contains(95.0) && !range.contains(95.5));
        assert_eq!(
            (range.clamp(1e9).to_bits(), range.clamp(7.0).to_bits()),
            (95.0_f32.to_bits(), 7.0_f32.to_bits())
        );
    }

    #[test]
    fn rows_that_are_not_there_are_refused() {
        let x = Array2::zeros((3, 1));
        assert!(matches!(
            normal_ranges(x.view(), &[3]),
            Err(ExplainError::NoSuchRow { row: 3, .. })
        ));
        assert!(matches!(normal_ranges(x.view(), &[]), Err(ExplainError::TooFew { .. })));
    }
}
