//! Shares of the rows, each with its anomalies.

use std::collections::BTreeMap;

use wiresift_filter::{Refine, refine};
use wiresift_table::{ColumnData, Table};

use crate::filter::hour_of_day;
use crate::incident::hosts::{Ends, find};
use crate::loaded::Loaded;
use crate::message::Portion;

/// Lines of a list.
const N_NAMED: usize = 10;
const SERVICES: &[&str] = &[
    "service",
    "app_proto",
    "protocol_type",
    "proto",
    "protocol",
    "dst_port",
    "destination_port",
];

/// Rows and anomalies.
type Counts = (u64, u64);

/// Hosts by the rows that they have a part in, at either end.
pub(super) fn hosts(loaded: &Loaded, ends: &Ends, rows: &[u32]) -> Vec<Portion> {
    let table = loaded.table();
    let mut counts: BTreeMap<String, (Counts, String)> = BTreeMap::new();
    for column in [ends.originator, ends.responder] {
        for (name, at, (n_rows, n_anomalies)) in by_value(loaded, column, rows) {
            let expression = expression(table, column, at);
            let entry = counts.entry(name).or_default();
            entry.0.0 += n_rows;
            entry.0.1 += n_anomalies;
            if entry.1.is_empty() {
                entry.1 = expression;
            } else {
                entry.1 = format!("{} or {expression}", entry.1);
            }
        }
    }
    top(counts
        .into_iter()
        .map(|(name, ((n_rows, n_anomalies), expression))| Portion {
            name,
            n_rows,
            n_anomalies,
            expression,
        }))
}

/// What is talked, by the first column that says so.
pub(super) fn services(loaded: &Loaded, rows: &[u32]) -> Vec<Portion> {
    let Some(column) = find(loaded.table(), SERVICES) else {
        return Vec::new();
    };
    let values = by_value(loaded, column, rows).into_iter();
    top(values.map(|(name, at, (n_rows, n_anomalies))| Portion {
        name: if name.is_empty() { "unknown".to_owned() } else { name },
        n_rows,
        n_anomalies,
        expression: expression(loaded.table(), column, at),
    }))
}

/// By hour of the day, UTC.
pub(super) fn hours(loaded: &Loaded, rows: &[u32]) -> Vec<Portion> {
    let Some(times) = loaded.times() else {
        return Vec::new();
    };
    let mut counts = [(0, 0); 24];
    for &row in rows {
        let time = times(row as usize);
        if !time.is_finite() {
            continue;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 23")]
        let hour = hour_of_day(time) as usize;
        counts[hour].0 += 1;
        counts[hour].1 += u64::from(loaded.is_anomaly(row as usize));
    }
    let named = (0..)
        .zip(counts)
        .map(|(hour, (n_rows, n_anomalies)): (u32, Counts)| Portion {
            name: format!("{hour:02}"),
            n_rows,
            n_anomalies,
            expression: format!("time.hour == {hour}"),
        });
    named.collect()
}

/// The values of a column with a row that has each, in the order of their first rows.
fn by_value(loaded: &Loaded, column: usize, rows: &[u32]) -> Vec<(String, u32, Counts)> {
    let table = loaded.table();
    let mut of_value: BTreeMap<Key, (u32, Counts)> = BTreeMap::new();
    for &row in rows {
        let entry = of_value
            .entry(Key::of(table, column, row as usize))
            .or_insert((row, (0, 0)));
        entry.1.0 += 1;
        entry.1.1 += u64::from(loaded.is_anomaly(row as usize));
    }
    let named = of_value.into_values().map(|(row, counts)| {
        let name = crate::incident::hosts::text(table, row as usize, column);
        (name, row, counts)
    });
    named.collect()
}

/// What tells two values apart without writing them out.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Code(u32),
    Bits(u64),
    Text(String),
}

impl Key {
    fn of(table: &Table, column: usize, row: usize) -> Self {
        match &table.columns[column].data {
            ColumnData::Category(category) => Self::Code(category.codes[row]),
            ColumnData::Number(numbers) => Self::Bits(numbers.get(row).to_bits()),
            ColumnData::Text(text) => Self::Text(text.get(row).to_owned()),
        }
    }
}

fn expression(table: &Table, column: usize, row: u32) -> String {
    let cell = table.cell(row as usize, column);
    refine("", Refine::Include, &table.columns[column].name, &cell).unwrap_or_default()
}

fn top(portions: impl Iterator<Item = Portion>) -> Vec<Portion> {
    let mut portions: Vec<Portion> = portions.collect();
    wiresift_order::sort_by(&mut portions, |a, b| {
        b.n_rows.cmp(&a.n_rows).then_with(|| a.name.cmp(&b.name))
    });
    portions.truncate(N_NAMED);
    portions
}
