//! Figures for an overview of a column.

use std::collections::HashSet;

use hashbrown::HashMap;

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
    let values = || {
        (0..numbers.len())
            .map(|row| numbers.get(row))
            .filter(|value| !value.is_nan())
    };
    match count_values(values()) {
        Some(counted) => (counted.len(), false, ValueSummary::Number(of_counted(&counted))),
        None => (MAX_DISTINCT, true, ValueSummary::Number(of_many(values().collect()))),
    }
}

/// Each different value and how often it occurs, ascending; `None` when there are too many. Flow columns hold few values in
/// long runs, so a run costs one look-up and only the different values are sorted.
fn count_values(values: impl Iterator<Item = f64>) -> Option<Vec<(f64, usize)>> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let (mut run, mut length) = (None, 0);
    for value in values {
        // Adding zero turns -0 into 0.
        let bits = (value + 0.0).to_bits();
        if run == Some(bits) {
            length += 1;
            continue;
        }
        if let Some(ended) = run.replace(bits) {
            *counts.entry(ended).or_default() += length;
            if counts.len() >= MAX_DISTINCT {
                return None;
            }
        }
        length = 1;
    }
    if let Some(last) = run {
        *counts.entry(last).or_default() += length;
    }
    let mut counted: Vec<(f64, usize)> = counts.into_iter().map(|(bits, n)| (f64::from_bits(bits), n)).collect();
    counted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Some(counted)
}

fn of_counted(counted: &[(f64, usize)]) -> Option<NumberSummary> {
    let (&(min, _), &(max, _)) = (counted.first()?, counted.last()?);
    let n: usize = counted.iter().map(|(_, count)| count).sum();
    let weighted = |f: &dyn Fn(f64) -> f64| {
        counted
            .iter()
            .map(|&(value, count)| f(value) * count as f64)
            .sum::<f64>()
    };
    let mean = weighted(&|value| value) / n as f64;
    let variance = weighted(&|value| (value - mean).powi(2)) / n as f64;
    let ranked = |rank: usize| {
        let mut n_before = 0;
        counted.iter().find_map(|&(value, count)| {
            n_before += count;
            (rank < n_before).then_some(value)
        })
    };
    let median = f64::midpoint(ranked((n - 1) / 2)?, ranked(n / 2)?);
    Some(NumberSummary {
        min,
        mean,
        median,
        max,
        std_dev: variance.sqrt(),
    })
}

fn of_many(mut values: Vec<f64>) -> Option<NumberSummary> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    let fold = |f: fn(f64, f64) -> f64| values.iter().copied().reduce(f);
    let (min, max) = (fold(f64::min)?, fold(f64::max)?);
    Some(NumberSummary {
        min,
        mean,
        median: median(&mut values)?,
        max,
        std_dev: variance.sqrt(),
    })
}

fn of_category(category: &Category) -> (usize, bool, ValueSummary) {
    let mut top: Vec<(String, usize)> = category.names.iter().cloned().zip(category.counts()).collect();
    wiresift_order::sort_by(&mut top, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_gives_the_figures_of_the_values_themselves() {
        let tables: [&[f64]; 4] = [
            &[3.0],
            &[1.0, 2.0],
            &[5.0, 5.0, -0.0, 0.0, 7.5, 5.0],
            &[-1.0, 4.0, 4.0, 9.0, 1e9],
        ];
        for values in tables {
            let counted = count_values(values.iter().copied()).unwrap();
            assert_eq!(of_counted(&counted), of_many(values.to_vec()), "{values:?}");
        }
        assert_eq!(count_values([0.0, -0.0, 0.0].into_iter()).unwrap(), [(0.0, 3)]);
        assert_eq!(of_counted(&[]), None);
    }

    #[test]
    fn many_different_values_are_not_counted_on() {
        assert!(count_values((0..2 * MAX_DISTINCT).map(|at| at as f64)).is_none());
    }
}
