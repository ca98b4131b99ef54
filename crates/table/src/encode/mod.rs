//! Table -> scaled matrix.
//!
//! Numbers are scaled, categories become a 0/1 column for each value, and those columns are standardised as well, as the
//! usual Python pipelines do. Everything is learned from the rows given to [`Encoder::fit`], repeats included; the matrix
//! then holds each different row once, because detectors give equal rows equal scores.

mod fit;
mod moments;
mod saved;
mod transform;

#[cfg(test)]
mod tests;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::Table;
use crate::column::{Column, Scaling, Unit};

/// Format of a saved [`Encoder`].
const VERSION: u16 = 1;

/// How tables of one kind become matrices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "saved::SavedEncoder")]
pub struct Encoder {
    version: u16,
    columns: Vec<EncodedColumn>,
    features: Vec<FeatureSpec>,
    warnings: Vec<EncodeWarning>,
    max_cells: usize,
}

/// One column of the table and its place in the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct EncodedColumn {
    name: String,
    /// Index of its first feature.
    first: usize,
    kind: EncodedKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum EncodedKind {
    Number {
        /// Stands in for missing values: the median of the fitted rows.
        fill: f64,
        /// Larger values count as this.
        #[serde(default)]
        cap: Option<f64>,
    },
    /// Categories in the order of their features.
    OneHot { names: Vec<String> },
}

/// One column of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureSpec {
    /// Name to show: the column's, or `column=category`.
    pub name: String,
    /// Column of the table that it comes from.
    pub column: String,
    /// The category that it stands for.
    pub category: Option<String>,
    /// Unit of the unscaled value.
    pub unit: Option<Unit>,
    /// How it was scaled; never [`Scaling::None`] for a category.
    pub scaling: Scaling,
    /// Subtracted.
    pub center: f64,
    /// Divided by; never 0.
    pub scale: f64,
}

impl FeatureSpec {
    /// The matrix value of a raw one: a number in the column's unit, or 0 and 1 for a category.
    pub fn scaled(&self, raw: f64) -> f32 {
        let raw = if self.scaling == Scaling::LogStandard {
            raw.max(0.0).ln_1p()
        } else {
            raw
        };
        to_f32((raw - self.center) / self.scale)
    }

    /// The raw value of a matrix value, as far as `f32` keeps it.
    pub fn raw(&self, scaled: f32) -> f64 {
        let value = f64::from(scaled).mul_add(self.scale, self.center);
        if self.scaling == Scaling::LogStandard {
            value.exp_m1()
        } else {
            value
        }
    }
}

/// A matrix of features holds finite values only: what overflows is clamped, what is undefined is the center.
#[expect(
    clippy::cast_possible_truncation,
    reason = "rounding to single precision is the point"
)]
fn to_f32(value: f64) -> f32 {
    let limit = f64::from(f32::MAX);
    if value.is_nan() {
        0.0
    } else {
        value.clamp(-limit, limit) as f32
    }
}

/// What [`Encoder::transform`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    /// `[n_distinct, n_features]`, row-major: each different row of features once, in order of first appearance.
    pub x: Array2<f32>,
    /// `[n_rows]`: for every row of the table its row in `x`.
    pub distinct_of: Vec<u32>,
    /// `[n_distinct]`: for every row of `x` the first row of the table that it stands for.
    pub first_row: Vec<u32>,
}

impl Encoded {
    /// How many rows of the table each row of `x` stands for. `[n_distinct]`.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.first_row.len()];
        for &at in &self.distinct_of {
            if let Some(count) = counts.get_mut(at as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// Settings of [`Encoder::fit_with`].
#[derive(Clone, Debug, PartialEq)]
pub struct EncoderOptions {
    /// For number columns without a scaling of their own.
    pub default_scaling: DefaultScaling,
    /// Whether the 0/1 columns of categories are standardised. Default true.
    pub standardize_one_hot: bool,
    /// Categories of a column that get a feature, the most frequent ones; the others give zeros. Default 256.
    pub max_categories: usize,
    /// Width of the matrix. Default 4,096.
    pub max_features: usize,
    /// Cells of the matrix, 4 bytes each. Default 400,000,000.
    pub max_cells: usize,
    /// Whether a column with one value in all fitted rows gets a feature, of zeros. Without, a row that parts from them
    /// later goes unseen, but a matrix of many features is smaller. Default true.
    pub keep_constants: bool,
    /// The only columns that become features; `None` takes every feature. Default none.
    pub only: Option<Vec<String>>,
    /// Columns of numbers, and what their larger values count as: for tables whose counts end at different values.
    /// Default none.
    pub caps: Vec<(String, f64)>,
}

impl Default for EncoderOptions {
    fn default() -> Self {
        Self {
            default_scaling: DefaultScaling::Auto,
            standardize_one_hot: true,
            max_categories: 256,
            max_features: 4_096,
            max_cells: 400_000_000,
            keep_constants: true,
            only: None,
            caps: Vec::new(),
        }
    }
}

/// Scaling of number columns for which none was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefaultScaling {
    /// [`Scaling::LogStandard`] for heavy tails, else [`Scaling::Standard`].
    ///
    /// A tail is heavy when, on the fitted rows, no value is below 0, the skewness is above 2 and the largest value is at
    /// least 100. Above 2 a distribution is far from normal (West, Finch and Curran (1995), "Structural equation models
    /// with nonnormal variables"), so that a standard score is ruled by a few values. The third condition leaves flags,
    /// rates and small counts alone: they are skewed where events are rare, and a logarithm only shrinks the events.
    Auto,
    /// This one for all.
    Fixed(Scaling),
}

/// Something that encoding left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EncodeWarning {
    /// A column has more categories than get a feature.
    CategoriesCut {
        /// The column.
        column: String,
        /// Categories with a feature.
        n_kept: usize,
        /// Categories without.
        n_cut: usize,
        /// Fitted rows that hold one of those.
        n_rows: usize,
    },
    /// Missing and infinite values were replaced by the column's median.
    Imputed {
        /// The column.
        column: String,
        /// Fitted rows.
        n_rows: usize,
        /// The median.
        value: String,
    },
}

impl std::fmt::Display for EncodeWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CategoriesCut {
                column,
                n_kept,
                n_cut,
                n_rows,
            } => write!(
                f,
                "column {column:?}: the {n_kept} most frequent values are features, {n_cut} rarer ones ({n_rows} rows) are not"
            ),
            Self::Imputed { column, n_rows, value } => {
                write!(
                    f,
                    "column {column:?}: {n_rows} missing values count as the median, {value}"
                )
            }
        }
    }
}

/// Why a table cannot be encoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// No column has the role of a feature, or none has a value, or all are constant and those are not kept.
    #[error("no column is a feature")]
    NoFeatures,
    /// Nothing to learn from.
    #[error("no row to fit on")]
    NoRows,
    /// A row index past the end.
    #[error("row {row} of a table with {n_rows} rows")]
    NoSuchRow {
        /// The index.
        row: u32,
        /// Rows there are.
        n_rows: usize,
    },
    /// The table lacks a column that the encoder was fitted on.
    #[error("the table has no column {column:?}, which the model was trained on")]
    MissingColumn {
        /// The column.
        column: String,
    },
    /// A column of plain text is no feature.
    #[error("column {column:?} holds too many different texts to be a feature")]
    TextFeature {
        /// The column.
        column: String,
    },
    /// A scaling of numbers on a column of categories.
    #[error("column {column:?} holds categories: it can be one-hot, not scaled as {scaling:?}")]
    NotANumber {
        /// The column.
        column: String,
        /// The scaling.
        scaling: Scaling,
    },
    /// The matrix would be wider than allowed.
    #[error("expected at most {max} features, found {n_features}")]
    TooWide {
        /// Width.
        n_features: usize,
        /// The limit.
        max: usize,
    },
    /// The matrix would be larger than allowed.
    #[error("{n_rows} different rows of {n_features} features: more than {max} values")]
    TooLarge {
        /// Height.
        n_rows: usize,
        /// Width.
        n_features: usize,
        /// The limit on values.
        max: usize,
    },
}

impl Encoder {
    /// Learns categories, medians and scales from `rows` of the table (`None`: all), with the default options.
    ///
    /// Features come in the order of the table's columns, those of a category column in the order of their names.
    ///
    /// # Errors
    /// [`EncodeError`] when there is no row or no feature, or the matrix would be too wide.
    pub fn fit(table: &Table, rows: Option<&[u32]>) -> Result<Self, EncodeError> {
        Self::fit_with(table, rows, &EncoderOptions::default())
    }

    /// [`Encoder::fit`] with options.
    ///
    /// # Errors
    /// As for [`Encoder::fit`].
    pub fn fit_with(table: &Table, rows: Option<&[u32]>, options: &EncoderOptions) -> Result<Self, EncodeError> {
        fit::fit(table, rows, options)
    }

    /// The matrix of a table, this one or another with the same columns (found by name; others are ignored).
    ///
    /// A category that was not there when fitting gives zeros before scaling, a missing number the median of the fitted rows.
    ///
    /// # Errors
    /// [`EncodeError::MissingColumn`] or [`EncodeError::TooLarge`].
    pub fn transform(&self, table: &Table) -> Result<Encoded, EncodeError> {
        let columns: Vec<(&str, &Column)> = table
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column))
            .collect();
        transform::transform(self, &columns, table.n_rows())
    }

    /// [`Encoder::transform`] of columns that belong to no table, or have other names there.
    ///
    /// # Shapes
    /// Every column: `[n_rows]`; what a shorter one lacks is missing.
    ///
    /// # Errors
    /// As for [`Encoder::transform`].
    pub fn transform_columns(&self, columns: &[(&str, &Column)], n_rows: usize) -> Result<Encoded, EncodeError> {
        transform::transform(self, columns, n_rows)
    }

    /// The columns of a table that it needs, by name.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Replaces the categories (given with their column) by others, and their features keep their places: for a table whose strings are replaced in
    /// the same way ([`crate::Column::map_text`]), the matrix stays what it is.
    pub fn map_categories(&mut self, mut map: impl FnMut(&str, &str) -> String) {
        for column in &mut self.columns {
            if let EncodedKind::OneHot { names } = &mut column.kind {
                for name in names {
                    *name = map(&column.name, name);
                }
            }
        }
        for feature in &mut self.features {
            if let Some(category) = &mut feature.category {
                *category = map(&feature.column, category);
                feature.name = format!("{}={category}", feature.column);
            }
        }
    }

    /// The columns of the matrix.
    pub fn features(&self) -> &[FeatureSpec] {
        &self.features
    }

    /// What fitting left out or replaced.
    pub fn warnings(&self) -> &[EncodeWarning] {
        &self.warnings
    }
}
