//! Packets and bytes of the last seconds.

use std::collections::VecDeque;

use wiresift_capture::Timestamp;

use crate::message::LiveRate;

/// Seconds that are kept.
const N_SECONDS: usize = 120;

/// Counts by second of capture time.
#[derive(Debug, Default)]
pub(super) struct Rates {
    /// The second of the last entry, since the Unix epoch.
    now: Option<i64>,
    seconds: VecDeque<LiveRate>,
}

impl Rates {
    /// Counts a packet; one that is late counts for the second it belongs to, where that is still kept.
    pub(super) fn add(&mut self, time: Timestamp, n_bytes: u64) {
        let second = second(time);
        self.advance(time);
        let back = self.now.map_or(0, |now| now.saturating_sub(second));
        let at = usize::try_from(back)
            .ok()
            .and_then(|back| self.seconds.len().checked_sub(back + 1));
        if let Some(rate) = at.and_then(|at| self.seconds.get_mut(at)) {
            rate.n_packets += 1;
            rate.n_bytes = rate.n_bytes.saturating_add(n_bytes);
        }
    }

    /// Lets time pass: seconds without packets are zeros.
    pub(super) fn advance(&mut self, time: Timestamp) {
        let second = second(time);
        let passed = match self.now {
            None => 1,
            Some(now) => usize::try_from(second.saturating_sub(now)).unwrap_or(0),
        };
        if passed > 0 {
            self.now = Some(second);
        }
        for _ in 0..passed.min(N_SECONDS) {
            if self.seconds.len() == N_SECONDS {
                self.seconds.pop_front();
            }
            self.seconds.push_back(LiveRate::default());
        }
    }

    /// Oldest first.
    pub(super) fn seconds(&self) -> Vec<LiveRate> {
        self.seconds.iter().copied().collect()
    }
}

fn second(time: Timestamp) -> i64 {
    time.nanos().div_euclid(1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(rates: &Rates) -> Vec<u64> {
        rates.seconds().iter().map(|rate| rate.n_packets).collect()
    }

    #[test]
    fn seconds_without_packets_are_zeros_and_late_packets_find_theirs() {
        let mut rates = Rates::default();
        for second in [10, 10, 13, 12, 5] {
            rates.add(Timestamp(second * 1_000_000_000), 100);
        }
        assert_eq!(packets(&rates), [2, 0, 1, 1]);
    }

    #[test]
    fn a_leap_of_years_takes_no_more_room() {
        let mut rates = Rates::default();
        rates.add(Timestamp(0), 1);
        rates.add(Timestamp(i64::MAX), 1);
        let seconds = packets(&rates);
        assert_eq!((seconds.len(), seconds.iter().sum::<u64>()), (N_SECONDS, 1));
    }
}
