//! Columns of strings that grow row by row.

use std::hash::Hash;

use hashbrown::HashMap;

use super::growing::Chunks;
use crate::column::{Category, ColumnData, Interner, MISSING, Text, code};

/// With more different values a column is plain text (as in [`crate::ReadOptions::max_categories`]).
const MAX_CATEGORIES: usize = 20_000;
/// Bytes of different values that a column keeps.
const MAX_BYTES: usize = 64 << 20;

/// A code a row, a string a code.
#[derive(Debug, Default)]
pub(super) struct Words {
    interner: Interner,
    codes: Chunks<u32>,
    n_bytes: usize,
    /// Rows whose value was left out.
    n_left_out: u64,
    has_any: bool,
}

impl Words {
    /// An empty string is a missing value.
    pub(super) fn push(&mut self, value: &str) {
        let code = if value.is_empty() { MISSING } else { self.code_of(value) };
        self.has_any |= code != MISSING;
        self.codes.push(code);
    }

    fn code_of(&mut self, value: &str) -> u32 {
        if self.n_bytes + value.len() > MAX_BYTES {
            self.n_left_out += 1;
            return MISSING;
        }
        let n_known = self.interner.len();
        let code = self.interner.code_of(value);
        if self.interner.len() > n_known {
            self.n_bytes += value.len();
        }
        code
    }

    pub(super) fn n_left_out(&self) -> u64 {
        self.n_left_out
    }

    /// The values at `rows`, in that order; `None` when there is none.
    pub(super) fn into_data(self, rows: &[u32]) -> Option<ColumnData> {
        let category = Category {
            codes: self.codes.pick(rows),
            names: self.interner.into_names(),
        };
        self.has_any.then(|| category_or_text(category))
    }
}

/// A column from one key a row; `None` is a missing value.
pub(super) fn name_keys<K: Hash + Eq + Copy>(
    keys: impl Iterator<Item = Option<K>>,
    name: impl Fn(K) -> String,
) -> ColumnData {
    let mut known = HashMap::new();
    let mut distinct = Vec::new();
    let code_of = |key: Option<K>| {
        let Some(key) = key else { return MISSING };
        *known.entry(key).or_insert_with(|| {
            distinct.push(key);
            code(distinct.len() - 1)
        })
    };
    let codes: Vec<u32> = keys.map(code_of).collect();
    drop(known);
    let name = |code: u32| distinct.get(code as usize).map_or_else(String::new, |&key| name(key));
    if distinct.len() > MAX_CATEGORIES {
        // Without a string for each of them in between.
        return text(codes.iter().map(|&code| name(code)));
    }
    let names = (0..code(distinct.len())).map(name).collect();
    ColumnData::Category(Category { codes, names })
}

fn text<S: AsRef<str>>(values: impl Iterator<Item = S>) -> ColumnData {
    let mut text = Text::default();
    values.for_each(|value| text.push(value.as_ref()));
    ColumnData::Text(text)
}

/// Names in the order in which they first occur.
fn category_or_text(category: Category) -> ColumnData {
    if category.names.len() <= MAX_CATEGORIES {
        return ColumnData::Category(category.in_order_of_appearance());
    }
    let rows = 0..category.codes.len();
    text(rows.map(|row| category.get(row).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_categories_in_the_order_of_rows() {
        let mut words = Words::default();
        for word in ["b", "", "a", "b"] {
            words.push(word);
        }
        let data = words.into_data(&[2, 3, 1, 0]).unwrap();
        let ColumnData::Category(category) = data else {
            panic!("two values are few")
        };
        assert_eq!(category.names, ["a", "b"]);
        assert_eq!(category.codes, [0, 1, MISSING, 1]);
    }

    #[test]
    fn many_values_are_text() {
        let n = code(MAX_CATEGORIES) + 1;
        let data = name_keys((0..n).map(Some), |key| key.to_string());
        let ColumnData::Text(text) = data else {
            panic!("more than {MAX_CATEGORIES} values are many")
        };
        assert_eq!((text.len(), text.get(7)), (n as usize, "7"));
    }

    #[test]
    fn nothing_but_missing_values_is_no_column() {
        let mut words = Words::default();
        words.push("");
        assert!(words.into_data(&[0]).is_none());
    }

    #[test]
    fn long_values_are_left_out_in_the_end() {
        let mut words = Words::default();
        let long = "x".repeat(MAX_BYTES / 2);
        words.push(&long);
        words.push(&format!("{long}y"));
        assert_eq!(words.n_left_out(), 1);
        words.push("short");
        assert_eq!(words.n_left_out(), 1);
    }
}
