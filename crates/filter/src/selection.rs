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

    /// Those of these rows that pass; the others are not asked.
    pub(crate) fn that(&self, passes: impl Fn(usize) -> bool) -> Self {
        let word = |(at, &asked): (usize, &u64)| {
            bits(asked).fold(0, |word, bit| word | u64::from(passes(at * 64 + bit as usize)) << bit)
        };
        Self {
            words: self.words.iter().enumerate().map(word).collect(),
            n_rows: self.n_rows,
        }
    }

    /// Those of these rows whose value passes; rows beyond the values do not. Without a bound to check, this is where a
    /// filter's speed comes from.
    pub(crate) fn whose<T: Copy>(&self, values: &[T], passes: impl Fn(T) -> bool) -> Self {
        let values = values.get(..self.n_rows).unwrap_or(values);
        let word = |(chunk, &asked): (&[T], &u64)| {
            if asked == 0 {
                return 0;
            }
            let bits = chunk.iter().enumerate();
            asked & bits.fold(0, |word, (bit, &value)| word | u64::from(passes(value)) << bit)
        };
        let mut words: Vec<u64> = values.chunks(64).zip(&self.words).map(word).collect();
        words.resize(self.words.len(), 0);
        Self {
            words,
            n_rows: self.n_rows,
        }
    }

    /// Rows of the table, passing or not.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Whether none passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
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
        firsts
            .zip(&self.words)
            .flat_map(|(first, &word)| bits(word).map(move |bit| first + bit))
    }

    fn zip(mut self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        for (word, &other) in self.words.iter_mut().zip(&other.words) {
            *word = join(*word, other);
        }
        self
    }
}

/// The bits of a word that are set, ascending.
fn bits(word: u64) -> impl Iterator<Item = u32> {
    let next = |rest: &u64| Some(rest & (rest - 1)).filter(|&rest| rest != 0);
    let rests = std::iter::successors(Some(word).filter(|&word| word != 0), next);
    rests.map(u64::trailing_zeros)
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
            let a = Selection::all(n).that(|row| rows[row].0);
            let b = Selection::all(n).whose(&rows, |(_, b)| b);
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
            check(&a.that(|row| rows[row].1), &|a, b| a && b);
            check(&a.whose(&rows, |(_, b)| b), &|a, b| a && b);
            check(&(a ^ &b), &|a, b| a != b);
            check(&Selection::all(n), &|_, _| true);
        }

        #[test]
        fn rows_beyond_the_values_do_not_pass(n_values in 0_usize..200, n_rows in 0_usize..200) {
            let selection = Selection::all(n_rows).whose(&vec![(); n_values], |()| true);
            prop_assert_eq!(selection.count(), n_values.min(n_rows));
            prop_assert_eq!((!selection).count(), n_rows - n_values.min(n_rows));
        }
    }
}
