//! Which rows are learnt from, and which are held out.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Two parts of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Rows to learn from, ascending.
    pub training: Vec<u32>,
    /// Rows that are held out, ascending.
    pub held_out: Vec<u32>,
}

impl Split {
    /// Holds out a share of the rows of every class, rounded; of a class with two rows and more at least one stays.
    ///
    /// Rows without a class are in neither part. The seed decides, whatever the number of classes.
    pub fn stratified(classes: &[Option<u32>], n_classes: usize, share: f64, seed: u64) -> Self {
        let mut split = Self::default();
        for class in 0..n_classes {
            let is_class = |&(_, of): &(usize, &Option<u32>)| of.is_some_and(|of| of as usize == class);
            let rows = classes.iter().enumerate().filter(is_class);
            let mut rows: Vec<u32> = rows.filter_map(|(row, _)| u32::try_from(row).ok()).collect();
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(class as u64);
            rows.shuffle(&mut rng);
            let held_out = rows.split_off(rows.len() - rounded(rows.len(), share));
            split.training.extend(rows);
            split.held_out.extend(held_out);
        }
        split.training.sort_unstable();
        split.held_out.sort_unstable();
        split
    }
}

/// `share` of `n`, rounded, leaving at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
fn rounded(n: usize, share: f64) -> usize {
    ((n as f64 * share).round() as usize).min(n.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_gives_its_share() {
        let classes: Vec<Option<u32>> = (0..110)
            .map(|row| (row < 106).then_some(u32::from(row % 53 == 0)))
            .collect();
        let split = Split::stratified(&classes, 2, 0.25, 1);
        // Class 0: 104 rows, 26 held out. Class 1: 2 rows, a half rounds to 1, one stays.
        assert_eq!((split.training.len(), split.held_out.len()), (79, 27));
        let mut all = [split.training.clone(), split.held_out.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..106).collect::<Vec<u32>>());
        assert_eq!(split.held_out.iter().filter(|&&row| row % 53 == 0).count(), 1);
        assert_eq!(split, Split::stratified(&classes, 2, 0.25, 1));
        assert_ne!(split, Split::stratified(&classes, 2, 0.25, 2));
    }

    #[test]
    fn a_class_of_one_row_is_learnt_from() {
        let split = Split::stratified(&[Some(0), Some(1), None], 2, 0.5, 0);
        assert_eq!((split.training, split.held_out), (vec![0, 1], vec![]));
    }
}
