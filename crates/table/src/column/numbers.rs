//! Columns of numbers that can be written again exactly as they were read.
//!
//! Values are `f32` as long as every one of them survives that, `f64` from the first that does not. Beside each value
//! the number of decimals is kept (once for the column when all have the same), so that `0.00` stays `0.00` and
//! 693375640 never becomes 693375616. The few tokens that this cannot restore (`1e5`, `007`, `Infinity`) are kept as text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Text;
use crate::read::number::Decimal;

/// Beyond this an `f32` with decimals no longer rounds back to the digits that were read (2^-24 relative error, so
/// half a unit of the last digit is reached at 2^23).
const MAX_F32_MANTISSA: u64 = 1 << 23;
/// Decimals that are powers of ten exact in `f32`.
const MAX_F32_DECIMALS: u8 = 10;

/// Decimals code: the shortest decimal that parses to the same value is the token.
const SHORTEST: u8 = 254;
/// Decimals code: the token is in the list of odd ones.
const ODD: u8 = 255;

/// Values of a number column; missing and infinite ones are NaN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Values {
    /// Single precision is exact for everything that was read.
    F32(Vec<f32>),
    /// Double precision.
    F64(Vec<f64>),
}

/// A column of numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Numbers {
    values: Values,
    decimals: Decimals,
    odd_rows: Vec<u32>,
    odd_tokens: Text,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Decimals {
    Unknown,
    Uniform(u8),
    PerRow(Vec<u8>),
}

impl Numbers {
    pub(crate) fn new() -> Self {
        Self {
            values: Values::F32(Vec::new()),
            decimals: Decimals::Unknown,
            odd_rows: Vec::new(),
            odd_tokens: Text::default(),
        }
    }

    /// Values that were computed, not read. NaN is a missing one. `None` shows each as short as it can be.
    pub fn computed(values: Values, decimals: Option<u8>) -> Self {
        Self {
            values,
            decimals: Decimals::Uniform(decimals.unwrap_or(SHORTEST)),
            ..Self::new()
        }
    }

    /// Whether no value is infinite and what is kept beside the values fits to them.
    pub(super) fn is_sound(&self) -> bool {
        let no_infinity = match &self.values {
            Values::F32(values) => values.iter().all(|value| !value.is_infinite()),
            Values::F64(values) => values.iter().all(|value| !value.is_infinite()),
        };
        let fits = match &self.decimals {
            Decimals::Unknown | Decimals::Uniform(_) => true,
            Decimals::PerRow(decimals) => decimals.len() == self.len(),
        };
        let odd = &self.odd_rows;
        no_infinity
            && fits
            && odd.len() == self.odd_tokens.len()
            && self.odd_tokens.is_sound()
            && odd.windows(2).all(|pair| pair.first() < pair.last())
            && odd.last().is_none_or(|&row| (row as usize) < self.len())
    }

    /// Number of rows.
    #[inline]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::F32(values) => values.len(),
            Values::F64(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values; NaN where missing or infinite.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The value at `row`; NaN where it is missing, infinite or past the end.
    pub fn get(&self, row: usize) -> f64 {
        match &self.values {
            Values::F32(values) => values.get(row).map_or(f64::NAN, |&v| f64::from(v)),
            Values::F64(values) => values.get(row).copied().unwrap_or(f64::NAN),
        }
    }

    /// The value at `row` as it was written; `None` when it is missing.
    pub fn token(&self, row: usize) -> Option<Cow<'_, str>> {
        if row >= self.len() {
            return None;
        }
        let code = match &self.decimals {
            Decimals::Unknown => 0,
            Decimals::Uniform(decimals) => *decimals,
            Decimals::PerRow(decimals) => decimals.get(row).copied().unwrap_or(0),
        };
        if code == ODD
            && let Some(at) = u32::try_from(row)
                .ok()
                .and_then(|row| self.odd_rows.binary_search(&row).ok())
        {
            return Some(Cow::Borrowed(self.odd_tokens.get(at)));
        }
        let value = self.get(row);
        if value.is_nan() {
            return None;
        }
        Some(Cow::Owned(match (code, &self.values) {
            (SHORTEST | ODD, Values::F32(values)) => values.get(row).map(f32::to_string)?,
            (SHORTEST | ODD, Values::F64(_)) => value.to_string(),
            (decimals, _) => format!("{value:.*}", usize::from(decimals)),
        }))
    }

    /// Rows whose value is missing, and rows whose value was written but is not finite.
    pub(crate) fn count_missing(&self) -> (usize, usize) {
        let n_nan = match &self.values {
            Values::F32(values) => values.iter().filter(|v| v.is_nan()).count(),
            Values::F64(values) => values.iter().filter(|v| v.is_nan()).count(),
        };
        let odd = self.odd_rows.iter();
        let n_infinite = odd.filter(|&&row| self.get(row as usize).is_nan()).count();
        (n_nan - n_infinite, n_infinite)
    }

    #[inline]
    pub(crate) fn push_decimal(&mut self, number: Decimal) {
        self.push_decimals(number.decimals);
        match &mut self.values {
            Values::F32(values) => {
                if number.mantissa <= MAX_F32_MANTISSA && number.decimals <= MAX_F32_DECIMALS {
                    values.push(number.to_f32());
                } else {
                    self.push_wide(number.to_f64());
                }
            }
            Values::F64(values) => values.push(number.to_f64()),
        }
    }

    /// A number that [`Decimal`] cannot hold, with the token it was read from. Infinities and NaN become missing.
    pub(crate) fn push_float(&mut self, value: f64, token: &str) {
        let is_shortest = value.is_finite() && value.to_string() == token;
        if is_shortest {
            self.push_decimals(SHORTEST);
        } else {
            self.odd_rows.push(super::code(self.len()));
            self.odd_tokens.push(token);
            self.push_decimals(ODD);
        }
        let value = if value.is_finite() { value } else { f64::NAN };
        self.push_value(value);
    }

    pub(crate) fn push_missing(&mut self) {
        if let Decimals::PerRow(decimals) = &mut self.decimals {
            decimals.push(0);
        }
        self.push_value(f64::NAN);
    }

    fn push_value(&mut self, value: f64) {
        match &mut self.values {
            Values::F64(values) => values.push(value),
            Values::F32(values) if value.is_nan() => values.push(f32::NAN),
            Values::F32(_) => self.push_wide(value),
        }
    }

    #[cold]
    fn push_wide(&mut self, value: f64) {
        self.promote();
        if let Values::F64(values) = &mut self.values {
            values.push(value);
        }
    }

    #[inline]
    fn push_decimals(&mut self, new: u8) {
        match &mut self.decimals {
            Decimals::Uniform(decimals) if *decimals == new => {}
            Decimals::PerRow(decimals) => decimals.push(new),
            Decimals::Unknown => self.decimals = Decimals::Uniform(new),
            Decimals::Uniform(_) => self.spread_decimals(new),
        }
    }

    #[cold]
    fn spread_decimals(&mut self, new: u8) {
        let Decimals::Uniform(decimals) = self.decimals else {
            return;
        };
        let mut rows = vec![decimals; self.len()];
        rows.push(new);
        self.decimals = Decimals::PerRow(rows);
    }

    /// What was read so far is exact in `f32` to its decimals, not beyond: re-round each value to its digits in `f64`.
    #[cold]
    fn promote(&mut self) {
        if let Values::F32(values) = &self.values {
            let widen = |(row, &value): (usize, &f32)| self.widen(row, value);
            self.values = Values::F64(values.iter().enumerate().map(widen).collect());
        }
    }

    fn widen(&self, row: usize, value: f32) -> f64 {
        let decimals = match &self.decimals {
            Decimals::Unknown => 0,
            Decimals::Uniform(decimals) => *decimals,
            Decimals::PerRow(decimals) => decimals.get(row).copied().unwrap_or(0),
        };
        let value = f64::from(value);
        if decimals == 0 || decimals > MAX_F32_DECIMALS {
            return value;
        }
        let power = 10_f64.powi(i32::from(decimals));
        (value * power).round() / power
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        match &mut self.values {
            Values::F32(values) => values.truncate(len),
            Values::F64(values) => values.truncate(len),
        }
        if let Decimals::PerRow(decimals) = &mut self.decimals {
            decimals.truncate(len);
        }
        let n_odd = self.odd_rows.partition_point(|&row| (row as usize) < len);
        self.odd_rows.truncate(n_odd);
        self.odd_tokens.truncate(n_odd);
    }
}
