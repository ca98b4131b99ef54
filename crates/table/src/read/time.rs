//! Points in time, written as text -> seconds since 1970-01-01 00:00 UTC.
//!
//! What names no zone is taken to be UTC: the tools that write such times do not say where they ran. Two-digit years,
//! names of months, and clocks of twelve hours that name no half of the day are read as they stand or not at all.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;

use super::number::is_missing;

/// The order of year, month and day, which a column keeps even where it leaves out seconds or a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeOrder {
    /// `2017-07-06 17:28:33.132998`, and ISO 8601 with or without a zone.
    Iso,
    /// `2019/04/04 16:23:00.325010`, as Argus writes it.
    YearFirst,
    /// `14/02/2018 08:31:01`, as `CICFlowMeter` writes it.
    DayFirst,
    /// `2/14/2018 8:31:01 AM`.
    MonthFirst,
}

/// In the order in which they win: a column that is both day-first and month-first is day-first.
const ORDERS: [TimeOrder; 4] = [
    TimeOrder::Iso,
    TimeOrder::YearFirst,
    TimeOrder::DayFirst,
    TimeOrder::MonthFirst,
];

impl TimeOrder {
    fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::Iso => &[
                "%Y-%m-%d %H:%M:%S%.f",
                "%Y-%m-%dT%H:%M:%S%.f%z",
                "%Y-%m-%dT%H:%M:%S%.fZ",
                "%Y-%m-%dT%H:%M:%S%.f%:z",
                "%Y-%m-%dT%H:%M:%S%.f",
                "%Y-%m-%d %H:%M:%S%.f%:z",
                "%Y-%m-%d %H:%M:%S%.f%z",
                "%Y-%m-%d %H:%M:%S%.fZ",
                "%Y-%m-%d %H:%M",
            ],
            Self::YearFirst => &["%Y/%m/%d %H:%M:%S%.f", "%Y/%m/%d %H:%M"],
            Self::DayFirst => &[
                "%d/%m/%Y %H:%M:%S%.f",
                "%d/%m/%Y %H:%M",
                "%d/%m/%Y %I:%M:%S%.f %p",
                "%d/%m/%Y %I:%M %p",
            ],
            Self::MonthFirst => &[
                "%m/%d/%Y %H:%M:%S%.f",
                "%m/%d/%Y %H:%M",
                "%m/%d/%Y %I:%M:%S%.f %p",
                "%m/%d/%Y %I:%M %p",
            ],
        }
    }

    /// The order that more than half of the values have, so that bad rows do not hide it; `None` also without a value.
    pub(crate) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Option<Self> {
        let values: Vec<&str> = values.filter(|value| !is_missing(value.as_bytes())).collect();
        let mut best: Option<(usize, Self)> = None;
        for order in ORDERS {
            let mut parser = TimeParser::new(order);
            let n = values.iter().filter(|value| parser.seconds(value).is_some()).count();
            if best.is_none_or(|(most, _)| n > most) {
                best = Some((n, order));
            }
        }
        let (n, order) = best?;
        (2 * n > values.len()).then_some(order)
    }
}

/// Reads one column's times.
#[derive(Clone, Debug)]
pub(super) struct TimeParser {
    order: TimeOrder,
    /// The pattern that served last; neighbours are written alike.
    last: usize,
}

impl TimeParser {
    pub(super) fn new(order: TimeOrder) -> Self {
        Self { order, last: 0 }
    }

    /// Seconds since the epoch; `f64` keeps microseconds until the year 2242.
    pub(super) fn seconds(&mut self, text: &str) -> Option<f64> {
        let patterns = self.order.patterns();
        if let Some(seconds) = patterns.get(self.last).and_then(|pattern| parse(pattern, text)) {
            return Some(seconds);
        }
        let (at, seconds) = patterns
            .iter()
            .enumerate()
            .find_map(|(at, pattern)| Some((at, parse(pattern, text)?)))?;
        self.last = at;
        Some(seconds)
    }
}

fn parse(pattern: &str, text: &str) -> Option<f64> {
    let parts = BrokenDownTime::parse(pattern, text).ok()?;
    let offset = parts.offset().unwrap_or(Offset::UTC);
    let time = offset.to_timestamp(parts.to_datetime().ok()?).ok()?;
    Some(time.as_second() as f64 + f64::from(time.subsec_nanosecond()) / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(order: TimeOrder, text: &str, seconds: f64) {
        assert_eq!(TimeOrder::of([text].into_iter()), Some(order), "{text}");
        let read = TimeParser::new(order).seconds(text).unwrap();
        assert!((read - seconds).abs() < 1e-6, "{text}: {read}");
    }

    #[test]
    fn every_tool_writes_times_its_own_way() {
        check(TimeOrder::Iso, "2017-07-06 17:28:33.132998", 1_499_362_113.132_998);
        check(TimeOrder::Iso, "2021-06-06T15:59:46.457984+0200", 1_622_987_986.457_984);
        check(TimeOrder::Iso, "2021-06-06T15:59:46+02:00", 1_622_987_986.0);
        check(TimeOrder::Iso, "2021-06-06T13:59:46Z", 1_622_987_986.0);
        check(TimeOrder::YearFirst, "2019/04/04 16:23:00.325010", 1_554_394_980.325_01);
        check(TimeOrder::DayFirst, "14/02/2018 08:31:01", 1_518_597_061.0);
        check(TimeOrder::DayFirst, "5/7/2017 8:42", 1_499_244_120.0);
        check(TimeOrder::MonthFirst, "2/14/2018 8:31:01 AM", 1_518_597_061.0);
        check(TimeOrder::YearFirst, "1970/01/01 01:00:00.000000", 3_600.0);
    }

    #[test]
    fn a_column_may_leave_out_the_seconds_now_and_then() {
        let mut parser = TimeParser::new(TimeOrder::DayFirst);
        for (text, seconds) in [("03/07/2017 08:55:58", 1_499_072_158), ("4/7/2017 8:54", 1_499_158_440)] {
            assert!((parser.seconds(text).unwrap() - f64::from(seconds)).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_no_time_has_no_order() {
        for text in [
            "1533042911.474174",
            "2017-13-06 10:00:00",
            "31/02/2018 08:31:01",
            "tcp",
            "",
            "-",
        ] {
            assert_eq!(TimeOrder::of([text].into_iter()), None, "{text}");
        }
    }

    #[test]
    fn one_day_past_twelve_tells_day_from_month() {
        let days = ["1/2/2018 8:00", "1/14/2018 8:00"];
        assert_eq!(TimeOrder::of(days.into_iter()), Some(TimeOrder::MonthFirst));
    }
}
