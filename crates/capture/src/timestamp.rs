//! Points in time.

/// Nanoseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Timestamp(pub i64);

const NANOS_PER_SEC: i64 = 1_000_000_000;

impl Timestamp {
    /// The time `nanos` after `secs`; both as a record of a pcap has them, so `nanos` may be more than a second.
    pub fn from_parts(secs: u32, nanos: u64) -> Self {
        let nanos = i64::try_from(nanos).unwrap_or(i64::MAX);
        Self((i64::from(secs) * NANOS_PER_SEC).saturating_add(nanos))
    }

    /// Nanoseconds since the Unix epoch.
    pub fn nanos(self) -> i64 {
        self.0
    }

    /// Nanoseconds from `earlier` to this; negative where `earlier` is the later one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How the clock ticks of a pcapng interface become nanoseconds (`if_tsresol`, `if_tsoffset`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    tick: Tick,
    offset_nanos: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tick {
    /// A tick is that many nanoseconds.
    Nanos(u64),
    /// That many ticks are a nanosecond.
    PerNano(u128),
    /// `2^n` ticks are a second.
    BinaryFraction(u32),
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            tick: Tick::Nanos(1_000),
            offset_nanos: 0,
        }
    }
}

impl Clock {
    /// The most significant bit of `resolution` chooses between a power of 2 and one of 10.
    pub(crate) fn set_resolution(&mut self, resolution: u8) {
        let exponent = u32::from(resolution & 0x7f);
        self.tick = if resolution & 0x80 != 0 {
            Tick::BinaryFraction(exponent)
        } else if exponent <= 9 {
            Tick::Nanos(10_u64.pow(9 - exponent))
        } else {
            Tick::PerNano(10_u128.checked_pow(exponent - 9).unwrap_or(u128::MAX))
        };
    }

    /// `secs` are added to every time.
    pub(crate) fn set_offset(&mut self, secs: i64) {
        self.offset_nanos = i128::from(secs) * i128::from(NANOS_PER_SEC);
    }

    /// Times beyond the year 2262 become the last one there is.
    pub(crate) fn timestamp(&self, ticks: u64) -> Timestamp {
        if let Tick::Nanos(nanos) = self.tick
            && self.offset_nanos == 0
        {
            let nanos = ticks.saturating_mul(nanos);
            return Timestamp(i64::try_from(nanos).unwrap_or(i64::MAX));
        }
        let nanos = match self.tick {
            Tick::Nanos(nanos) => u128::from(ticks) * u128::from(nanos),
            Tick::PerNano(ticks_per_nano) => u128::from(ticks) / ticks_per_nano,
            Tick::BinaryFraction(bits) => (u128::from(ticks) * u128::from(NANOS_PER_SEC.unsigned_abs())) >> bits,
        };
        let nanos = i128::try_from(nanos)
            .unwrap_or(i128::MAX)
            .saturating_add(self.offset_nanos);
        let most = if nanos < 0 { i64::MIN } else { i64::MAX };
        Timestamp(i64::try_from(nanos).unwrap_or(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(resolution: u8, offset: i64) -> Clock {
        let mut clock = Clock::default();
        clock.set_resolution(resolution);
        clock.set_offset(offset);
        clock
    }

    #[test]
    fn ticks_become_nanoseconds() {
        assert_eq!(Clock::default().timestamp(1_500_000), Timestamp(1_500_000_000));
        assert_eq!(clock(9, 0).timestamp(1_500_000_000), Timestamp(1_500_000_000));
        assert_eq!(clock(0, 0).timestamp(7), Timestamp(7_000_000_000));
        assert_eq!(clock(12, 0).timestamp(1_999), Timestamp(1));
        assert_eq!(clock(0x8a, 0).timestamp(1_536), Timestamp(1_500_000_000));
        assert_eq!(clock(6, -3).timestamp(1_000_000), Timestamp(-2_000_000_000));
    }

    #[test]
    fn no_clock_overflows() {
        for resolution in 0..=u8::MAX {
            for offset in [i64::MIN, -1, 0, i64::MAX] {
                clock(resolution, offset).timestamp(u64::MAX);
            }
        }
        assert_eq!(clock(0, 0).timestamp(u64::MAX), Timestamp(i64::MAX));
        assert_eq!(clock(6, i64::MIN).timestamp(0), Timestamp(i64::MIN));
    }

    #[test]
    fn a_second_may_hold_too_many_parts() {
        assert_eq!(Timestamp::from_parts(1, 2_000_000_000), Timestamp(3_000_000_000));
    }
}
