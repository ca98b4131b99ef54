//! Figures for an overview of a column.

use std::collections::HashSet;

use crate::column::{Category, Column, ColumnData, Kind, Numbers, Text};

/// Distinct values are counted up to here.
const MAX_DISTINCT: usize = 100_000;
/// Categories and examples that are shown.
const N_TOP: usize = 10;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSummary {
    /// Kind of values.
    pub kind: Kind,
    /// Rows without a value.
    pub n_missing: usize,
    /// Rows with an infinity.
    pub n_infinite: usize,
    /// Distinct values.
    pub n_distinct: usize,
    /// Counting stopped: there are at least `n_distinct`.
    pub is_distinct_capped: bool,
    /// The figures.
    pub values: ValueSummary,
}

/// The figures of a [`ColumnSummary`].
#[derive(Clone, Debug, PartialEq)]
pub enum ValueSummary {
    /// A number column; `None` when it has no value.
    Number(Option<NumberSummary>),
    /// The most frequent categories, at most ten.
    Category(Vec<(String, usize)>),
    /// The first values, at most ten.
    Text(Vec<String>),
}

/// Location and spread, over the values that are there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberSummary {
    /// Smallest value.
    pub min: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Middle value, the mean of the two middle ones where their number is even.
    pub median: f64,
    /// Largest value.
    pub max: f64,
    /// Standard deviation (of the population).
    pub std_dev: f64,
}

pub(crate) fn summarize(column: &Column) -> ColumnSummary {
    let (n_distinct, is_distinct_capped, values) = match &column.data {
        ColumnData::Number(numbers) => of_numbers(numbers),
        ColumnData::Category(category) => of_category(category),
        ColumnData::Text(text) => of_text(text),
    };
    ColumnSummary {
        kind: column.kind(),
        n_missing: column.n_missing,
        n_infinite: column.n_infinite,
        n_distinct,
        is_distinct_capped,
        values,
    }
}

fn of_numbers(numbers: &Numbers) -> (usize, bool, ValueSummary) {
    let mut values: Vec<f64> = (0..numbers.len())
        .map(|row| numbers.get(row))
        .filter(|value| !value.is_nan())
        .collect();
    let (n_distinct, is_capped) = count_distinct(values.iter().map(|value| (value + 0.0).to_bits()));
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    let fold = |f: fn(f64, f64) -> f64| values.iter().copied().reduce(f);
    let (min, max) = (fold(f64::min), fold(f64::max));
    let summary = median(&mut values)
        .zip(min)
        .zip(max)
        .map(|((median, min), max)| NumberSummary {
            min,
            mean,
            median,
            max,
            std_dev: variance.sqrt(),
        });
    (n_distinct, is_capped, ValueSummary::Number(summary))
}

fn of_category(category: &Category) -> (usize, bool, ValueSummary) {
    let mut top: Vec<(String, usize)> = category.names.iter().cloned().zip(category.counts()).collect();
    top.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    top.truncate(N_TOP);
    (category.names.len(), false, ValueSummary::Category(top))
}

fn of_text(text: &Text) -> (usize, bool, ValueSummary) {
    let values = || text.iter().filter(|value| !value.is_empty());
    let (n_distinct, is_capped) = count_distinct(values());
    let first = values().take(N_TOP).map(str::to_owned).collect();
    (n_distinct, is_capped, ValueSummary::Text(first))
}

fn count_distinct<T: Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> (usize, bool) {
    let mut seen = HashSet::new();
    for value in values {
        if seen.insert(value) && seen.len() >= MAX_DISTINCT {
            return (seen.len(), true);
        }
    }
    (seen.len(), false)
}

/// The middle value; reorders `values`, none of which is NaN.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    majority(values).or_else(|| quantile(values, 0.5))
}

/// The value that more than half of the values have, which is then their median: common among counters of traffic, and
/// found without moving anything.
///
/// # Source
/// Boyer and Moore (1991), "MJRTY: a fast majority vote algorithm".
pub(crate) fn majority(values: &[f64]) -> Option<f64> {
    let (mut candidate, mut lead) = (f64::NAN, 0_usize);
    for &value in values {
        if lead == 0 {
            (candidate, lead) = (value, 1);
        } else if value.to_bits() == candidate.to_bits() {
            lead += 1;
        } else {
            lead -= 1;
        }
    }
    let count = values
        .iter()
        .filter(|value| value.to_bits() == candidate.to_bits())
        .count();
    (2 * count > values.len()).then_some(candidate)
}

/// Linear interpolation between the two nearest ranks, as numpy does; reorders `values`, none of which is NaN.
pub(crate) fn quantile(values: &mut [f64], q: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let rank = q.clamp(0.0, 1.0) * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of values"
    )]
    let below = rank.floor() as usize;
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().reduce(f64::min).unwrap_or(low);
    Some(low + (rank - below as f64) * (high - low))
}
