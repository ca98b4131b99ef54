//! What labels mean.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::column::{Category, Column, ColumnData, Interner, MISSING};
use crate::schema::Family;

/// The label of every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// For each row an index into `names`, or [`MISSING`].
    pub codes: Vec<u32>,
    /// The different labels.
    pub names: Vec<String>,
}

impl Labels {
    /// The label of `row`.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.names.get(*self.codes.get(row)? as usize).map(String::as_str)
    }

    /// How many rows have each of `names`.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.names.len()];
        for &code in &self.codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// One label and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelCount {
    /// The label as written.
    pub name: String,
    /// Rows with it.
    pub count: usize,
    /// Whether it means normal traffic.
    pub is_normal: bool,
    /// Its attack family, where the schema says.
    pub family: Option<Family>,
}

/// What a row really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// Normal traffic.
    Normal,
    /// An attack or another anomaly.
    Anomaly,
    /// The row has no label, or one that says that nobody knows.
    Unknown,
}

const NORMAL: [&str; 14] = [
    "normal",
    "benign",
    "background",
    "0",
    "legitimate",
    "legit",
    "good",
    "clean",
    "no",
    "false",
    "inlier",
    "regular",
    "non-attack",
    crate::schema::eve::NO_ALERT,
];

pub(crate) fn default_normal() -> BTreeSet<String> {
    NORMAL.iter().map(|&name| name.to_owned()).collect()
}

/// Lower case, without the full stop of KDD'99 and the zero decimals of tables that pandas wrote.
pub(crate) fn fold(label: &str) -> String {
    let label = label.trim().to_ascii_lowercase();
    let label = label.strip_suffix(".0").unwrap_or(&label);
    label.trim_end_matches('.').to_owned()
}

pub(crate) fn is_normal(label: &str, normal: &BTreeSet<String>) -> bool {
    let label = fold(label);
    if normal.contains(&label) {
        return true;
    }
    // CTU-13 and its successors write `flow=Background-UDP-Established`, `flow=From-Normal-V42-Jist`,
    // `flow=TCP-Established-To-Microsoft-7`; what is malicious is always named Botnet or Malware.
    label.starts_with("flow=")
        && normal.contains("background")
        && !label.contains("botnet")
        && !label.contains("malware")
}

/// Whether a label says that nobody knows, as the labels of Stratosphere's logs do.
pub(crate) fn is_unknown(label: &str) -> bool {
    fold(label) == "unknown"
}

/// `None` when no row has a label.
pub(crate) fn labels(column: &Column) -> Option<Labels> {
    let Category { codes, names } = categories(column).into_owned();
    (!names.is_empty()).then_some(Labels { codes, names })
}

/// Any column as one of categories; numbers are named as they were written first.
pub(crate) fn categories(column: &Column) -> Cow<'_, Category> {
    match &column.data {
        ColumnData::Category(category) => Cow::Borrowed(category),
        ColumnData::Number(_) | ColumnData::Text(_) => Cow::Owned(count_values(column)),
    }
}

fn count_values(column: &Column) -> Category {
    let mut interner = Interner::default();
    let mut seen = HashMap::new();
    let mut codes = Vec::with_capacity(column.data.len());
    for row in 0..column.data.len() {
        codes.push(match &column.data {
            // Writing a number is slow, and labels repeat.
            ColumnData::Number(numbers) => {
                let token = || numbers.token(row).map_or(MISSING, |token| interner.code_of(&token));
                *seen.entry(numbers.get(row).to_bits()).or_insert_with(token)
            }
            ColumnData::Text(text) if text.get(row).is_empty() => MISSING,
            ColumnData::Text(text) => interner.code_of(text.get(row)),
            ColumnData::Category(category) => category.codes.get(row).copied().unwrap_or(MISSING),
        });
    }
    Category {
        codes,
        names: interner.into_names(),
    }
}
