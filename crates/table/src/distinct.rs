//! Which rows are the same.
//!
//! 71 % of KDD'99's rows repeat an earlier one. Rows are told apart by a hash of their values, built column by column so
//! that memory is read in order; then every row is compared with the row it was taken for, column by column as well.
//! Where two different rows share a hash, which takes chance or intent, those rows are sorted out one by one.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::column::{ColumnData, Values, code};

/// The different rows of a table, in the order in which they first occur.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distinct {
    /// For each row of the table its index among the different ones.
    pub of_row: Vec<u32>,
    /// For each different row the first row of the table that holds it.
    pub first_row: Vec<u32>,
}

/// Finds the different rows among `n_rows`; missing values are equal to each other, and so are 0 and -0.
pub(crate) fn distinct_rows(columns: &[&ColumnData], n_rows: usize) -> Distinct {
    let mut hashes = vec![0_u64; n_rows];
    for column in columns {
        add_column(&mut hashes, column);
    }
    let mut distinct = group(&hashes);
    let strangers = find_strangers(columns, &distinct);
    if !strangers.is_empty() {
        separate(columns, &hashes, &mut distinct);
    }
    distinct
}

fn add_column(hashes: &mut [u64], column: &ColumnData) {
    let hasher = DefaultHashBuilder::default();
    match column {
        ColumnData::Number(numbers) => match numbers.values() {
            Values::F32(values) => add(hashes, values.iter().map(|&value| u64::from(bits_f32(value)))),
            Values::F64(values) => add(hashes, values.iter().map(|&value| bits_f64(value))),
        },
        ColumnData::Category(category) => add(hashes, category.codes.iter().map(|&code| u64::from(code))),
        ColumnData::Text(text) => add(hashes, text.iter().map(|value| hasher.hash_one(value))),
    }
}

/// Adding zero turns -0 into 0.
#[inline]
fn bits_f32(value: f32) -> u32 {
    if value.is_nan() {
        f32::NAN.to_bits()
    } else {
        (value + 0.0).to_bits()
    }
}

#[inline]
fn bits_f64(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        (value + 0.0).to_bits()
    }
}

#[inline]
fn add(hashes: &mut [u64], values: impl Iterator<Item = u64>) {
    // An odd multiplier (2^64 / golden ratio) and a shift that brings the high bits down, as in Fibonacci hashing.
    for (hash, value) in hashes.iter_mut().zip(values) {
        let mixed = (*hash ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        *hash = mixed ^ (mixed >> 29);
    }
}

fn group(hashes: &[u64]) -> Distinct {
    let mut index: HashTable<(u64, u32)> = HashTable::with_capacity(hashes.len() / 4);
    let mut distinct = Distinct {
        of_row: Vec::with_capacity(hashes.len()),
        first_row: Vec::new(),
    };
    for (row, &hash) in hashes.iter().enumerate() {
        let new = (hash, code(distinct.first_row.len()));
        let entry = index.entry(hash, |(known, _)| *known == hash, |(known, _)| *known);
        let &(_, at) = entry.or_insert(new).get();
        if at == new.1 {
            distinct.first_row.push(code(row));
        }
        distinct.of_row.push(at);
    }
    distinct
}

/// Rows that differ from the row that was taken for theirs.
fn find_strangers(columns: &[&ColumnData], distinct: &Distinct) -> Vec<u32> {
    let mut strangers = Vec::new();
    for column in columns {
        let out = &mut strangers;
        match column {
            ColumnData::Number(numbers) => match numbers.values() {
                Values::F32(v) => compare(distinct, v, |a, b| bits_f32(*a) == bits_f32(*b), out),
                Values::F64(v) => compare(distinct, v, |a, b| bits_f64(*a) == bits_f64(*b), out),
            },
            ColumnData::Category(category) => compare(distinct, &category.codes, u32::eq, out),
            ColumnData::Text(text) => {
                let rows: Vec<&str> = text.iter().collect();
                compare(distinct, &rows, |a, b| a == b, out);
            }
        }
    }
    strangers
}

fn compare<T>(distinct: &Distinct, values: &[T], is_equal: impl Fn(&T, &T) -> bool, strangers: &mut Vec<u32>) {
    for (row, (value, &at)) in values.iter().zip(&distinct.of_row).enumerate() {
        let first = distinct.first_row.get(at as usize);
        let first = first.and_then(|&first| values.get(first as usize));
        if !first.is_some_and(|first| is_equal(value, first)) {
            strangers.push(code(row));
        }
    }
}

/// The slow way: rows of one hash are compared with each different row of that hash.
fn separate(columns: &[&ColumnData], hashes: &[u64], distinct: &mut Distinct) {
    let mut by_hash: HashMap<u64, Vec<u32>> = HashMap::new();
    distinct.first_row.clear();
    for ((row, &hash), of_row) in hashes.iter().enumerate().zip(&mut distinct.of_row) {
        let same_hash = by_hash.entry(hash).or_default();
        let is_equal = |&&at: &&u32| {
            let first = distinct.first_row.get(at as usize).map_or(0, |&row| row as usize);
            columns.iter().all(|column| is_equal(column, row, first))
        };
        let known = same_hash.iter().find(is_equal).copied();
        *of_row = known.unwrap_or_else(|| {
            let new = code(distinct.first_row.len());
            distinct.first_row.push(code(row));
            same_hash.push(new);
            new
        });
    }
}

fn is_equal(column: &ColumnData, a: usize, b: usize) -> bool {
    match column {
        ColumnData::Number(numbers) => bits_f64(numbers.get(a)) == bits_f64(numbers.get(b)),
        ColumnData::Category(category) => category.codes.get(a) == category.codes.get(b),
        ColumnData::Text(text) => text.get(a) == text.get(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Category;

    fn column(codes: &[u32]) -> ColumnData {
        let names = (0..9).map(|n| n.to_string()).collect();
        ColumnData::Category(Category {
            codes: codes.to_vec(),
            names,
        })
    }

    #[test]
    fn rows_are_numbered_in_order_of_appearance() {
        let (a, b) = (column(&[1, 2, 1, 1]), column(&[5, 5, 5, 6]));
        let distinct = distinct_rows(&[&a, &b], 4);
        assert_eq!(distinct.of_row, [0, 1, 0, 2]);
        assert_eq!(distinct.first_row, [0, 1, 3]);
    }

    #[test]
    fn rows_that_share_a_hash_are_told_apart() {
        let a = column(&[1, 2, 1, 3]);
        let hashes = [7, 7, 7, 8];
        let mut distinct = group(&hashes);
        assert_eq!(distinct.of_row, [0, 0, 0, 1]);
        assert_eq!(find_strangers(&[&a], &distinct), [1]);
        separate(&[&a], &hashes, &mut distinct);
        assert_eq!(
            distinct,
            Distinct {
                of_row: vec![0, 1, 0, 2],
                first_row: vec![0, 1, 3]
            }
        );
    }

    #[test]
    fn no_columns_make_one_row() {
        assert_eq!(distinct_rows(&[], 3).first_row, [0]);
        assert_eq!(distinct_rows(&[], 0), Distinct::default());
    }
}
