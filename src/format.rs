//! Numbers in words: counts, shares, durations and sizes as the page shows them. Plain functions, no browser.

#[cfg(test)]
mod tests;

use wiresift_engine::message::Noun;
use wiresift_engine::{defused, grouped};

/// Stands where there is no figure.
pub const NONE: &str = "–";

/// A count with its thousands set apart: `494,021`.
pub fn count(n: u64) -> String {
    grouped(n)
}

/// A count with its noun, `1 row` or `2 rows`.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A count of rows, by what they are: `2 flows`.
pub fn counted(n: u64, noun: Noun) -> String {
    plural(n, noun.one(), noun.many())
}

/// A share of a whole in percent: `15.0%`; one that rounds to a bound without being it says so: `<0.1%`, `>99.9%`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        p if !p.is_finite() => NONE.to_owned(),
        p if p > 0.0 && p < 0.05 => "<0.1%".to_owned(),
        p if (99.95..100.0).contains(&p) => ">99.9%".to_owned(),
        p => format!("{p:.1}%"),
    }
}

/// `part` of `whole` in percent; [`NONE`] of nothing.
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        NONE.to_owned()
    } else {
        percent(part as f64 / whole as f64)
    }
}

/// A figure in `0..=1` with three decimals; [`NONE`] where it is not defined.
pub fn metric(value: Option<f64>) -> String {
    value
        .filter(|v| v.is_finite())
        .map_or_else(|| NONE.to_owned(), |v| format!("{v:.3}"))
}

/// Any number in about four significant digits: `1,234`, `0.0123`, `1.23e9`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 1e9")]
pub fn number(x: f64) -> String {
    let size = x.abs();
    if !x.is_finite() {
        NONE.to_owned()
    } else if size == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e9).contains(&size) {
        format!("{x:.2e}")
    } else if size >= 1000.0 {
        let sign = if x < 0.0 { "−" } else { "" };
        format!("{sign}{}", grouped(size.round() as u64))
    } else {
        let decimals = if size >= 100.0 {
            1
        } else if size >= 10.0 {
            2
        } else if size >= 0.1 {
            3
        } else {
            5
        };
        trim(&format!("{x:.decimals$}"))
    }
}

/// A duration in seconds: `12 ms`, `0.42 s`, `12 s`, `2 min 5 s`, `1 h 3 min`.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if !(0.0..1e9).contains(&s) => NONE.to_owned(),
        s if s < 0.0005 => "0 ms".to_owned(),
        s if s < 0.0995 => format!("{:.0} ms", s * 1000.0),
        s if s < 9.95 => format!("{s:.2} s"),
        s => whole_seconds(s),
    }
}

/// A duration to the second, as an estimate has it: `3 s`, `2 min 5 s`, `1 h 3 min`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub fn whole_seconds(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// The width of a bin of time: `20 ms`, `5 s`, `15 min`, `6 h`, `7 d`.
pub fn width(seconds: f64) -> String {
    let units = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s")];
    match units.into_iter().find(|(unit, _)| seconds >= *unit) {
        Some((unit, name)) => format!("{} {name}", number(seconds / unit)),
        None => format!("{} ms", number(seconds * 1e3)),
    }
}

/// A size in decimal units, as file managers and browsers show it: `640 B`, `18.2 MB`.
pub fn bytes(n: u64) -> String {
    let mut value = n as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 999.5 {
            return if unit == "B" || value >= 100.0 {
                format!("{value:.0} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

/// A moment in UTC to the second: `2026-11-21 01:47:50`. Days by Howard Hinnant's `civil_from_days`.
#[expect(clippy::cast_possible_truncation, reason = "bounded by the check above it")]
pub fn utc(epoch_seconds: f64) -> String {
    // The years 0 to 9999.
    if !(-62_167_219_200.0..253_402_300_800.0).contains(&epoch_seconds) {
        return number(epoch_seconds);
    }
    let seconds = epoch_seconds.floor() as i64;
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(days);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        time / 3600,
        time % 3600 / 60,
        time % 60
    )
}

/// A moment in UTC as exactly as captures have it, to the millisecond: `2026-11-21 01:47:50.123`.
pub fn utc_millis(epoch_seconds: f64) -> String {
    let seconds = epoch_seconds.floor();
    // Rounded down: a moment belongs to the millisecond that it lies in.
    format!("{}.{:03.0}", utc(seconds), ((epoch_seconds - seconds) * 1e3).floor())
}

/// The time of day in UTC, with the part of a second where there is one: `01:47:50`, `01:47:50.125`.
pub fn clock(epoch_seconds: f64) -> String {
    let has_millis = (epoch_seconds * 1e3).round().rem_euclid(1e3) >= 1.0;
    let text = if has_millis {
        utc_millis((epoch_seconds * 1e3).round() / 1e3 + 1e-4)
    } else {
        utc(epoch_seconds.round())
    };
    text.split_once(' ').map_or(text.clone(), |(_, time)| time.to_owned())
}

/// A stretch of time in UTC; the day is said when it is not the same: `12:03:10 – 12:04:00 UTC`.
pub fn time_range(start: f64, end: f64) -> String {
    let day = |time: f64| (time / 86_400.0).floor();
    if (day(start) - day(end)).abs() < 0.5 {
        format!("{} – {} UTC", clock(start), clock(end))
    } else {
        format!("{} – {} UTC", utc(start), utc(end))
    }
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    // Years start in March here, so that the leap day is the last of its year; 719,468 days lie between 0000-03-01 and 1970-01-01.
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `report.csv` at a moment becomes `report-20261121-014750.csv`.
pub fn stamped(file_name: &str, epoch_seconds: f64) -> String {
    let stamp: String = utc(epoch_seconds).chars().filter(|c| *c != '-' && *c != ':').collect();
    let stamp = stamp.replace(' ', "-");
    match file_name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem}-{stamp}.{extension}"),
        _ => format!("{file_name}-{stamp}"),
    }
}

/// Drops zeros at the end of a decimal number, and writes its minus as one.
fn trim(text: &str) -> String {
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.strip_prefix('-')
        .map_or_else(|| text.to_owned(), |rest| format!("−{rest}"))
}

/// Lines of cells between tabs, as spreadsheets take them from the clipboard. Numbers are written as those read them; what they would
/// run as a formula is made plain text.
pub fn tsv<R: AsRef<[String]>>(rows: impl Iterator<Item = R>) -> String {
    let cell = |cell: &String| {
        let number = cell.replace(',', "").replace('−', "-");
        if number.parse::<f64>().is_ok() {
            return number;
        }
        let words: Vec<&str> = cell.split_whitespace().collect();
        defused(&words.join(" "))
    };
    let line = |row: R| row.as_ref().iter().map(cell).collect::<Vec<_>>().join("\t");
    rows.map(line).collect::<Vec<_>>().join("\n")
}
