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
        let [sum, ..] = lane_sums(values, |value| [value, 0.0]);
        let mean = sum / n;
        let [squares, cubes] = lane_sums(values, |value| {
            let deviation = value - mean;
            let square = deviation * deviation;
            [square, square * deviation]
        });
        let (min, max) = range(values);
        let variance = squares / n;
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
            skewness: cubes / n / (variance * variance.sqrt()),
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

fn lane_sums(values: &[f64], terms: impl Fn(f64) -> [f64; 2]) -> [f64; 2] {
    let mut first = [0.0; LANES];
    let mut second = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for ((first, second), &value) in first.iter_mut().zip(&mut second).zip(chunk) {
            let [a, b] = terms(value);
            *first += a;
            *second += b;
        }
    }
    for ((first, second), &value) in first.iter_mut().zip(&mut second).zip(rest) {
        let [a, b] = terms(value);
        *first += a;
        *second += b;
    }
    [first.iter().sum(), second.iter().sum()]
}

fn range(values: &[f64]) -> (f64, f64) {
    let mut low = [f64::INFINITY; LANES];
    let mut high = [f64::NEG_INFINITY; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks.iter().map(<[f64; LANES]>::as_slice).chain([rest]) {
        for ((low, high), &value) in low.iter_mut().zip(&mut high).zip(chunk) {
            *low = if value < *low { value } else { *low };
            *high = if value > *high { value } else { *high };
        }
    }
    let low = low.into_iter().fold(f64::INFINITY, f64::min);
    (low, high.into_iter().fold(f64::NEG_INFINITY, f64::max))
}
