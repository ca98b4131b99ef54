use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{adapt, simulate};
use crate::{Detector, IsolationForest, IsolationForestParams, ignore_progress};

/// A cloud of 400 rows, 20 rows to its right and 20 to its left, as rare as each other.
fn two_kinds() -> (Array2<f32>, IsolationForest, Vec<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut x = Array2::from_shape_simple_fn((440, 3), || rng.random_range(-1.0..1.0_f32));
    for row in 400..440 {
        x[[row, 0]] += if row < 420 { 4.0 } else { -4.0 };
    }
    let rows: Vec<u32> = (0..440).collect();
    let forest = IsolationForestParams::default().seed(3);
    let forest = forest.fit(x.view(), &rows, &mut ignore_progress).unwrap();
    let scores = forest.score_samples(x.view(), &mut ignore_progress).unwrap();
    let mut sorted = scores.clone();
    sorted.sort_by(f32::total_cmp);
    let percentiles = scores
        .iter()
        .map(|score| sorted.partition_point(|other| other < score) as f64 / 440.0)
        .collect();
    (x, forest, percentiles)
}

fn mean(scores: &[f64], rows: std::ops::Range<usize>) -> f64 {
    let n = rows.len() as f64;
    scores[rows].iter().sum::<f64>() / n
}

#[test]
fn without_verdicts_nothing_moves() {
    let (x, forest, percentiles) = two_kinds();
    let scores = adapt(&forest, x.view(), &percentiles, &[], &mut ignore_progress).unwrap();
    assert_eq!(scores, percentiles);
}

#[test]
fn rows_follow_the_verdicts_on_rows_like_them() {
    let (x, forest, percentiles) = two_kinds();
    let mut verdicts: Vec<(u32, bool)> = (400..405).map(|row| (row, true)).collect();
    verdicts.extend((420..425).map(|row| (row, false)));
    let scores = adapt(&forest, x.view(), &percentiles, &verdicts, &mut ignore_progress).unwrap();
    let moved = |rows: std::ops::Range<usize>| mean(&scores, rows.clone()) - mean(&percentiles, rows);
    assert!(moved(405..420) > 0.005, "others of the kind found: {}", moved(405..420));
    assert!(
        moved(425..440) < -0.005,
        "others of the kind dismissed: {}",
        moved(425..440)
    );
    assert!(moved(0..400).abs() < 0.001, "the rest: {}", moved(0..400));
}

#[test]
fn the_order_of_verdicts_does_not_matter() {
    let (x, forest, percentiles) = two_kinds();
    let mut verdicts = vec![(400, true), (420, false), (3, false)];
    let forwards = adapt(&forest, x.view(), &percentiles, &verdicts, &mut ignore_progress).unwrap();
    verdicts.reverse();
    let backwards = adapt(&forest, x.view(), &percentiles, &verdicts, &mut ignore_progress).unwrap();
    let differ = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-6;
    assert!(!forwards.iter().zip(&backwards).any(differ));
}

#[test]
fn an_analyst_who_wants_one_kind_gets_it_sooner() {
    let (x, forest, percentiles) = two_kinds();
    let is_wanted: Vec<bool> = (0..440).map(|row| (400..420).contains(&row)).collect();
    let found = simulate(&forest, x.view(), &percentiles, &is_wanted, 30, &mut ignore_progress).unwrap();
    assert_eq!(found.len(), 30);
    let mut by_percentile: Vec<usize> = (0..440).collect();
    by_percentile.sort_by(|&a, &b| percentiles[b].total_cmp(&percentiles[a]).then(a.cmp(&b)));
    let without = by_percentile[..30].iter().filter(|&&row| is_wanted[row]).count();
    let with = *found.last().unwrap() as usize;
    assert!(with >= 19 && with > without, "{with} with feedback, {without} without");
}

#[test]
fn a_budget_beyond_the_rows_asks_for_each_once() {
    let (x, forest, percentiles) = two_kinds();
    let is_wanted = vec![true; 440];
    let found = simulate(&forest, x.view(), &percentiles, &is_wanted, 1_000, &mut ignore_progress).unwrap();
    assert_eq!(found, (1..=440).collect::<Vec<u32>>());
}
