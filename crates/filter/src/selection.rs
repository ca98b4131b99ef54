//! A set of rows: a bit a row.

/// Rows of a table, in 64 rows a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    n_rows: usize,
}

impl Selection {
    /// No row of `n_rows`.
    pub fn none(n_rows: usize) -> Self {
        Self {
            words: vec![0; n_rows.div_ceil(64)],
            n_rows,
        }
    }

    /// All of `n_rows`.
    pub fn all(n_rows: usize) -> Self {
        !Self::none(n_rows)
    }

    /// The rows below `n_rows` that pass.
    pub(crate) fn of_rows(n_rows: usize, passes: impl Fn(usize) -> bool) -> Self {
        let word = |at: usize| {
            let rows = at * 64..n_rows.min(at * 64 + 64);
            rows.enumerate()
                .fold(0, |word, (bit, row)| word | u64::from(passes(row)) << bit)
        };
        Self {
            words: (0..n_rows.div_ceil(64)).map(word).collect(),
            n_rows,
        }
    }

    /// The rows whose value passes; those beyond the values do not. Without a bound to check, this is where a filter's
    /// speed comes from.
    pub(crate) fn of_values<T: Copy>(values: &[T], n_rows: usize, passes: impl Fn(T) -> bool) -> Self {
        let values = values.get(..n_rows).unwrap_or(values);
        let word = |chunk: &[T]| {
            let bits = chunk.iter().enumerate();
            bits.fold(0, |word, (bit, &value)| word | u64::from(passes(value)) << bit)
        };
        let mut words: Vec<u64> = values.chunks(64).map(word).collect();
        words.resize(n_rows.div_ceil(64), 0);
        Self { words, n_rows }
    }

    /// Rows of the table, passing or not.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// How many pass.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether a row passes.
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The rows that pass, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        let firsts = (0_u32..).step_by(64);
        firsts.zip(&self.words).flat_map(|(first, &word)| {
            let next = |rest: &u64| Some(rest & (rest - 1)).filter(|&rest| rest != 0);
            let rests = std::iter::successors(Some(word).filter(|&word| word != 0), next);
            rests.map(move |rest| first + rest.trailing_zeros())
        })
    }

    fn zip(mut self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        for (word, &other) in self.words.iter_mut().zip(&other.words) {
            *word = join(*word, other);
        }
        self
    }
}

impl std::ops::Not for Selection {
    type Output = Self;

    fn not(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        // The bits behind the last row stay 0.
        let n_last = self.n_rows % 64;
        if n_last > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << n_last) - 1;
        }
        self
    }
}

impl std::ops::BitAnd<&Self> for Selection {
    type Output = Self;

    fn bitand(self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl std::ops::BitOr<&Self> for Selection {
    type Output = Self;

    fn bitor(self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl std::ops::BitXor<&Self> for Selection {
    type Output = Self;

    fn bitxor(self, other: &Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_rows(rows in prop::collection::vec(any::<(bool, bool)>(), 0..300)) {
            let n = rows.len();
            let a = Selection::of_rows(n, |row| rows[row].0);
            let b = Selection::of_values(&rows, n, |(_, b)| b);
            let expect = |passes: &dyn Fn(bool, bool) -> bool| -> Vec<usize> {
                (0..n).filter(|&row| passes(rows[row].0, rows[row].1)).collect()
            };
            let check = |selection: &Selection, passes: &dyn Fn(bool, bool) -> bool| {
                let expected = expect(passes);
                let found: Vec<usize> = selection.rows().map(|row| row as usize).collect();
                assert_eq!(found, expected);
                assert_eq!(selection.count(), expected.len());
                assert!((0..n + 70).all(|row| selection.contains(row) == expected.contains(&row)));
            };
            check(&a, &|a, _| a);
            check(&b, &|_, b| b);
            check(&!a.clone(), &|a, _| !a);
            check(&(a.clone() & &b), &|a, b| a && b);
            check(&(a.clone() | &b), &|a, b| a || b);
            check(&(a ^ &b), &|a, b| a != b);
            check(&Selection::all(n), &|_, _| true);
        }

        #[test]
        fn rows_beyond_the_values_do_not_pass(n_values in 0_usize..200, n_rows in 0_usize..200) {
            let selection = Selection::of_values(&vec![(); n_values], n_rows, |()| true);
            prop_assert_eq!(selection.count(), n_values.min(n_rows));
            prop_assert_eq!((!selection).count(), n_rows - n_values.min(n_rows));
        }
    }
}
