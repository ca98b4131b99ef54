//! Sequential minimal optimization of the one-class dual.

use super::cache::Cache;
use crate::error::Cancelled;
use crate::progress::{Progress, report_fraction};

/// As LIBSVM: least curvature along a pair, for pairs of nearly equal rows.
const LEAST_CURVATURE: f64 = 1e-12;
/// Iterations between two reports of progress.
const REPORT_ITERATIONS: usize = 256;

/// `min 1/2 a' K a` with `0 <= a_i <= bounds_i` and a fixed sum.
pub(super) struct Problem<'a, K: Fn(usize, &mut [f32])> {
    /// Writes row `i` of the kernel matrix, whose diagonal is 1.
    pub(super) kernel_row: K,
    /// Upper bound of each multiplier.
    pub(super) bounds: &'a [f64],
    /// A feasible start.
    pub(super) start: Vec<f64>,
    pub(super) tolerance: f64,
    pub(super) cache_bytes: usize,
}

/// A minimum, within the tolerance.
pub(super) struct Solution {
    pub(super) multipliers: Vec<f64>,
    pub(super) rho: f64,
    pub(super) is_converged: bool,
}

struct State<'a> {
    bounds: &'a [f64],
    multipliers: Vec<f64>,
    /// `K a`.
    gradient: Vec<f64>,
}

impl<K: Fn(usize, &mut [f32])> Problem<'_, K> {
    pub(super) fn solve(self, progress: Progress<'_>) -> Result<Solution, Cancelled> {
        let n = self.bounds.len();
        let mut cache = Cache::new(n, self.cache_bytes);
        let mut state = State {
            bounds: self.bounds,
            multipliers: self.start,
            gradient: vec![0.0; n],
        };
        state.start_gradient(&mut cache, &self.kernel_row, &mut |f| progress(f * START_SHARE))?;
        let max_iterations = (100 * n).max(10_000_000);
        let mut meter = Meter {
            first_gap: None,
            tolerance: self.tolerance,
            fraction: START_SHARE,
        };
        let mut is_converged = false;
        for iteration in 0..max_iterations {
            let Some(up) = state.best_to_raise() else {
                is_converged = true;
                break;
            };
            let slot = cache.load(up, |row| (self.kernel_row)(up, row));
            let (down, gap) = state.best_to_lower(up, cache.row(slot));
            if iteration % REPORT_ITERATIONS == 0 {
                report_fraction(progress, meter.fraction(gap))?;
            }
            let Some(down) = down.filter(|_| gap >= self.tolerance) else {
                is_converged = true;
                break;
            };
            let other = cache.load(down, |row| (self.kernel_row)(down, row));
            state.step(up, down, cache.row(slot), cache.row(other));
        }
        report_fraction(progress, 1.0)?;
        Ok(Solution {
            rho: state.rho(),
            multipliers: state.multipliers,
            is_converged,
        })
    }
}

/// Share of the progress bar for the first gradient, which takes about as long as the iterations.
const START_SHARE: f64 = 0.5;

impl State<'_> {
    fn start_gradient(
        &mut self,
        cache: &mut Cache,
        kernel_row: &impl Fn(usize, &mut [f32]),
        progress: Progress<'_>,
    ) -> Result<(), Cancelled> {
        let n = self.multipliers.len();
        for i in 0..n {
            if i % REPORT_ITERATIONS == 0 {
                report_fraction(progress, i as f64 / n as f64)?;
            }
            let multiplier = self.multipliers[i];
            if multiplier > 0.0 {
                let slot = cache.load(i, |row| kernel_row(i, row));
                for (gradient, &k) in self.gradient.iter_mut().zip(cache.row(slot)) {
                    *gradient += multiplier * f64::from(k);
                }
            }
        }
        Ok(())
    }

    /// The variable below its bound with the least gradient.
    fn best_to_raise(&self) -> Option<usize> {
        let mut best = None;
        let mut least = f64::INFINITY;
        for (i, ((&gradient, &multiplier), &bound)) in
            self.gradient.iter().zip(&self.multipliers).zip(self.bounds).enumerate()
        {
            if multiplier < bound && gradient < least {
                (best, least) = (Some(i), gradient);
            }
        }
        best
    }

    /// The variable above 0 that, lowered while `up` is raised, lessens the objective most to second order, and the
    /// largest difference of gradients, which is 0 at the minimum.
    fn best_to_lower(&self, up: usize, kernel: &[f32]) -> (Option<usize>, f64) {
        let least = self.gradient[up];
        let mut greatest = f64::NEG_INFINITY;
        let mut best = None;
        let mut most = 0.0;
        for (j, ((&gradient, &multiplier), &k)) in self.gradient.iter().zip(&self.multipliers).zip(kernel).enumerate() {
            if multiplier <= 0.0 {
                continue;
            }
            greatest = if gradient > greatest { gradient } else { greatest };
            let difference = gradient - least;
            if difference > 0.0 {
                // Compared by gain = difference^2 / curvature.
                let gain = difference * difference / curvature(k);
                if gain > most {
                    (best, most) = (Some(j), gain);
                }
            }
        }
        (best, greatest - least)
    }

    /// Moves weight from `down` to `up` as far as the objective falls and the bounds allow.
    fn step(&mut self, up: usize, down: usize, up_kernel: &[f32], down_kernel: &[f32]) {
        let wanted = (self.gradient[down] - self.gradient[up]) / curvature(up_kernel[down]);
        let room = self.bounds[up] - self.multipliers[up];
        let held = self.multipliers[down];
        let moved = wanted.min(room).min(held);
        // Bounds are reached exactly: after a rounding error a variable would count as free that is not.
        let (raised, lowered) = (self.multipliers[up] + moved, held - moved);
        self.multipliers[up] = if moved < room { raised } else { self.bounds[up] };
        self.multipliers[down] = if moved < held { lowered } else { 0.0 };
        for ((gradient, &k_up), &k_down) in self.gradient.iter_mut().zip(up_kernel).zip(down_kernel) {
            *gradient += moved * (f64::from(k_up) - f64::from(k_down));
        }
    }

    /// The gradient of free variables, on average; without any, the middle of what the bounds allow.
    fn rho(&self) -> f64 {
        let (mut sum, mut n_free) = (0.0, 0_usize);
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for ((&gradient, &multiplier), &bound) in self.gradient.iter().zip(&self.multipliers).zip(self.bounds) {
            if multiplier >= bound {
                low = low.max(gradient);
            } else if multiplier <= 0.0 {
                high = high.min(gradient);
            } else {
                sum += gradient;
                n_free += 1;
            }
        }
        match (n_free, low.is_finite(), high.is_finite()) {
            (1.., ..) => sum / n_free as f64,
            (0, true, true) => f64::midpoint(low, high),
            // Every variable at its bound (nu = 1) or none: the only side there is.
            (0, true, false) => low,
            (0, ..) => high,
        }
    }
}

fn curvature(kernel: f32) -> f64 {
    (2.0 - 2.0 * f64::from(kernel)).max(LEAST_CURVATURE)
}

/// Progress from the gap, which falls from its first value to the tolerance about exponentially.
struct Meter {
    first_gap: Option<f64>,
    tolerance: f64,
    fraction: f64,
}

impl Meter {
    fn fraction(&mut self, gap: f64) -> f64 {
        let first = *self.first_gap.get_or_insert(gap);
        if gap > self.tolerance && first > gap {
            let done = libm::log(first / gap) / libm::log(first / self.tolerance);
            self.fraction = self.fraction.max(START_SHARE + (1.0 - START_SHARE) * done);
        }
        self.fraction
    }
}
