//! How a column's values spread over anomalies and the other rows.

use wiresift_table::{Category, ColumnData, Numbers, Text};

use crate::bins::Bins;
use crate::fitting::Scored;
use crate::message::{Distribution, ErrorReport, TableSlot};
use crate::session::Session;

/// Values of a category that are shown by name; the rest is one bar.
const N_NAMED: usize = 15;

impl Session {
    /// The values of a column, apart for anomalies.
    ///
    /// # Errors
    /// Without a result, or without that column.
    pub fn distribution(&self, slot: TableSlot, column: u32) -> Result<Distribution, ErrorReport> {
        let (loaded, scored, _) = self.result(slot)?;
        let column = loaded.opened.table.columns.get(column as usize);
        let column = column.ok_or_else(|| ErrorReport::bug("There is no such column.".to_owned()))?;
        Ok(match &column.data {
            ColumnData::Number(numbers) => of_numbers(numbers, scored),
            ColumnData::Category(category) => of_category(category, scored),
            ColumnData::Text(text) => of_text(text, scored),
        })
    }
}

fn of_numbers(numbers: &Numbers, scored: &Scored) -> Distribution {
    let values = || (0..numbers.len()).map(|row| numbers.get(row));
    let bins = Bins::fitting(values()).unwrap_or_else(|| Bins::linear(0.0, 1.0));
    let logarithmic = bins.is_logarithmic;
    let histogram = bins.count(values().enumerate().map(|(row, value)| (value, scored.is_anomaly(row))));
    Distribution::Numbers { histogram, logarithmic }
}

fn of_category(category: &Category, scored: &Scored) -> Distribution {
    let mut counts: Vec<[u64; 2]> = vec![[0; 2]; category.names.len()];
    for (row, &code) in category.codes.iter().enumerate() {
        if let Some(counts) = counts.get_mut(code as usize) {
            counts[usize::from(scored.is_anomaly(row))] += 1;
        }
    }
    let mut values: Vec<(&str, [u64; 2])> = category.names.iter().map(String::as_str).zip(counts).collect();
    values.sort_by(|(a_name, a), (b_name, b)| (b[0] + b[1]).cmp(&(a[0] + a[1])).then_with(|| a_name.cmp(b_name)));
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
fn of_text(text: &Text, scored: &Scored) -> Distribution {
    let mut counts = [[0; 2]; 2];
    for (row, value) in text.iter().enumerate() {
        counts[usize::from(value.is_empty())][usize::from(scored.is_anomaly(row))] += 1;
    }
    let [[with, with_anomalous], [without, without_anomalous]] = counts;
    Distribution::Categories {
        names: vec!["some text".to_owned(), "empty".to_owned()],
        normal: vec![with, without],
        anomalous: vec![with_anomalous, without_anomalous],
    }
}
