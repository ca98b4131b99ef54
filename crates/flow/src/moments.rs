//! Count, sum, extremes: enough for mean and standard deviation, in constant memory.

/// Running moments of a quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Moments {
    n: u32,
    min: f32,
    max: f32,
    sum: f64,
    sum_of_squares: f64,
}

impl Moments {
    /// Takes a value. Sums of squares in `f64` lose nothing that matters: the values are lengths and times between packets.
    #[inline]
    pub fn add(&mut self, value: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "extremes are shown, not summed")]
        let narrow = value as f32;
        if self.n == 0 {
            (self.min, self.max) = (narrow, narrow);
        } else {
            self.min = self.min.min(narrow);
            self.max = self.max.max(narrow);
        }
        self.n = self.n.saturating_add(1);
        self.sum += value;
        // Not `mul_add`: without an instruction for it, as in WebAssembly, that is a call.
        self.sum_of_squares += value * value;
    }

    /// Values taken.
    pub fn n(&self) -> u32 {
        self.n
    }

    /// Smallest; 0 without values.
    pub fn min(&self) -> f64 {
        f64::from(self.min)
    }

    /// Largest; 0 without values.
    pub fn max(&self) -> f64 {
        f64::from(self.max)
    }

    /// Sum.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// Mean; 0 without values.
    pub fn mean(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.sum / f64::from(self.n) }
    }

    /// Standard deviation of the population; 0 with fewer than two values.
    pub fn std(&self) -> f64 {
        if self.n < 2 {
            return 0.0;
        }
        let mean = self.mean();
        let variance = mean.mul_add(-mean, self.sum_of_squares / f64::from(self.n));
        variance.max(0.0).sqrt()
    }

    /// The moments of both together.
    pub fn merged(&self, other: &Self) -> Self {
        match (self.n, other.n) {
            (0, _) => *other,
            (_, 0) => *self,
            _ => Self {
                n: self.n.saturating_add(other.n),
                min: self.min.min(other.min),
                max: self.max.max(other.max),
                sum: self.sum + other.sum,
                sum_of_squares: self.sum_of_squares + other.sum_of_squares,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        for &value in values {
            moments.add(value);
        }
        moments
    }

    #[test]
    fn mean_and_deviation_are_those_of_the_population() {
        let moments = of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert!((moments.mean() - 5.0).abs() < 1e-12 && (moments.std() - 2.0).abs() < 1e-12);
        assert!((moments.min() - 2.0).abs() < 1e-12 && (moments.max() - 9.0).abs() < 1e-12);
        assert_eq!(moments.n(), 8);
    }

    #[test]
    fn nothing_and_one_have_no_deviation() {
        assert!(of(&[]).mean().abs() < 1e-12);
        assert!(of(&[3.0]).std().abs() < 1e-12);
    }

    #[test]
    fn merged_is_as_if_all_came_in_one() {
        assert_eq!(of(&[1.0, 2.0]).merged(&of(&[5.0])), of(&[1.0, 2.0, 5.0]));
        assert_eq!(of(&[]).merged(&of(&[5.0])), of(&[5.0]));
    }
}
