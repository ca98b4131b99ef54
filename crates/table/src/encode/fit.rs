//! What [`Encoder::fit`] learns.

use super::moments::Moments;
use super::{
    DefaultScaling, EncodeError, EncodeWarning, EncodedColumn, EncodedKind, Encoder, EncoderOptions, FeatureSpec,
    VERSION,
};
use crate::Table;
use crate::column::{Category, Column, ColumnData, Numbers, Role, Scaling, Values};
use crate::labels::categories;
use crate::summary::{majority, median, quantile};

pub(super) fn fit(table: &Table, rows: Option<&[u32]>, options: &EncoderOptions) -> Result<Encoder, EncodeError> {
    check_rows(table, rows)?;
    let mut fit = Fit {
        rows,
        options,
        encoder: Encoder {
            version: VERSION,
            columns: Vec::new(),
            features: Vec::new(),
            warnings: Vec::new(),
            max_cells: options.max_cells,
        },
    };
    for column in &table.columns {
        let is_wanted = options.only.as_ref().is_none_or(|only| only.contains(&column.name));
        if column.role == Role::Feature && is_wanted {
            fit.column(column)?;
        }
    }
    if fit.encoder.features.is_empty() {
        return Err(EncodeError::NoFeatures);
    }
    Ok(fit.encoder)
}

fn check_rows(table: &Table, rows: Option<&[u32]>) -> Result<(), EncodeError> {
    let n_rows = table.n_rows();
    if rows.map_or(n_rows, <[u32]>::len) == 0 {
        return Err(EncodeError::NoRows);
    }
    let is_outside = |&&row: &&u32| row as usize >= n_rows;
    match rows.unwrap_or_default().iter().find(is_outside) {
        Some(&row) => Err(EncodeError::NoSuchRow { row, n_rows }),
        None => Ok(()),
    }
}

struct Fit<'a> {
    rows: Option<&'a [u32]>,
    options: &'a EncoderOptions,
    encoder: Encoder,
}

impl Fit<'_> {
    fn column(&mut self, column: &Column) -> Result<(), EncodeError> {
        let default = match (&column.data, self.options.default_scaling) {
            (ColumnData::Number(_), DefaultScaling::Fixed(scaling)) => Some(scaling),
            _ => None,
        };
        match (&column.data, column.scaling.or(default)) {
            (ColumnData::Text(_), _) => Err(EncodeError::TextFeature {
                column: column.name.clone(),
            }),
            (ColumnData::Number(_), Some(Scaling::OneHot))
            | (ColumnData::Category(_), Some(Scaling::OneHot) | None) => self.one_hot(column),
            (ColumnData::Number(numbers), scaling) => {
                self.number(column, numbers, scaling);
                self.check_width()
            }
            (ColumnData::Category(_), Some(scaling)) => Err(EncodeError::NotANumber {
                column: column.name.clone(),
                scaling,
            }),
        }
    }

    fn number(&mut self, column: &Column, numbers: &Numbers, scaling: Option<Scaling>) {
        let mut values = self.values(numbers);
        let fill = self.impute(column, &mut values);
        let cap = self.cap(column);
        if let Some(cap) = cap {
            for value in &mut values {
                *value = value.min(cap);
            }
        }
        if !self.options.keep_constants && Moments::of(&values).is_constant() {
            return;
        }
        let (scaling, center, scale) = scale(&mut values, scaling);
        self.encoder.columns.push(EncodedColumn {
            name: column.name.clone(),
            first: self.encoder.features.len(),
            kind: EncodedKind::Number { fill, cap },
        });
        self.encoder.features.push(FeatureSpec {
            name: column.name.clone(),
            column: column.name.clone(),
            category: None,
            unit: column.unit,
            scaling,
            center,
            scale,
        });
    }

    fn cap(&self, column: &Column) -> Option<f64> {
        let mut caps = self.options.caps.iter();
        caps.find(|(name, _)| *name == column.name).map(|&(_, cap)| cap)
    }

    fn values(&self, numbers: &Numbers) -> Vec<f64> {
        match (self.rows, numbers.values()) {
            (None, Values::F32(values)) => values.iter().map(|&value| f64::from(value)).collect(),
            (None, Values::F64(values)) => values.clone(),
            (Some(rows), _) => rows.iter().map(|&row| numbers.get(row as usize)).collect(),
        }
    }

    /// Replaces missing values by the median of the others (0 when there is none); returns it.
    ///
    /// It is needed even when nothing is missing here: another table may lack what this one has.
    fn impute(&mut self, column: &Column, values: &mut [f64]) -> f64 {
        let n_rows = values.iter().filter(|value| value.is_nan()).count();
        if n_rows == 0 {
            // Mostly found without a copy.
            return majority(values).or_else(|| median(&mut values.to_vec())).unwrap_or(0.0);
        }
        let present = values.iter().copied().filter(|value| !value.is_nan());
        let fill = median(&mut present.collect::<Vec<f64>>()).unwrap_or(0.0);
        for value in values.iter_mut().filter(|value| value.is_nan()) {
            *value = fill;
        }
        self.encoder.warnings.push(EncodeWarning::Imputed {
            column: column.name.clone(),
            n_rows,
            value: fill.to_string(),
        });
        fill
    }

    fn one_hot(&mut self, column: &Column) -> Result<(), EncodeError> {
        let categories = categories(column);
        let kept = self.most_frequent(column, &categories);
        let n_rows = self.rows.map_or(column.data.len(), <[u32]>::len) as f64;
        let is_constant = kept.iter().all(|&(_, count)| count as f64 >= n_rows);
        if !self.options.keep_constants && is_constant {
            return Ok(());
        }
        let first = self.encoder.features.len();
        for (name, count) in &kept {
            let share = *count as f64 / n_rows;
            let (center, scale) = match self.options.standardize_one_hot {
                true if *count as f64 >= n_rows => (share, 1.0),
                true => (share, (share * (1.0 - share)).sqrt()),
                false => (0.0, 1.0),
            };
            self.encoder.features.push(FeatureSpec {
                name: format!("{}={name}", column.name),
                column: column.name.clone(),
                category: Some(name.clone()),
                unit: None,
                scaling: Scaling::OneHot,
                center,
                scale,
            });
            self.check_width()?;
        }
        let names = kept.into_iter().map(|(name, _)| name).collect();
        self.encoder.columns.push(EncodedColumn {
            name: column.name.clone(),
            first,
            kind: EncodedKind::OneHot { names },
        });
        Ok(())
    }

    /// The categories that get a feature and how often each occurs, sorted by name.
    fn most_frequent(&mut self, column: &Column, categories: &Category) -> Vec<(String, usize)> {
        let names = categories.names.iter().cloned();
        let mut counted: Vec<(String, usize)> = names.zip(self.counts(categories)).collect();
        counted.retain(|&(_, count)| count > 0);
        wiresift_order::sort_by(&mut counted, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let cut = counted.split_off(counted.len().min(self.options.max_categories));
        if !cut.is_empty() {
            self.encoder.warnings.push(EncodeWarning::CategoriesCut {
                column: column.name.clone(),
                n_kept: counted.len(),
                n_cut: cut.len(),
                n_rows: cut.iter().map(|(_, count)| count).sum(),
            });
        }
        wiresift_order::sort(&mut counted);
        counted
    }

    fn counts(&self, categories: &Category) -> Vec<usize> {
        let Some(rows) = self.rows else {
            return categories.counts();
        };
        let mut counts = vec![0; categories.names.len()];
        for &row in rows {
            let code = categories.codes.get(row as usize);
            if let Some(count) = code.and_then(|&code| counts.get_mut(code as usize)) {
                *count += 1;
            }
        }
        counts
    }

    fn check_width(&self) -> Result<(), EncodeError> {
        let n_features = self.encoder.features.len();
        let max = self.options.max_features;
        if n_features > max {
            Err(EncodeError::TooWide { n_features, max })
        } else {
            Ok(())
        }
    }
}

/// Scaling, center and scale of the values, none of which is missing.
fn scale(values: &mut [f64], scaling: Option<Scaling>) -> (Scaling, f64, f64) {
    let moments = Moments::of(values);
    let scaling = scaling.unwrap_or_else(|| {
        if is_heavy_tailed(&moments) {
            Scaling::LogStandard
        } else {
            Scaling::Standard
        }
    });
    let or_one = |scale: f64| if scale > 0.0 && scale.is_finite() { scale } else { 1.0 };
    let (center, scale) = match scaling {
        Scaling::Standard => (moments.mean, moments.scale()),
        Scaling::LogStandard => {
            for value in &mut *values {
                *value = value.max(0.0).ln_1p();
            }
            let moments = Moments::of(values);
            (moments.mean, moments.scale())
        }
        Scaling::Robust => {
            let middle = median(values).unwrap_or(0.0);
            let low = quantile(values, 0.25).unwrap_or(0.0);
            let high = quantile(values, 0.75).unwrap_or(0.0);
            (middle, or_one(high - low))
        }
        Scaling::MinMax => (moments.min, or_one(moments.max - moments.min)),
        Scaling::None | Scaling::OneHot => (0.0, 1.0),
    };
    (scaling, center, scale)
}

/// See [`DefaultScaling::Auto`].
fn is_heavy_tailed(moments: &Moments) -> bool {
    moments.min >= 0.0 && moments.skewness > 2.0 && moments.max >= 100.0
}
