//! How a column's values spread over anomalies and the other rows.

use wiresift_table::{Category, ColumnData, Numbers, Text};

use crate::bins::Bins;
use crate::loaded::Loaded;
use crate::message::{Distribution, ErrorReport, Filter, TableSlot};
use crate::session::Session;

/// Values of a category that are shown by name; the rest is one bar.
const N_NAMED: usize = 15;

impl Session {
    /// The values of a column in the rows that pass a filter, apart for anomalies.
    ///
    /// # Errors
    /// Without a table, or without that column.
    pub fn distribution(&self, slot: TableSlot, column: u32, filter: &Filter) -> Result<Distribution, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let column = loaded.table().columns.get(column as usize);
        let column = column.ok_or_else(|| ErrorReport::bug("There is no such column.".to_owned()))?;
        let rows = loaded.rows(filter)?;
        Ok(match &column.data {
            ColumnData::Number(numbers) => of_numbers(numbers, loaded, &rows),
            ColumnData::Category(category) => of_category(category, loaded, &rows),
            ColumnData::Text(text) => of_text(text, loaded, &rows),
        })
    }
}

fn of_numbers(numbers: &Numbers, loaded: &Loaded, rows: &[u32]) -> Distribution {
    let values = || rows.iter().map(|&row| numbers.get(row as usize));
    let bins = Bins::fitting(values()).unwrap_or_else(|| Bins::linear(0.0, 1.0));
    let logarithmic = bins.is_logarithmic;
    let apart = rows.iter().map(|&row| row as usize);
    let histogram = bins.count(apart.map(|row| (numbers.get(row), loaded.is_anomaly(row))));
    Distribution::Numbers { histogram, logarithmic }
}

fn of_category(category: &Category, loaded: &Loaded, rows: &[u32]) -> Distribution {
    let mut counts: Vec<[u64; 2]> = vec![[0; 2]; category.names.len()];
    for &row in rows {
        let row = row as usize;
        if let Some(counts) = counts.get_mut(category.codes[row] as usize) {
            counts[usize::from(loaded.is_anomaly(row))] += 1;
        }
    }
    let named = category.names.iter().map(String::as_str).zip(counts);
    let mut values: Vec<(&str, [u64; 2])> = named.filter(|(_, [n, a])| n + a > 0).collect();
    wiresift_order::sort_by(&mut values, |(a_name, a), (b_name, b)| {
        (b[0] + b[1]).cmp(&(a[0] + a[1])).then_with(|| a_name.cmp(b_name))
    });
    let rest = values.split_off(values.len().min(N_NAMED));
    if !rest.is_empty() {
        values.push((
            "all other",
            rest.iter().fold([0; 2], |[n, a], (_, [m, b])| [n + m, a + b]),
        ));
    }
    Distribution::Categories {
        names: values.iter().map(|(name, _)| (*name).to_owned()).collect(),
        normal: values.iter().map(|(_, [normal, _])| *normal).collect(),
        anomalous: values.iter().map(|(_, [_, anomalous])| *anomalous).collect(),
    }
}

/// Plain text has too many values to name; what can be said is whether there is one.
fn of_text(text: &Text, loaded: &Loaded, rows: &[u32]) -> Distribution {
    let mut counts = [[0; 2]; 2];
    for &row in rows {
        let row = row as usize;
        counts[usize::from(text.get(row).is_empty())][usize::from(loaded.is_anomaly(row))] += 1;
    }
    let [[with, with_anomalous], [without, without_anomalous]] = counts;
    Distribution::Categories {
        names: vec!["some text".to_owned(), "empty".to_owned()],
        normal: vec![with, without],
        anomalous: vec![with_anomalous, without_anomalous],
    }
}
