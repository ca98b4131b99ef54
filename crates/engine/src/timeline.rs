//! Anomalies along time, or along the rows where the table has no times.

use wiresift_table::{ColumnData, Role, Table};

use crate::fitting::Scored;
use crate::message::{Severity, Timeline, TimelineBin};
use crate::ranking::indices;

/// Bars that a chart shows well.
const N_BINS: usize = 100;

/// Counts rows and anomalies in bins of equal width.
pub(crate) fn timeline(table: &Table, scored: &Scored) -> Timeline {
    let clock = table.columns.iter().find_map(|column| match &column.data {
        ColumnData::Number(numbers) if column.role == Role::Timestamp => Some((column.name.clone(), numbers)),
        ColumnData::Number(_) | ColumnData::Category(_) | ColumnData::Text(_) => None,
    });
    if let Some((name, numbers)) = clock {
        let seconds: Vec<f64> = (0..table.n_rows()).map(|row| numbers.get(row)).collect();
        if let Some(bins) = count(&in_seconds(seconds), scored) {
            return Timeline {
                time_column: Some(name),
                bins,
            };
        }
    }
    let rows: Vec<f64> = indices(table.n_rows()).map(f64::from).collect();
    Timeline {
        time_column: None,
        bins: count(&rows, scored).unwrap_or_default(),
    }
}

/// Epoch times are written in s, ms, µs or ns; today they have 10, 13, 16 or 19 digits.
fn in_seconds(mut times: Vec<f64>) -> Vec<f64> {
    let latest = times
        .iter()
        .copied()
        .filter(|time| time.is_finite())
        .fold(0.0, f64::max);
    let unit = match latest {
        ..1e11 => 1.0,
        ..1e14 => 1e3,
        ..1e17 => 1e6,
        _ => 1e9,
    };
    for time in &mut times {
        *time /= unit;
    }
    times
}

/// `None` when all places are the same or none is known.
fn count(places: &[f64], scored: &Scored) -> Option<Vec<TimelineBin>> {
    let finite = || places.iter().copied().filter(|place| place.is_finite());
    let first = finite().fold(f64::INFINITY, f64::min);
    let last = finite().fold(f64::NEG_INFINITY, f64::max);
    if first >= last {
        return None;
    }
    let n_bins = N_BINS.min(places.len());
    let width = (last - first) / n_bins as f64;
    let edge = |at: usize| width.mul_add(at as f64, first);
    let mut bins: Vec<TimelineBin> = (0..n_bins)
        .map(|at| TimelineBin {
            start: edge(at),
            end: edge(at + 1),
            n_rows: 0,
            severities: [0; 3],
        })
        .collect();
    for (row, &place) in places.iter().enumerate().filter(|(_, place)| place.is_finite()) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the number of bins"
        )]
        let at = (((place - first) / width) as usize).min(n_bins - 1);
        bins[at].n_rows += 1;
        match scored.severity(row) {
            Severity::None => {}
            Severity::Low => bins[at].severities[0] += 1,
            Severity::Medium => bins[at].severities[1] += 1,
            Severity::High => bins[at].severities[2] += 1,
        }
    }
    Some(bins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_any_unit_become_seconds() {
        for (written, factor) in [(1.5e9, 1.0), (1.5e12, 1e3), (1.5e15, 1e6), (1.5e18, 1e9)] {
            assert_eq!(in_seconds(vec![written]), [written / factor]);
        }
    }
}
