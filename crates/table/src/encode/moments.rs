//! Sums over a column, in `f64`.

/// Partial sums side by side: the compiler may then use SIMD, which a single running sum forbids.
const LANES: usize = 8;

/// The first moments and the range of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moments {
    pub(super) n: f64,
    pub(super) mean: f64,
    /// Of the population, as scikit-learn's `StandardScaler`.
    pub(super) variance: f64,
    /// Third standardised moment; 0 for a constant column.
    pub(super) skewness: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Moments {
    /// Two passes: the sum of squares of uncentred bytes and ports would cancel.
    pub(super) fn of(values: &[f64]) -> Self {
        let n = values.len().max(1) as f64;
        let mean = lane_sum(values, |value| value) / n;
        let variance = lane_sum(values, |value| (value - mean) * (value - mean)) / n;
        let third = lane_sum(values, |value| (value - mean) * (value - mean) * (value - mean)) / n;
        let (min, max) = values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
                (
                    if value < low { value } else { low },
                    if value > high { value } else { high },
                )
            });
        let moments = Self {
            n,
            mean,
            variance,
            skewness: 0.0,
            min,
            max,
        };
        if moments.is_constant() {
            return moments;
        }
        Self {
            skewness: third / (variance * variance.sqrt()),
            ..moments
        }
    }

    /// Whether the variance is rounding noise: scikit-learn's `_is_constant_feature`, after Chan, Golub and
    /// `LeVeque` (1983), "Algorithms for computing the sample variance".
    pub(super) fn is_constant(&self) -> bool {
        let bound = self.n * f64::EPSILON * self.variance + (self.n * self.mean * f64::EPSILON).powi(2);
        self.variance <= bound
    }

    /// Divisor of a standard score; 1 for a constant column, which is only centred.
    pub(super) fn scale(&self) -> f64 {
        let std_dev = self.variance.sqrt();
        if self.is_constant() || !std_dev.is_finite() {
            1.0
        } else {
            std_dev
        }
    }
}

fn lane_sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += term(value);
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|&value| term(value)).sum::<f64>()
}
