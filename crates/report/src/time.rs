//! Times as text, UTC.

const SECONDS_A_DAY: i64 = 86_400;
/// Beyond it a year has more than four digits; before its negative there is none.
const MAX_SECONDS: f64 = 253_402_300_799.0;
const MIN_SECONDS: f64 = -62_135_596_800.0;

/// Microseconds since the Unix epoch; `None` for what RFC 3339 cannot write.
pub(crate) fn micros(seconds: f64) -> Option<i64> {
    if !(MIN_SECONDS..=MAX_SECONDS).contains(&seconds) {
        return None;
    }
    // In two parts: all of it in microseconds is more than `f64` has digits for.
    #[expect(clippy::cast_possible_truncation, reason = "within four-digit years")]
    let (whole, rest) = (
        seconds.floor() as i64,
        ((seconds - seconds.floor()) * 1e6).round() as i64,
    );
    Some(whole * 1_000_000 + rest)
}

/// Milliseconds since the Unix epoch.
pub(crate) fn millis(seconds: f64) -> Option<i64> {
    micros(seconds).map(|micros| micros.div_euclid(1_000))
}

/// RFC 3339 with microseconds: `2026-01-02T03:04:05.678901Z`. The epoch stands for what it cannot write.
pub(crate) fn rfc3339(seconds: f64) -> String {
    let (date, second, micros) = parts(seconds);
    format!("{date}T{}.{micros:06}Z", clock(second))
}

/// For people: `2026-01-02 03:04:05 UTC`.
pub(crate) fn shown(seconds: f64) -> String {
    let (date, second, _) = parts(seconds);
    format!("{date} {} UTC", clock(second))
}

/// As Zeek names when a log was opened: `2026-01-02-03-04-05`.
pub(crate) fn zeek(seconds: f64) -> String {
    let (date, second, _) = parts(seconds);
    format!("{date}-{}", clock(second).replace(':', "-"))
}

/// Date, second of the day, microseconds.
fn parts(seconds: f64) -> (String, i64, i64) {
    let micros = micros(seconds).unwrap_or(0);
    let (whole, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let (year, month, day) = date(whole.div_euclid(SECONDS_A_DAY));
    (
        format!("{year:04}-{month:02}-{day:02}"),
        whole.rem_euclid(SECONDS_A_DAY),
        micros,
    )
}

fn clock(second: i64) -> String {
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day since the Unix epoch, in the proleptic Gregorian calendar.
///
/// # Source
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`. Years begin in March there, so that
/// the leap day is their last.
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_are_those_of_a_calendar(micros in -62_135_596_800_000_000_i64..253_402_300_799_000_000) {
            // Halves and quarters of a second are exact in `f64`.
            let quarters = micros / 250_000;
            let seconds = quarters as f64 / 4.0;
            let known = jiff::Timestamp::from_microsecond(quarters * 250_000).unwrap();
            prop_assert_eq!(rfc3339(seconds), known.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string());
            prop_assert_eq!(zeek(seconds), known.strftime("%Y-%m-%d-%H-%M-%S").to_string());
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for seconds in [f64::NAN, f64::INFINITY, -1e300, 1e12] {
            assert_eq!(micros(seconds), None);
            assert_eq!(rfc3339(seconds), "1970-01-01T00:00:00.000000Z");
        }
    }
}
