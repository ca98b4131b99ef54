//! How regular a series is.
//!
//! # Source
//! RITA (Active Countermeasures), statistical score of a beacon: the mean of `1 - |Bowley's skewness|` and
//! `(median - MAD) / median`, both within 0 and 1. Quartiles and the median absolute deviation do not mind a few odd
//! values, so that a missed beat, which doubles one interval, changes little. Here quartiles are interpolated linearly,
//! a series needs 6 beats, and what comes in bursts counts once a burst.

use wiresift_capture::Timestamp;

/// Fewer show no rhythm.
const MIN_FLOWS: usize = 6;
/// What follows the flow before within this time, in seconds, is part of the same beat: a look-up of both A and AAAA, or
/// a burst, which is one beat however long it is.
const MIN_PAUSE: f64 = 1.0;

/// Of the starts of flows, in order. `intervals` is room to work in.
pub(super) fn arrivals(starts: impl Iterator<Item = Timestamp>, intervals: &mut Vec<f64>) -> f32 {
    intervals.clear();
    let (mut beat, mut last): (Option<Timestamp>, Timestamp) = Default::default();
    for start in starts {
        match beat {
            Some(_) if seconds(last, start) < MIN_PAUSE => {}
            _ => {
                intervals.extend(beat.map(|beat| seconds(beat, start)));
                beat = Some(start);
            }
        }
        last = start;
    }
    if intervals.len() + 1 < MIN_FLOWS {
        return 0.0;
    }
    regularity(intervals)
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.since(from) as f64 / 1e9
}

/// Of the bytes sent in each flow; sorts them.
pub(super) fn sizes(sizes: &mut [f64]) -> f32 {
    if sizes.len() < MIN_FLOWS {
        return 0.0;
    }
    regularity(sizes)
}

/// 0 where the median is below 1: less than a byte is nothing, and intervals are longer.
fn regularity(values: &mut [f64]) -> f32 {
    values.sort_unstable_by(f64::total_cmp);
    let median = quantile(values, 0.5);
    if median < 1.0 {
        return 0.0;
    }
    let skewness = bowley_skewness(quantile(values, 0.25), median, quantile(values, 0.75));
    for value in &mut *values {
        *value = (*value - median).abs();
    }
    values.sort_unstable_by(f64::total_cmp);
    let deviation = quantile(values, 0.5);
    let by_skewness = 1.0 - skewness.abs();
    let by_deviation = ((median - deviation) / median).max(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "features are single precision")]
    let score = f64::midpoint(by_skewness, by_deviation) as f32;
    score.clamp(0.0, 1.0)
}

/// 0 where the quartiles are too close to say, as RITA has it.
#[expect(clippy::float_cmp, reason = "it is about values that are the same")]
fn bowley_skewness(low: f64, median: f64, high: f64) -> f64 {
    if low == median || median == high {
        0.0
    } else {
        (low + high - 2.0 * median) / (high - low)
    }
}

/// Of sorted values, of which there is at least one.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the length"
    )]
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let part = place - below as f64;
    sorted[below] + part * (sorted[above] - sorted[below])
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "regular is exactly 1, and nothing exactly 0")]
mod tests {
    use super::*;

    /// Intervals in seconds.
    fn score(intervals: &[f64]) -> f32 {
        let mut now = 0.0;
        let after = |interval: &f64| {
            now += interval;
            #[expect(clippy::cast_possible_truncation, reason = "small times")]
            let nanos = (now * 1e9) as i64;
            Timestamp(nanos)
        };
        let starts = std::iter::once(&0.0).chain(intervals).map(after);
        arrivals(starts, &mut Vec::new())
    }

    #[test]
    fn a_clock_scores_1_and_may_miss_a_beat() {
        assert_eq!(score(&[60.0; 5]), 1.0);
        assert_eq!(score(&[60.0, 60.0, 120.0, 60.0, 60.0]), 1.0);
        assert!(score(&[58.0, 61.0, 122.0, 60.0, 59.5, 60.5, 61.5]) > 0.9);
    }

    #[test]
    fn few_flows_and_bursts_score_0() {
        assert_eq!(arrivals(std::iter::empty(), &mut Vec::new()), 0.0);
        assert_eq!(score(&[]), 0.0);
        assert_eq!(score(&[60.0; 4]), 0.0);
        assert_eq!(score(&[0.01; 50]), 0.0);
        assert_eq!(score(&[0.0; 50]), 0.0);
    }

    #[test]
    fn a_beat_may_be_of_several_flows() {
        let look_ups: Vec<f64> = (0..8).flat_map(|_| [0.001, 59.999]).collect();
        assert_eq!(score(&look_ups), 1.0);
        assert_eq!(score(&look_ups[..9]), 0.0);
    }

    /// Quantiles of an exponential distribution with mean 100: quartiles 28.8, 69.3, 138.6, so the skewness is 0.26;
    /// the median absolute deviation is 48.1. (1 - 0.26 + 1 - 48.1 / 69.3) / 2 = 0.52.
    #[test]
    fn arrivals_by_chance_score_about_a_half() {
        let intervals: Vec<f64> = (1..1_000)
            .map(|i| -100.0 * (1.0 - f64::from(i) / 1_000.0).ln())
            .collect();
        assert!((score(&intervals) - 0.52).abs() < 0.01, "{}", score(&intervals));
    }

    #[test]
    fn a_human_scores_less_than_chance() {
        let intervals = [2.0, 1.0, 300.0, 3.0, 1.5, 900.0, 2.0, 4.0, 1_800.0, 1.0, 700.0];
        assert!(score(&intervals) < 0.4, "{}", score(&intervals));
    }

    #[test]
    fn equal_sizes_score_1_and_no_bytes_0() {
        assert_eq!(sizes(&mut [512.0; 6]), 1.0);
        assert_eq!(sizes(&mut [512.0; 5]), 0.0);
        assert_eq!(sizes(&mut [0.0; 6]), 0.0);
    }
}
