//! A table in the session, with its result once it has one.

use std::cell::{OnceCell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

use wiresift_detect::Verdict;
use wiresift_filter::AddressCache;
use wiresift_table::{ColumnData, Numbers, Role, Table};

use crate::detail::Usual;
use crate::family::Families;
use crate::feedback::Heard;
use crate::filter::Selected;
use crate::fitting::Scored;
use crate::message::{ErrorReport, Filter, Noun, Seconds, Severity};
use crate::opening::Opened;
use crate::ranking::indices;
use crate::rows::Sorted;

/// Tables made so far.
static N_LOADED: AtomicU64 = AtomicU64::new(0);

/// A table with its result, once it has one, and answers that are likely to be asked for again.
pub(crate) struct Loaded {
    pub(crate) opened: Opened,
    scored: Option<Scored>,
    clock: Option<Clock>,
    /// Tells this table from all others.
    pub(crate) number: u64,
    /// Which attacks its rows look like, once that is known.
    families: Option<Families>,
    /// What the analyst says of its rows.
    pub(crate) heard: Heard,
    /// The last expression that rows were filtered by.
    pub(crate) selected: RefCell<Option<Selected>>,
    /// The addresses among the table's values, once a filter asked for them.
    pub(crate) addresses: OnceCell<AddressCache>,
    /// The last order of rows that was asked for.
    pub(crate) sorted: Option<Sorted>,
    /// What is usual in each column, once somebody asked.
    pub(crate) usual: Option<Vec<Usual>>,
}

/// Where a table keeps its times.
#[derive(Clone, Copy, Debug)]
struct Clock {
    column: usize,
    units_a_second: f64,
}

impl Loaded {
    /// A table without a result.
    pub(crate) fn new(opened: Opened) -> Self {
        Self {
            clock: Clock::of(&opened.table),
            opened,
            scored: None,
            number: N_LOADED.fetch_add(1, Ordering::Relaxed),
            families: None,
            heard: Heard::default(),
            selected: RefCell::default(),
            addresses: OnceCell::default(),
            sorted: None,
            usual: None,
        }
    }

    pub(crate) fn table(&self) -> &Table {
        &self.opened.table
    }

    pub(crate) fn noun(&self) -> Noun {
        self.opened.noun()
    }

    pub(crate) fn scored(&self) -> Option<&Scored> {
        self.scored.as_ref()
    }

    /// Sets or takes away the result; what was answered with the old one is forgotten.
    pub(crate) fn set_scored(&mut self, scored: Option<Scored>) {
        self.scored = scored;
        self.forget_answers();
    }

    pub(crate) fn families(&self) -> Option<&Families> {
        self.families.as_ref()
    }

    /// Sets or takes away what a model says of the rows.
    pub(crate) fn set_families(&mut self, families: Option<Families>) {
        self.families = families;
        self.forget_answers();
    }

    /// Notes where the time of the result went.
    pub(crate) fn set_seconds(&mut self, seconds: Seconds) {
        if let Some(scored) = &mut self.scored {
            scored.seconds = seconds;
        }
    }

    /// Lets the result follow the analyst's marks.
    pub(crate) fn adapt(&mut self, verdicts: Option<Vec<Verdict>>) {
        if let Some(scored) = &mut self.scored {
            scored.adapt(verdicts);
        }
        self.forget_answers();
    }

    /// The columns' roles or labels were changed.
    pub(crate) fn on_edit(&mut self) {
        self.clock = Clock::of(&self.opened.table);
        self.addresses.take();
        self.forget_answers();
    }

    /// What is known of the rows has changed.
    pub(crate) fn forget_answers(&mut self) {
        self.selected.take();
        self.sorted = None;
        self.usual = None;
    }

    /// Whether a row is an anomaly; none is without a result.
    pub(crate) fn is_anomaly(&self, row: usize) -> bool {
        self.scored.as_ref().is_some_and(|scored| scored.is_anomaly(row))
    }

    pub(crate) fn severity(&self, row: usize) -> Severity {
        self.scored
            .as_ref()
            .map_or(Severity::None, |scored| scored.severity(row))
    }

    /// Name of the column that holds the times.
    pub(crate) fn time_column(&self) -> Option<&str> {
        let column = self.table().columns.get(self.clock?.column)?;
        Some(&column.name)
    }

    /// When each row begins, in seconds since the Unix epoch; `None` for a table without times, NaN for a row without.
    pub(crate) fn times(&self) -> Option<impl Fn(usize) -> f64> {
        let Clock { column, units_a_second } = self.clock?;
        let numbers = numbers(self.table(), column)?;
        Some(move |row| numbers.get(row) / units_a_second)
    }

    /// The rows that pass a filter, in the order of the table.
    ///
    /// # Errors
    /// As [`Loaded::passes`].
    pub(crate) fn rows(&self, filter: &Filter) -> Result<Vec<u32>, ErrorReport> {
        let passes = self.passes(filter)?;
        let rows = indices(self.table().n_rows());
        Ok(rows.filter(|&row| passes(row as usize)).collect())
    }
}

impl Clock {
    /// The first column of times. Those are written in s, ms, µs or ns; today they have 10, 13, 16 or 19 digits.
    fn of(table: &Table) -> Option<Self> {
        let is_clock = |column: &&wiresift_table::Column| {
            column.role == Role::Timestamp && matches!(column.data, ColumnData::Number(_))
        };
        let column = table.columns.iter().position(|column| is_clock(&column))?;
        let numbers = numbers(table, column)?;
        let times = (0..numbers.len()).map(|row| numbers.get(row));
        let (first, last) = span(times)?;
        (first < last).then(|| Self {
            column,
            units_a_second: units_a_second(last),
        })
    }
}

fn numbers(table: &Table, column: usize) -> Option<&Numbers> {
    match &table.columns.get(column)?.data {
        ColumnData::Number(numbers) => Some(numbers),
        ColumnData::Category(_) | ColumnData::Text(_) => None,
    }
}

fn units_a_second(latest: f64) -> f64 {
    match latest {
        ..1e11 => 1.0,
        ..1e14 => 1e3,
        ..1e17 => 1e6,
        _ => 1e9,
    }
}

/// The smallest and the largest of the finite values.
pub(crate) fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |span: Option<(f64, f64)>, value| {
            Some(span.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_any_unit_become_seconds() {
        for (written, factor) in [(1.5e9, 1.0), (1.5e12, 1e3), (1.5e15, 1e6), (1.5e18, 1e9)] {
            assert!((written / units_a_second(written) - written / factor).abs() < 1e-9);
        }
    }

    #[test]
    fn a_span_skips_what_is_no_number() {
        assert_eq!(
            span([f64::NAN, 3.0, f64::INFINITY, -1.0].into_iter()),
            Some((-1.0, 3.0))
        );
        assert_eq!(span([f64::NAN].into_iter()), None);
    }
}
