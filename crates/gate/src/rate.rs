//! How often something may happen.

use std::time::Instant;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// On average.
    pub per_second: f64,
    /// At once.
    pub burst: f64,
}

/// A token bucket.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    rate: Rate,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// Full at first.
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            level: rate.burst,
            at: Instant::now(),
        }
    }

    /// Whether it may happen once more.
    pub fn take(&mut self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.level = passed.mul_add(self.rate.per_second, self.level).min(self.rate.burst);
        self.at = now;
        if self.level < 1.0 {
            return false;
        }
        self.level -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let mut bucket = Bucket::new(Rate {
            per_second: 2.0,
            burst: 5.0,
        });
        let start = bucket.at;
        assert_eq!((0..20).filter(|_| bucket.take_at(start)).count(), 5);
        let later = start + Duration::from_millis(1_010);
        assert_eq!((0..20).filter(|_| bucket.take_at(later)).count(), 2);
    }
}
