//! Points in time, written as text -> seconds since 1970-01-01 00:00 UTC.
//!
//! What names no zone is taken to be UTC: the tools that write such times do not say where they ran. Two-digit years,
//! names of months, and clocks of twelve hours that name no half of the day are read as they stand or not at all.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
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
    /// The order that more than half of the values have, so that bad rows do not hide it; `None` also without a value.
    pub(crate) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Option<Self> {
        let values: Vec<&str> = values.filter(|value| !is_missing(value.as_bytes())).collect();
        let mut best: Option<(usize, Self)> = None;
        for order in ORDERS {
            let n = values.iter().filter(|value| order.parse(value).is_some()).count();
            if best.is_none_or(|(most, _)| n > most) {
                best = Some((n, order));
            }
        }
        let (n, order) = best?;
        (2 * n > values.len()).then_some(order)
    }

    /// The time that is written in this order.
    pub(crate) fn parse(self, text: &str) -> Option<Timestamp> {
        let mut rest = Rest(text.as_bytes());
        let date = rest.date(self)?;
        let is_iso = self == Self::Iso;
        if !(is_iso && rest.skip(b'T').is_some()) {
            rest.skip(b' ')?;
        }
        let time = rest.time(!self.is_year_first())?;
        let offset = if is_iso { rest.offset()? } else { Offset::UTC };
        rest.0.is_empty().then(|| to_timestamp(date, time, offset))?
    }

    fn is_year_first(self) -> bool {
        matches!(self, Self::Iso | Self::YearFirst)
    }
}

/// A date, or a date and a time, in ISO 8601. A date alone is its midnight.
pub fn iso_time(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let date = rest.date(TimeOrder::Iso)?;
    if rest.0.is_empty() {
        return to_timestamp(date, Time::midnight(), Offset::UTC);
    }
    TimeOrder::Iso.parse(text)
}

/// Seconds since the epoch; `f64` keeps microseconds until the year 2242.
pub fn seconds_of(time: Timestamp) -> f64 {
    time.as_second() as f64 + f64::from(time.subsec_nanosecond()) / 1e9
}

fn to_timestamp(date: Date, time: Time, offset: Offset) -> Option<Timestamp> {
    offset.to_timestamp(date.to_datetime(time)).ok()
}

/// What is left of a text. The calendar is a library's; its patterns are not used, as they are slow for a value in every row
/// and bring every way to write a time into the page.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn date(&mut self, order: TimeOrder) -> Option<Date> {
        let separator = if order == TimeOrder::Iso { b'-' } else { b'/' };
        let mut parts = [0; 3];
        for (at, part) in parts.iter_mut().enumerate() {
            let is_year = at == if order.is_year_first() { 0 } else { 2 };
            *part = self.number(if is_year { 4..=4 } else { 1..=2 })?;
            if at < 2 {
                self.skip(separator)?;
            }
        }
        let [year, month, day] = match (order, parts) {
            (TimeOrder::Iso | TimeOrder::YearFirst, parts) => parts,
            (TimeOrder::DayFirst, [day, month, year]) | (TimeOrder::MonthFirst, [month, day, year]) => {
                [year, month, day]
            }
        };
        Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()
    }

    /// Hours, minutes, and seconds and their fraction where they are there; on a clock of twelve hours where `may_be_half_day`.
    fn time(&mut self, may_be_half_day: bool) -> Option<Time> {
        let hour = self.number(1..=2)?;
        self.skip(b':')?;
        let minute = self.number(1..=2)?;
        let (mut second, mut nanos) = (0, 0);
        if self.skip(b':').is_some() {
            // A leap second counts as the one before it.
            second = match self.number(1..=2)? {
                60 => 59,
                second => second,
            };
            nanos = if self.skip(b'.').is_some() { self.fraction()? } else { 0 };
        }
        let hour = match self.half_day() {
            Some(half) if may_be_half_day && (1..=12).contains(&hour) => hour % 12 + half,
            Some(_) => return None,
            None => hour,
        };
        let [hour, minute, second] = [hour, minute, second].map(i8::try_from);
        Time::new(hour.ok()?, minute.ok()?, second.ok()?, nanos).ok()
    }

    /// `Z`, `+02:00`, `+0200` or `+02`; UTC where nothing is left.
    fn offset(&mut self) -> Option<Offset> {
        if self.0.is_empty() || self.skip(b'Z').is_some() {
            return Some(Offset::UTC);
        }
        let sign = if self.skip(b'+').is_some() {
            1
        } else {
            self.skip(b'-').map(|()| -1)?
        };
        let has_both = self.n_digits() == 4;
        let first = self.number(if has_both { 4..=4 } else { 2..=2 })?;
        let [hours, minutes] = if has_both {
            [first / 100, first % 100]
        } else if self.skip(b':').is_some() {
            [first, self.number(2..=2)?]
        } else {
            [first, 0]
        };
        let is_offset = hours <= 24 && minutes < 60;
        is_offset.then(|| Offset::from_seconds(sign * i32::from(hours * 60 + minutes) * 60).ok())?
    }

    /// The hours before this half of the day.
    fn half_day(&mut self) -> Option<u16> {
        let names = [(b" AM", 0), (b" PM", 12)];
        let (_, hours) = names.into_iter().find(|(name, _)| self.0.eq_ignore_ascii_case(*name))?;
        self.0 = &[];
        Some(hours)
    }

    /// A number of so many digits, which end there.
    fn number(&mut self, n_digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
        let n = self.n_digits();
        n_digits.contains(&n).then(|| {
            self.take(n)
                .iter()
                .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
        })
    }

    /// The digits behind a point, in billionths. Those behind the ninth are left out.
    fn fraction(&mut self) -> Option<i32> {
        let n = self.n_digits();
        let digits = self.take(n).iter().chain(std::iter::repeat(&b'0')).take(9);
        (n > 0).then(|| digits.fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
    }

    fn n_digits(&self) -> usize {
        self.0.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn take(&mut self, n: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(n);
        self.0 = rest;
        taken
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::{self, TimeZone};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(order: TimeOrder, text: &str, seconds: f64) {
        assert_eq!(TimeOrder::of([text].into_iter()), Some(order), "{text}");
        let read = seconds_of(order.parse(text).unwrap());
        assert!((read - seconds).abs() < 1e-6, "{text}: {read}");
    }

    #[test]
    fn every_tool_writes_times_its_own_way() {
        check(TimeOrder::Iso, "2017-07-06 17:28:33.132998", 1_499_362_113.132_998);
        check(TimeOrder::Iso, "2021-06-06T15:59:46.457984+0200", 1_622_987_986.457_984);
        check(TimeOrder::Iso, "2021-06-06T15:59:46+02:00", 1_622_987_986.0);
        check(TimeOrder::Iso, "2021-06-06T13:59:46Z", 1_622_987_986.0);
        check(TimeOrder::Iso, "2021-06-06 13:29:46-0030", 1_622_987_986.0);
        check(TimeOrder::YearFirst, "2019/04/04 16:23:00.325010", 1_554_394_980.325_01);
        check(TimeOrder::DayFirst, "14/02/2018 08:31:01", 1_518_597_061.0);
        check(TimeOrder::DayFirst, "5/7/2017 8:42", 1_499_244_120.0);
        check(TimeOrder::MonthFirst, "2/14/2018 8:31:01 AM", 1_518_597_061.0);
        check(TimeOrder::YearFirst, "1970/01/01 01:00:00.000000", 3_600.0);
    }

    #[test]
    fn a_column_may_leave_out_the_seconds_now_and_then() {
        for (text, seconds) in [("03/07/2017 08:55:58", 1_499_072_158), ("4/7/2017 8:54", 1_499_158_440)] {
            let time = TimeOrder::DayFirst.parse(text).unwrap();
            assert_eq!(time.as_second(), seconds, "{text}");
        }
    }

    #[test]
    fn a_clock_of_twelve_hours_begins_with_twelve() {
        for (text, hour) in [("12:05 AM", 0), ("1:05 am", 1), ("12:05 PM", 12), ("11:05 pm", 23)] {
            let time = TimeOrder::MonthFirst.parse(&format!("1/1/1970 {text}")).unwrap();
            assert_eq!(time.as_second(), hour * 3_600 + 300, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_has_no_order() {
        for text in [
            "1533042911.474174",
            "2017-13-06 10:00:00",
            "31/02/2018 08:31:01",
            "1/1/1970 13:05 PM",
            "2024-01-01 24:00:00",
            "2024-01-01 10:00:00+2",
            "2024-01-01 10:00:00.",
            "2024-01-01 10:00:00 ",
            "124-01-01 10:00:00",
            "2024-01-01",
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

    proptest! {
        #[test]
        fn what_jiff_writes_is_read(seconds in -10_000_000_000_i64..100_000_000_000, nanos in 0..1_000_000_000_i32, hours in -20..20_i8) {
            let time = Timestamp::new(seconds, nanos).unwrap();
            let (utc, there) = (time.to_zoned(TimeZone::UTC), time.to_zoned(TimeZone::fixed(tz::offset(hours))));
            for (order, text) in [
                (TimeOrder::Iso, time.to_string()),
                (TimeOrder::Iso, there.strftime("%Y-%m-%d %H:%M:%S.%9f%:z").to_string()),
                (TimeOrder::Iso, there.strftime("%Y-%m-%dT%H:%M:%S.%9f%z").to_string()),
                (TimeOrder::YearFirst, utc.strftime("%Y/%m/%d %H:%M:%S.%9f").to_string()),
                (TimeOrder::DayFirst, utc.strftime("%d/%m/%Y %I:%M:%S.%9f %p").to_string()),
                (TimeOrder::MonthFirst, utc.strftime("%-m/%-d/%Y %-H:%M:%S.%9f").to_string()),
            ] {
                prop_assert_eq!(order.parse(&text), Some(time), "{}", text);
            }
            prop_assert_eq!(iso_time(&time.to_string()), Some(time));
        }

        #[test]
        fn no_text_makes_it_fail(text in "[0-9TZ:/. +-]{0,30}|.{0,20}") {
            TimeOrder::of([text.as_str()].into_iter());
            iso_time(&text);
        }
    }
}
