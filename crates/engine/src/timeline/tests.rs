use super::*;

fn range(start: f64, end: f64) -> TimeRange {
    TimeRange { start, end }
}

fn width(range: TimeRange, finest: i64, wanted: Option<f64>) -> (i64, Option<i64>, Option<i64>) {
    let choice = Widths::new(range, finest).choose(wanted).unwrap();
    (choice.width, choice.finer, choice.coarser)
}

#[test]
fn a_range_chooses_its_width() {
    let cases = [
        (range(0.0, 0.05), 1),
        (range(0.0, 60.0), 1_000),
        (range(0.0, 1_800.0), 30_000),
        (range(0.0, 3_600.0), 60_000),
        (range(0.0, 86_400.0), 900_000),
        (range(0.0, 14.0 * 86_400.0), 21_600_000),
    ];
    for (range, expected) in cases {
        assert_eq!(width(range, 1, None).0, expected, "{range:?}");
    }
}

#[test]
fn no_bin_is_finer_than_what_was_counted() {
    assert_eq!(width(range(0.0, 60.0), 10_000, None), (10_000, None, Some(30_000)));
    assert_eq!(width(range(0.0, 60.0), 10_000, Some(0.001)).0, 10_000);
    assert_eq!(width(range(7.0, 8.0), 10_000, None), (10_000, None, None));
}

#[test]
fn a_width_is_taken_as_near_as_it_can_be_had() {
    assert_eq!(
        width(range(0.0, 3_600.0), 1, Some(30.0)),
        (30_000, Some(15_000), Some(60_000))
    );
    assert_eq!(width(range(0.0, 3_600.0), 1, Some(1e-9)).0, 5_000, "at most 1,000 bins");
    assert_eq!(width(range(0.0, 3_600.0), 1, Some(f64::NAN)).0, 5_000);
}

#[test]
fn bins_start_at_round_times_and_cover_the_range() {
    let choice = Widths::new(range(7.5, 42.1), 1).choose(Some(10.0)).unwrap();
    let bins = choice.bins(range(7.5, 42.1));
    let starts: Vec<f64> = bins.iter().map(|bin| bin.start).collect();
    assert_eq!(starts, [0.0, 10.0, 20.0, 30.0, 40.0]);
    let bins = choice.bins(range(10.0, 40.0));
    assert_eq!((bins[0].start, bins[bins.len() - 1].end), (10.0, 40.0));
}

#[test]
fn a_moment_on_an_edge_belongs_to_the_bin_that_begins_there() {
    // 0.1 is no multiple of a power of two, so the division rounds.
    let whole = range(1_700_000_000.0, 1_700_000_010.0);
    let choice = Widths::new(whole, 1).choose(Some(0.1)).unwrap();
    let mut bins = choice.bins(whole);
    for at in 0..bins.len() {
        let time = bins[at].start;
        choice.find(&mut bins, time).unwrap().n_rows += 1;
    }
    assert!(bins.iter().all(|bin| bin.n_rows == 1));
    assert!(choice.find(&mut bins, f64::NAN).is_none());
}
