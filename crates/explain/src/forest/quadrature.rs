//! Gauss and Legendre's rule: integrals of polynomials as few weighted values.

/// Points and weights on `[0, 1]`: exact for polynomials up to degree `2 N - 1`.
pub(super) struct Rule<const N: usize> {
    pub(super) points: [f64; N],
    pub(super) weights: [f64; N],
}

/// Newton's method doubles its digits at each step; from the first guess, four are enough.
const STEPS: usize = 8;

impl<const N: usize> Rule<N> {
    /// The points are the roots of the Legendre polynomial, moved from `[-1, 1]` to `[0, 1]`.
    ///
    /// # Source
    /// Press et al., "Numerical Recipes", section 4.6, `gauleg`.
    pub(super) fn new() -> Self {
        let (mut points, mut weights) = ([0.0; N], [0.0; N]);
        for (i, (point, weight)) in points.iter_mut().zip(&mut weights).enumerate() {
            let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (N as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..STEPS {
                let (value, derivative) = legendre(N, x);
                x -= value / derivative;
                slope = derivative;
            }
            *point = f64::midpoint(1.0, x);
            *weight = 1.0 / ((1.0 - x * x) * slope * slope);
        }
        Self { points, weights }
    }
}

/// The Legendre polynomial of degree `n` and its derivative, at `x` within -1 and 1.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 0..n {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k + 1.0) * x * value - k * before) / (k + 1.0));
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_exact<const N: usize>() {
        let rule = Rule::<N>::new();
        for degree in 0..2 * i32::try_from(N).unwrap() {
            let terms = rule.points.iter().zip(&rule.weights);
            let integral: f64 = terms.map(|(t, weight)| weight * t.powi(degree)).sum();
            assert!((integral - 1.0 / f64::from(degree + 1)).abs() < 1e-14, "{N}, {degree}");
        }
        assert!(rule.points.iter().all(|&t| t > 0.0 && t < 1.0));
    }

    #[test]
    fn polynomials_are_exact() {
        assert_exact::<4>();
        assert_exact::<8>();
    }
}
