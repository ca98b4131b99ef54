use super::*;

#[track_caller]
fn check<T>(format: impl Fn(T) -> String, cases: impl IntoIterator<Item = (T, &'static str)>) {
    for (value, expected) in cases {
        assert_eq!(format(value), expected);
    }
}

#[test]
fn counts_are_grouped() {
    check(
        count,
        [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (10_000, "10,000"),
            (494_021, "494,021"),
            (1_234_567, "1,234,567"),
        ],
    );
    assert_eq!(plural(1, "row", "rows"), "1 row");
    assert_eq!(plural(0, "row", "rows"), "0 rows");
}

#[test]
fn percentages_never_round_to_a_bound_they_do_not_reach() {
    check(
        percent,
        [
            (0.0, "0.0%"),
            (0.0001, "<0.1%"),
            (0.15, "15.0%"),
            (0.99999, ">99.9%"),
            (1.0, "100.0%"),
            (f64::NAN, "–"),
        ],
    );
    assert_eq!(share(1, 3), "33.3%");
    assert_eq!(share(0, 0), NONE);
}

#[test]
fn metrics_have_three_decimals_or_a_dash() {
    check(
        metric,
        [
            (Some(0.9384), "0.938"),
            (Some(1.0), "1.000"),
            (None, "–"),
            (Some(f64::NAN), "–"),
        ],
    );
}

#[test]
fn numbers_keep_about_four_digits() {
    check(
        number,
        [
            (0.0, "0"),
            (-0.5, "−0.5"),
            (0.012_34, "0.01234"),
            (3.0, "3"),
            (45.678, "45.68"),
            (500.25, "500.2"),
            (1234.4, "1,234"),
            (-98_765.4, "−98,765"),
            (693_375_640.0, "693,375,640"),
            (1.5e12, "1.50e12"),
            (1e-7, "1.00e-7"),
            (f64::INFINITY, "–"),
        ],
    );
}

#[test]
fn durations_use_two_units_at_most() {
    check(
        duration,
        [
            (0.0, "0 ms"),
            (0.0123, "12 ms"),
            (0.42, "0.42 s"),
            (9.949, "9.95 s"),
            (12.4, "12 s"),
            (59.7, "1 min 0 s"),
            (125.0, "2 min 5 s"),
            (3780.0, "1 h 3 min"),
            (-1.0, "–"),
            (f64::NAN, "–"),
        ],
    );
}

#[test]
fn sizes_are_decimal() {
    check(
        bytes,
        [
            (0, "0 B"),
            (640, "640 B"),
            (18_200_000, "18.2 MB"),
            (999_999, "1.0 MB"),
            (74_000_000_000, "74.0 GB"),
            (u64::MAX, "18446744.1 TB"),
        ],
    );
}

#[test]
fn moments_are_utc() {
    check(
        utc,
        [
            (0.0, "1970-01-01 00:00:00"),
            (951_782_400.0, "2000-02-29 00:00:00"),
            (1_795_225_670.9, "2026-11-21 01:47:50"),
            (-1.0, "1969-12-31 23:59:59"),
            (1e15, "1.00e15"),
        ],
    );
}

#[test]
fn a_report_carries_its_moment() {
    assert_eq!(
        stamped("anomalies.csv", 1_795_225_670.0),
        "anomalies-20261121-014750.csv"
    );
    assert_eq!(stamped("noextension", 0.0), "noextension-19700101-000000");
}

#[test]
fn moments_are_shown_as_exactly_as_they_are() {
    assert_eq!(utc_millis(1_700_000_000.123_9), "2023-11-14 22:13:20.123");
    assert_eq!(clock(1_700_000_000.0), "22:13:20");
    assert_eq!(clock(1_700_000_000.125), "22:13:20.125");
    assert_eq!(clock(1_700_000_000.001), "22:13:20.001");
}

#[test]
fn a_stretch_of_time_says_its_zone_and_its_days_where_they_differ() {
    assert_eq!(time_range(1_700_000_000.0, 1_700_000_060.0), "22:13:20 – 22:14:20 UTC");
    assert_eq!(
        time_range(1_700_000_000.0, 1_700_100_000.0),
        "2023-11-14 22:13:20 – 2023-11-16 02:00:00 UTC"
    );
}

#[test]
fn widths_have_their_own_unit() {
    let cases = [
        (0.02, "20 ms"),
        (5.0, "5 s"),
        (900.0, "15 min"),
        (21_600.0, "6 h"),
        (604_800.0, "7 d"),
    ];
    for (seconds, text) in cases {
        assert_eq!(width(seconds), text);
    }
}

#[test]
fn cells_for_a_spreadsheet_are_numbers_or_harmless_text() {
    let row = |cells: [&str; 3]| cells.map(str::to_owned);
    let rows = [
        row(["name", "flows", "x"]),
        row(["=cmd()", &count(494_021), "−3"]),
        row(["a\tb\nc", "12%", ""]),
    ];
    assert_eq!(tsv(rows.iter()), "name\tflows\tx\n'=cmd()\t494021\t-3\na b c\t12%\t");
}
