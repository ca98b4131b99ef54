//! Columns that grow row by row and are put into another order at the end.
//!
//! Values lie in chunks, so that growing never copies what is there, and a column takes hardly more than its values.
//! Chunks are large, so that those of a few columns, given back, make room for a whole column.

use crate::column::Values;

/// Rows of a chunk; the first one grows up to it.
const CHUNK: usize = 1 << 17;
/// Whole numbers up to it are exact in `f32`.
const MAX_F32_WHOLE: f64 = 16_777_216.0;

/// Number column of a feature.
#[derive(Debug)]
pub(super) enum Growing {
    /// Single precision.
    F32(Chunks<f32>),
    /// Double precision, from the first whole number that needs it: counts of bytes are shown to the last one.
    F64(Chunks<f64>),
}

impl Growing {
    pub(super) fn new() -> Self {
        Self::F32(Chunks::default())
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "measured quantities do not need more than single precision"
    )]
    pub(super) fn push(&mut self, value: f64) {
        match self {
            Self::F32(values) if value <= MAX_F32_WHOLE || value.fract() > 0.0 => values.push(value as f32),
            Self::F32(_) => self.push_wide(value),
            Self::F64(values) => values.push(value),
        }
    }

    #[cold]
    fn push_wide(&mut self, value: f64) {
        if let Self::F32(values) = self {
            let mut wide = Chunks::default();
            values.iter().for_each(|value| wide.push(f64::from(value)));
            wide.push(value);
            *self = Self::F64(wide);
        }
    }

    /// The values at `rows`, in that order.
    pub(super) fn into_values(self, rows: &[u32]) -> Values {
        match self {
            Self::F32(values) => Values::F32(values.pick(rows)),
            Self::F64(values) => Values::F64(values.pick(rows)),
        }
    }
}

#[derive(Debug)]
pub(super) struct Chunks<T>(Vec<Vec<T>>);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Default> Chunks<T> {
    #[inline]
    pub(super) fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(value),
            _ => self.push_to_new(value),
        }
    }

    #[cold]
    fn push_to_new(&mut self, value: T) {
        let capacity = if self.0.is_empty() { 0 } else { CHUNK };
        let mut chunk = Vec::with_capacity(capacity);
        chunk.push(value);
        self.0.push(chunk);
    }

    fn iter(&self) -> impl Iterator<Item = T> {
        self.0.iter().flatten().copied()
    }

    pub(super) fn pick(&self, rows: &[u32]) -> Vec<T> {
        let at = |&row: &u32| {
            let chunk = self.0.get(row as usize / CHUNK);
            chunk.and_then(|chunk| chunk.get(row as usize % CHUNK)).copied()
        };
        rows.iter().map(|row| at(row).unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_in_any_order() {
        let mut growing = Growing::new();
        let n = 3 * u32::try_from(CHUNK).unwrap() + 7;
        (0..n).for_each(|value| growing.push(value.into()));
        let backwards: Vec<u32> = (0..n).rev().collect();
        let Values::F32(values) = growing.into_values(&backwards) else {
            panic!("small numbers are single precision")
        };
        assert!(
            values
                .iter()
                .zip(&backwards)
                .all(|(value, &row)| value.to_bits() == (row as f32).to_bits())
        );
    }

    #[test]
    fn large_whole_numbers_are_exact() {
        let mut growing = Growing::new();
        for value in [0.25, 16_777_217.5, 16_777_216.0, 16_777_217.0, 0.1] {
            growing.push(value);
        }
        let Values::F64(values) = growing.into_values(&[3, 2, 0, 4]) else {
            panic!("16,777,217 needs double precision")
        };
        assert_eq!(values, [16_777_217.0, 16_777_216.0, 0.25, 0.1]);
    }
}
