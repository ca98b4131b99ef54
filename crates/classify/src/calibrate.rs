//! Probabilities that mean what they say.
//!
//! A network that was trained to the end is surer than it is right. Temperature scaling divides the logarithms of its
//! probabilities by one number, chosen on rows that it was not trained on. The order of the classes stays as it was.
//!
//! # Source
//! Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks", sections 2 and 4.2; of an
//! ensemble, the mean is scaled (Rahaman and Thiery, 2021, "Uncertainty quantification and deep ensembles").

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// The least probability whose logarithm is taken: a forest says 0.
const LEAST: f64 = 1e-7;
/// Temperatures that are tried, as logarithms: from 1/20 to 20.
const RANGE: [f64; 2] = [-3.0, 3.0];
/// Bins of a reliability plot.
pub const N_BINS: usize = 10;

/// Rows whose highest probability is in one range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lower end of the range; its upper end is the next bin's.
    pub from: f64,
    /// Rows in it.
    pub n_rows: u64,
    /// Their mean highest probability. 0 without rows.
    pub confidence: f64,
    /// Share of them whose class is right. 0 without rows.
    pub accuracy: f64,
}

/// Divides the logarithm of every probability by the temperature; rows add up to 1 again.
///
/// # Shapes
/// `[n, n_classes]` to the same.
pub fn scale(probabilities: ArrayView2<'_, f32>, temperature: f64) -> Array2<f32> {
    let mut scaled = Array2::zeros(probabilities.dim());
    for (row, mut target) in probabilities.rows().into_iter().zip(scaled.rows_mut()) {
        let logs: Vec<f64> = row
            .iter()
            .map(|&p| f64::from(p).max(LEAST).ln() / temperature)
            .collect();
        let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| (log - max).exp()).sum();
        #[expect(clippy::cast_possible_truncation, reason = "a probability of few digits")]
        target
            .iter_mut()
            .zip(&logs)
            .for_each(|(p, log)| *p = ((log - max).exp() / sum) as f32);
    }
    scaled
}

/// The temperature that makes the rows' classes most likely; 1 without rows.
///
/// # Shapes
/// `probabilities`: `[n, n_classes]`; `classes`: `[n]`, below `n_classes`.
pub fn temperature(probabilities: ArrayView2<'_, f32>, classes: &[u32]) -> f64 {
    if classes.is_empty() {
        return 1.0;
    }
    let loss = |log_temperature: f64| log_loss(scale(probabilities, log_temperature.exp()).view(), classes);
    minimum(loss, RANGE).exp()
}

/// Where a function of one valley is least, by golden-section search (Kiefer, 1953).
fn minimum(f: impl Fn(f64) -> f64, [mut low, mut high]: [f64; 2]) -> f64 {
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_a, mut at_b) = (f(a), f(b));
    while high - low > 1e-3 {
        if at_a < at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - ratio * (high - low);
            at_a = f(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + ratio * (high - low);
            at_b = f(b);
        }
    }
    f64::midpoint(low, high)
}

/// Mean negative logarithm of the probability of the right class, in nats.
pub fn log_loss(probabilities: ArrayView2<'_, f32>, classes: &[u32]) -> f64 {
    let rows = probabilities.rows().into_iter().zip(classes);
    let sum: f64 = rows
        .map(|(row, &class)| {
            let p = row.get(class as usize).copied().map_or(0.0, f64::from);
            -p.max(LEAST).ln()
        })
        .sum();
    // Not -0 where every row is told for sure.
    sum / classes.len().max(1) as f64 + 0.0
}

/// A reliability plot: rows by their highest probability, in [`N_BINS`] ranges of the same width.
pub fn reliability(probabilities: ArrayView2<'_, f32>, classes: &[u32]) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); N_BINS];
    for (row, &class) in probabilities.rows().into_iter().zip(classes) {
        let (told, confidence) = crate::metrics::highest(row);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 10"
        )]
        let at = (f64::from(confidence) * N_BINS as f64) as usize;
        let bin = &mut bins[at.min(N_BINS - 1)];
        bin.n_rows += 1;
        bin.confidence += f64::from(confidence);
        bin.accuracy += f64::from(u8::from(told == class as usize));
    }
    for (at, bin) in bins.iter_mut().enumerate() {
        let n = bin.n_rows.max(1) as f64;
        *bin = Bin {
            from: at as f64 / N_BINS as f64,
            n_rows: bin.n_rows,
            confidence: bin.confidence / n,
            accuracy: bin.accuracy / n,
        };
    }
    bins
}

/// Expected calibration error: the mean over the rows of how far their bin's confidence is from its accuracy (eq. 3).
pub fn expected_error(bins: &[Bin]) -> f64 {
    let n_rows: u64 = bins.iter().map(|bin| bin.n_rows).sum();
    let gap = |bin: &Bin| bin.n_rows as f64 * (bin.confidence - bin.accuracy).abs();
    bins.iter().map(gap).sum::<f64>() / n_rows.max(1) as f64
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn scaling_by_hand() {
        // Logarithms halved: square roots, 2 : 1 again scaled to 1.
        let scaled = scale(array![[0.8, 0.2]].view(), 2.0);
        assert!((scaled[[0, 0]] - 2.0 / 3.0).abs() < 1e-6 && (scaled[[0, 1]] - 1.0 / 3.0).abs() < 1e-6);
        let same = scale(array![[0.7, 0.3], [1.0, 0.0]].view(), 1.0);
        assert!((same[[0, 0]] - 0.7).abs() < 1e-6 && same[[1, 1]] < 1e-6);
    }

    #[test]
    fn a_judge_that_is_too_sure_is_cooled_to_its_accuracy() {
        // Says 0.99 and is right three times of four: the likeliest temperature makes it say 0.75.
        let mut probabilities = Array2::zeros((400, 2));
        let classes: Vec<u32> = (0..400).map(|row| u32::from(row % 4 == 0)).collect();
        for mut row in probabilities.rows_mut() {
            row[0] = 0.99;
            row[1] = 0.01;
        }
        let temperature = temperature(probabilities.view(), &classes);
        assert!(temperature > 1.0);
        let scaled = scale(probabilities.view(), temperature);
        assert!((scaled[[0, 0]] - 0.75).abs() < 1e-3, "{}", scaled[[0, 0]]);
        let before = expected_error(&reliability(probabilities.view(), &classes));
        let after = expected_error(&reliability(scaled.view(), &classes));
        assert!((before - 0.24).abs() < 1e-6 && after < 1e-3, "{before} {after}");
        assert!((super::temperature(Array2::zeros((0, 2)).view(), &[]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn bins_hold_every_row_once() {
        let probabilities = array![[1.0, 0.0], [0.55, 0.45], [0.41, 0.59]];
        let bins = reliability(probabilities.view(), &[0, 1, 1]);
        assert_eq!(bins.iter().map(|bin| bin.n_rows).sum::<u64>(), 3);
        assert_eq!((bins[9].n_rows, bins[5].n_rows), (1, 2));
        assert!((bins[5].accuracy - 0.5).abs() < 1e-12 && (bins[5].confidence - 0.57).abs() < 1e-6);
        assert!((log_loss(probabilities.view(), &[0, 0, 1]) - (-(0.55_f64.ln() + 0.59_f64.ln())) / 3.0).abs() < 1e-6);
    }
}
