//! Packets and bytes along time, in bounded memory.

use serde::{Deserialize, Serialize};

/// Widths of bins, in ms; each divides the next.
const WIDTHS_MILLIS: [i64; 11] = [
    1,
    10,
    100,
    1_000,
    10_000,
    60_000,
    600_000,
    3_600_000,
    86_400_000,
    864_000_000,
    8_640_000_000,
];

const NANOS_A_MILLI: i64 = 1_000_000;

/// Most bins. The widest ones need 2,136 for all the time that there is in 64 bits of nanoseconds.
const MAX_BINS: i64 = 8_192;

/// Counts over bins of equal width; the width grows when there would be too many.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "SavedPace")]
pub(crate) struct Pace {
    level: usize,
    /// Number of the first bin, counted from the epoch.
    first: i64,
    bins: Vec<Count>,
    /// The bin of the last packet, and its time in ns: the next one is nearly always the same.
    #[serde(skip)]
    current: usize,
    #[serde(skip)]
    span: (i64, i64),
}

/// What was captured in a bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) n_packets: u64,
    pub(crate) n_bytes: u64,
}

impl Pace {
    /// Counts a packet.
    #[inline]
    pub(crate) fn add(&mut self, nanos: i64, n_bytes: u64) {
        if !(self.span.0..self.span.1).contains(&nanos) {
            self.go_to(nanos);
        }
        if let Some(bin) = self.bins.get_mut(self.current) {
            bin.n_packets += 1;
            bin.n_bytes += n_bytes;
        }
    }

    /// Width of a bin, in ms.
    pub(crate) fn width_millis(&self) -> i64 {
        WIDTHS_MILLIS.get(self.level).copied().unwrap_or(1)
    }

    /// Each bin's start, in seconds since the Unix epoch, and its count.
    pub(crate) fn bins(&self) -> impl Iterator<Item = (f64, Count)> {
        let width = self.width_millis();
        (self.first..)
            .zip(&self.bins)
            .map(move |(number, count)| ((number * width) as f64 / 1e3, *count))
    }

    fn width(&self) -> i64 {
        self.width_millis() * NANOS_A_MILLI
    }

    fn go_to(&mut self, nanos: i64) {
        while !self.has_room(nanos) {
            self.coarsen();
        }
        let number = nanos.div_euclid(self.width());
        if self.bins.is_empty() {
            self.first = number;
        }
        let before = usize::try_from(self.first - number).unwrap_or(0);
        if before > 0 {
            self.bins.splice(0..0, std::iter::repeat_n(Count::default(), before));
            self.first = number;
        }
        self.current = usize::try_from(number - self.first).unwrap_or(0);
        if self.current >= self.bins.len() {
            self.bins.resize(self.current + 1, Count::default());
        }
        let start = number.saturating_mul(self.width());
        self.span = (start, start.saturating_add(self.width()));
    }

    /// Whether the bins would still be few enough with one at this time.
    fn has_room(&self, nanos: i64) -> bool {
        let number = nanos.div_euclid(self.width());
        let first = self.first.min(number);
        let n_bins = i64::try_from(self.bins.len()).unwrap_or(MAX_BINS);
        let last = (self.first + n_bins - 1).max(number);
        self.bins.is_empty() || last - first < MAX_BINS || self.level + 1 == WIDTHS_MILLIS.len()
    }

    fn coarsen(&mut self) {
        let old = self.width();
        self.level = (self.level + 1).min(WIDTHS_MILLIS.len() - 1);
        let factor = self.width() / old;
        let first = self.first.div_euclid(factor);
        let mut bins: Vec<Count> = Vec::new();
        for (number, count) in (self.first..).zip(&self.bins) {
            let at = usize::try_from(number.div_euclid(factor) - first).unwrap_or(0);
            if at >= bins.len() {
                bins.resize(at + 1, Count::default());
            }
            if let Some(bin) = bins.get_mut(at) {
                bin.n_packets += count.n_packets;
                bin.n_bytes += count.n_bytes;
            }
        }
        (self.first, self.bins) = (first, bins);
    }
}

/// [`Pace`] as it is stored.
#[derive(Deserialize)]
struct SavedPace {
    level: usize,
    first: i64,
    bins: Vec<Count>,
}

impl TryFrom<SavedPace> for Pace {
    type Error = &'static str;

    fn try_from(SavedPace { level, first, bins }: SavedPace) -> Result<Self, Self::Error> {
        let width = WIDTHS_MILLIS.get(level).ok_or("bins of unknown width")?;
        let n_bins = i64::try_from(bins.len()).unwrap_or(i64::MAX);
        let is_in_time = |number: i64| number.checked_mul(width * NANOS_A_MILLI).is_some();
        let last = first.checked_add(n_bins).ok_or("bins beyond all time")?;
        // The outermost bins may reach beyond what 64 bits of nanoseconds hold; those next to them may not.
        let is_possible =
            n_bins <= MAX_BINS && is_in_time(first.saturating_add(1)) && is_in_time(last.saturating_sub(1));
        if !is_possible {
            return Err("bins beyond all time");
        }
        let (current, span) = Default::default();
        Ok(Self {
            level,
            first,
            bins,
            current,
            span,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn of(times: impl IntoIterator<Item = i64>) -> Pace {
        let mut pace = Pace::default();
        for nanos in times {
            pace.add(nanos, 100);
        }
        pace
    }

    fn total(pace: &Pace) -> u64 {
        pace.bins().map(|(_, count)| count.n_packets).sum()
    }

    #[test]
    fn a_short_capture_is_counted_by_the_millisecond() {
        let pace = of([5 * SECOND, 5 * SECOND + 999_999, 5 * SECOND + 1_000_000]);
        assert_eq!(pace.width_millis(), 1);
        let bins: Vec<_> = pace.bins().map(|(start, count)| (start, count.n_packets)).collect();
        assert_eq!(bins, [(5.0, 2), (5.001, 1)]);
    }

    #[test]
    fn bins_widen_and_lose_no_packet() {
        let pace = of((0..100_000).map(|n| n * SECOND / 10));
        assert_eq!(pace.width_millis(), 10_000, "10,000 seconds in at most 8,192 bins");
        assert_eq!(total(&pace), 100_000);
        assert!(
            pace.bins()
                .all(|(_, count)| count.n_packets == 100 && count.n_bytes == 10_000)
        );
    }

    #[test]
    fn clocks_may_go_back() {
        let pace = of([10 * SECOND, 3 * SECOND, 10 * SECOND]);
        assert_eq!(total(&pace), 3);
        assert_eq!(
            pace.bins().next(),
            Some((
                3.0,
                Count {
                    n_packets: 1,
                    n_bytes: 100
                }
            ))
        );
    }

    #[test]
    fn any_time_has_its_bin() {
        let pace = of([0, i64::MIN, i64::MAX, -1, 1]);
        assert_eq!(total(&pace), 5);
        assert!(i64::try_from(pace.bins.len()).unwrap() <= MAX_BINS);
    }
}
