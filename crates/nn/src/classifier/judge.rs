//! How the held-out rows are told.

/// Counts of right and wrong classes.
pub(super) struct Judge {
    /// Rows of each class that were told as it, as another, and rows of others told as it.
    counts: Vec<[u64; 3]>,
    n_rows: u64,
    n_right: u64,
}

impl Judge {
    pub(super) fn new(n_classes: usize) -> Self {
        Self {
            counts: vec![[0; 3]; n_classes],
            n_rows: 0,
            n_right: 0,
        }
    }

    /// Takes a row: its class and what the network gives for each.
    pub(super) fn add(&mut self, class: usize, logits: &[f32]) {
        let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let told = best.map_or(0, |(at, _)| at);
        self.n_rows += 1;
        if told == class {
            self.counts[class][0] += 1;
            self.n_right += 1;
        } else {
            self.counts[class][1] += 1;
            self.counts[told][2] += 1;
        }
    }

    pub(super) fn accuracy(&self) -> f64 {
        self.n_right as f64 / self.n_rows.max(1) as f64
    }

    /// Mean F1 over the classes that occur.
    pub(super) fn macro_f1(&self) -> f64 {
        let occurring = self.counts.iter().filter(|[right, missed, _]| right + missed > 0);
        let f1 = |&[right, missed, wrong]: &[u64; 3]| 2.0 * right as f64 / (2 * right + missed + wrong) as f64;
        let scores: Vec<f64> = occurring.map(f1).collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        let mut judge = Judge::new(3);
        for (class, logits) in [(0, [1.0, 0.0, 0.0]), (0, [0.0, 1.0, 0.0]), (1, [0.0, 1.0, 0.5])] {
            judge.add(class, &logits);
        }
        assert!((judge.accuracy() - 2.0 / 3.0).abs() < 1e-12);
        // Class 0: one right, one missed: 2/3. Class 1: one right, one wrong: 2/3. Class 2 does not occur.
        assert!((judge.macro_f1() - 2.0 / 3.0).abs() < 1e-12);
    }
}
