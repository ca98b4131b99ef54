//! Bins for charts.

use crate::message::Histogram;

/// Bars that a chart shows well.
const N_BINS: usize = 40;

/// Spread above which bins grow by a factor: with equal bins all but a few values would share the first.
const LOGARITHMIC_SPREAD: f64 = 50.0;

/// Edges of bins over values, and how they grow.
pub(crate) struct Bins {
    edges: Vec<f64>,
    pub(crate) is_logarithmic: bool,
}

impl Bins {
    /// Bins of equal width from `low` to `high`.
    pub(crate) fn linear(low: f64, high: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let width = (high - low) / N_BINS as f64;
        let edges = (0..=N_BINS).map(|at| {
            if at == N_BINS {
                high
            } else {
                width.mul_add(at as f64, low)
            }
        });
        Self {
            edges: edges.collect(),
            is_logarithmic: false,
        }
    }

    /// Bins that fit the values: by equal factors of `1 + x` where they are non-negative and far apart, else by equal width. `None` without a finite value.
    pub(crate) fn fitting(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let middle = finite.len() / 2;
        let (_, &mut median, _) =
            (!finite.is_empty()).then(|| finite.select_nth_unstable_by(middle, f64::total_cmp))?;
        let low = finite.iter().copied().fold(f64::INFINITY, f64::min);
        let high = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if low < 0.0 || high <= LOGARITHMIC_SPREAD * median.max(1.0) {
            return Some(Self::linear(low, high));
        }
        let logarithms = Self::linear(low.ln_1p(), high.ln_1p());
        let mut edges: Vec<f64> = logarithms.edges.iter().map(|edge| edge.exp_m1()).collect();
        edges[0] = low;
        edges[N_BINS] = high;
        Some(Self {
            edges,
            is_logarithmic: true,
        })
    }

    /// Counts values by bin, apart for rows that are anomalies. What is not finite, or outside, is left out.
    pub(crate) fn count(self, values: impl Iterator<Item = (f64, bool)>) -> Histogram {
        let (mut normal, mut anomalous) = (vec![0; N_BINS], vec![0; N_BINS]);
        let (low, high) = (self.edges[0], self.edges[N_BINS]);
        for (value, is_anomaly) in values.filter(|(value, _)| (low..=high).contains(value)) {
            let bin = self
                .edges
                .partition_point(|edge| *edge <= value)
                .saturating_sub(1)
                .min(N_BINS - 1);
            let counts = if is_anomaly { &mut anomalous } else { &mut normal };
            counts[bin] += 1;
        }
        Histogram {
            edges: self.edges,
            normal,
            anomalous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_falls_into_a_bin() {
        let values = [0.0, 1.0, 10.0, 1e9, 5.0, 3.0, 0.5];
        let bins = Bins::fitting(values.iter().copied()).unwrap();
        assert!(bins.is_logarithmic);
        let histogram = bins.count(values.iter().map(|&value| (value, value > 1e6)));
        assert_eq!(histogram.normal.iter().sum::<u64>(), 6);
        assert_eq!(histogram.anomalous.last(), Some(&1));
        assert_eq!(histogram.edges.len(), histogram.normal.len() + 1);
    }

    #[test]
    fn a_constant_has_a_bin_of_its_own() {
        let histogram = Bins::fitting([7.0; 5].into_iter())
            .unwrap()
            .count([(7.0, false); 5].into_iter());
        assert_eq!(histogram.normal[0], 5);
    }

    #[test]
    fn nothing_finite_has_no_bins() {
        assert!(Bins::fitting([f64::NAN, f64::INFINITY].into_iter()).is_none());
    }
}
