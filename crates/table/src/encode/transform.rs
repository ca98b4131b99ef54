//! What [`Encoder::transform`] does.

use std::borrow::Cow;
use std::collections::HashMap;

use ndarray::Array2;

use super::{EncodeError, Encoded, EncodedColumn, EncodedKind, Encoder, FeatureSpec};
use crate::column::{Category, Column, ColumnData, Values};
use crate::distinct::distinct_rows;
use crate::labels::categories;
use crate::read::number::value_of;

/// Rows of the matrix that are filled column by column while they are in the first-level cache.
const BLOCK_ROWS: usize = 64;

pub(super) fn transform(encoder: &Encoder, table: &[(&str, &Column)], n_rows: usize) -> Result<Encoded, EncodeError> {
    let columns = find_columns(encoder, table)?;
    let data: Vec<&ColumnData> = columns.iter().map(|(_, column)| &column.data).collect();
    let distinct = distinct_rows(&data, n_rows);
    let (n_rows, n_features) = (distinct.first_row.len(), encoder.features.len());
    let too_large = EncodeError::TooLarge {
        n_rows,
        n_features,
        max: encoder.max_cells,
    };
    if n_rows
        .checked_mul(n_features)
        .is_none_or(|cells| cells > encoder.max_cells)
    {
        return Err(too_large);
    }
    let sources: Vec<Source<'_>> = columns
        .iter()
        .map(|(encoded, column)| Source::new(encoded, column, &encoder.features))
        .collect();
    let zero: Vec<f32> = encoder.features.iter().map(|feature| feature.scaled(0.0)).collect();
    let mut x = vec![0.0; n_rows * n_features];
    let blocks = x.chunks_mut(BLOCK_ROWS * n_features.max(1));
    for (block, rows) in blocks.zip(distinct.first_row.chunks(BLOCK_ROWS)) {
        for row in block.chunks_exact_mut(n_features) {
            row.copy_from_slice(&zero);
        }
        for source in &sources {
            source.fill(block, n_features, rows);
        }
    }
    let x = Array2::from_shape_vec((n_rows, n_features), x).map_err(|_shape| too_large)?;
    Ok(Encoded {
        x,
        distinct_of: distinct.of_row,
        first_row: distinct.first_row,
    })
}

fn find_columns<'a>(
    encoder: &'a Encoder,
    table: &[(&'a str, &'a Column)],
) -> Result<Vec<(&'a EncodedColumn, &'a Column)>, EncodeError> {
    let by_name: HashMap<&str, &Column> = table.iter().copied().collect();
    let find = |encoded: &'a EncodedColumn| match by_name.get(encoded.name.as_str()) {
        Some(column) => Ok((encoded, *column)),
        None => Err(EncodeError::MissingColumn {
            column: encoded.name.clone(),
        }),
    };
    encoder.columns.iter().map(find).collect()
}

/// Where the features of one column come from, in whatever form this table holds it.
enum Source<'a> {
    F32 {
        values: &'a [f32],
        scale: Scale<'a>,
    },
    F64 {
        values: &'a [f64],
        scale: Scale<'a>,
    },
    /// Scaled value of each code.
    ByCode {
        codes: Cow<'a, [u32]>,
        at: usize,
        scaled: Vec<f32>,
        missing: f32,
    },
    /// Feature and value of each code; categories without a feature leave zeros.
    OneHot {
        codes: Cow<'a, [u32]>,
        hot: Vec<Option<(usize, f32)>>,
    },
}

struct Scale<'a> {
    at: usize,
    feature: Option<&'a FeatureSpec>,
    fill: f64,
    cap: Option<f64>,
}

impl Scale<'_> {
    #[inline]
    fn scaled(&self, value: f64) -> f32 {
        let value = if value.is_nan() { self.fill } else { value };
        let value = self.cap.map_or(value, |cap| value.min(cap));
        self.feature.map_or(0.0, |feature| feature.scaled(value))
    }
}

impl<'a> Source<'a> {
    fn new(encoded: &'a EncodedColumn, column: &'a Column, features: &'a [FeatureSpec]) -> Self {
        match &encoded.kind {
            EncodedKind::Number { fill, cap } => {
                let scale = Scale {
                    at: encoded.first,
                    feature: features.get(encoded.first),
                    fill: *fill,
                    cap: *cap,
                };
                Self::number(column, scale)
            }
            EncodedKind::OneHot { names } => Self::one_hot(encoded.first, names, column, features),
        }
    }

    fn number(column: &'a Column, scale: Scale<'a>) -> Self {
        match &column.data {
            ColumnData::Number(numbers) => match numbers.values() {
                Values::F32(values) => Self::F32 { values, scale },
                Values::F64(values) => Self::F64 { values, scale },
            },
            ColumnData::Category(_) | ColumnData::Text(_) => {
                let (codes, names) = split(categories(column));
                let scaled = names.iter().map(|name| scale.scaled(value_of(name))).collect();
                Self::ByCode {
                    codes,
                    at: scale.at,
                    scaled,
                    missing: scale.scaled(f64::NAN),
                }
            }
        }
    }

    fn one_hot(first: usize, names: &[String], column: &'a Column, features: &[FeatureSpec]) -> Self {
        let (codes, found) = split(categories(column));
        // Not a binary search: replaced names (`Encoder::map_categories`) are in no order.
        let places: HashMap<&str, usize> = names.iter().map(String::as_str).zip(first..).collect();
        let hot = |name: &String| {
            let at = *places.get(name.as_str())?;
            features.get(at).map(|feature| (at, feature.scaled(1.0)))
        };
        let hot = found.iter().map(hot).collect();
        Self::OneHot { codes, hot }
    }

    /// Writes this column's features of `rows` into a block of the matrix.
    fn fill(&self, block: &mut [f32], width: usize, rows: &[u32]) {
        let cells = block.chunks_exact_mut(width).zip(rows.iter().map(|&row| row as usize));
        match self {
            Self::F32 { values, scale } => {
                for (row_x, row) in cells {
                    let value = values.get(row).map_or(f64::NAN, |&value| f64::from(value));
                    set(row_x, scale.at, scale.scaled(value));
                }
            }
            Self::F64 { values, scale } => {
                for (row_x, row) in cells {
                    let value = values.get(row).copied().unwrap_or(f64::NAN);
                    set(row_x, scale.at, scale.scaled(value));
                }
            }
            Self::ByCode {
                codes,
                at,
                scaled,
                missing,
            } => {
                for (row_x, row) in cells {
                    let value = codes.get(row).and_then(|&code| scaled.get(code as usize));
                    set(row_x, *at, value.copied().unwrap_or(*missing));
                }
            }
            Self::OneHot { codes, hot } => {
                for (row_x, row) in cells {
                    let hot = codes.get(row).and_then(|&code| hot.get(code as usize));
                    if let Some(Some((at, value))) = hot {
                        set(row_x, *at, *value);
                    }
                }
            }
        }
    }
}

#[inline]
fn set(row: &mut [f32], at: usize, value: f32) {
    if let Some(cell) = row.get_mut(at) {
        *cell = value;
    }
}

fn split(category: Cow<'_, Category>) -> (Cow<'_, [u32]>, Cow<'_, [String]>) {
    match category {
        Cow::Borrowed(category) => (Cow::Borrowed(&category.codes), Cow::Borrowed(&category.names)),
        Cow::Owned(category) => (Cow::Owned(category.codes), Cow::Owned(category.names)),
    }
}
