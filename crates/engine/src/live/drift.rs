//! How far the scores of late flows are from those of the baseline.
//!
//! # Source
//! Population stability index, as credit scoring has it (Siddiqi 2006): `Σ (p - q) ln(p / q)` over tenths of the baseline,
//! below 0.1 stable, above 0.25 another population. An empty bin counts as half a flow, so that no logarithm is infinite.

use std::collections::VecDeque;

use crate::message::Drift;

/// Bins; each holds a tenth of the baseline.
const N_BINS: usize = 10;

/// Late flows that are compared.
const N_LATE: usize = 1_000;

/// With fewer, chance alone would be a drift.
const MIN_LATE: usize = 200;

/// The population stability index from which the traffic is another one.
pub(super) const ANOTHER_POPULATION: f64 = 0.25;

/// Scores of the baseline as bins, and those of late flows.
#[derive(Debug, Default)]
pub(super) struct Drifting {
    edges: Vec<f64>,
    expected: [f64; N_BINS],
    late: VecDeque<f64>,
}

impl Drifting {
    /// Begins with the scores of the baseline.
    pub(super) fn new(mut baseline: Vec<f64>) -> Self {
        baseline.retain(|score| score.is_finite());
        baseline.sort_unstable_by(f64::total_cmp);
        let edge = |bin: usize| baseline.get(bin * baseline.len() / N_BINS).copied();
        let mut drifting = Self {
            edges: (1..N_BINS).filter_map(edge).collect(),
            ..Self::default()
        };
        // Equal scores may fill several bins: what is expected is counted, not taken to be a tenth.
        drifting.expected = drifting.shares(baseline.iter().copied());
        drifting
    }

    /// Takes the score of a flow that ended.
    pub(super) fn push(&mut self, score: f64) {
        if self.late.len() == N_LATE {
            self.late.pop_front();
        }
        self.late.push_back(score);
    }

    /// How far they are apart; `None` while there are too few.
    pub(super) fn drift(&self) -> Option<Drift> {
        if self.edges.is_empty() || self.late.len() < MIN_LATE {
            return None;
        }
        let late = self.shares(self.late.iter().copied());
        let terms = self.expected.iter().zip(&late);
        Some(Drift {
            psi: terms.map(|(p, q)| (p - q) * (p / q).ln()).sum(),
            n_flows: self.late.len() as u64,
        })
    }

    fn shares(&self, scores: impl ExactSizeIterator<Item = f64>) -> [f64; N_BINS] {
        let n = scores.len() as f64;
        let mut counts = [0.0_f64; N_BINS];
        for score in scores {
            let bin = self.edges.partition_point(|edge| *edge <= score);
            if let Some(count) = counts.get_mut(bin) {
                *count += 1.0;
            }
        }
        counts.map(|count| count.max(0.5) / n.max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drifting(late: impl Iterator<Item = f64>) -> f64 {
        let mut drifting = Drifting::new((0..5_000).map(|n| f64::from(n) / 5_000.0).collect());
        late.for_each(|score| drifting.push(score));
        drifting.drift().unwrap().psi
    }

    #[test]
    fn the_same_population_is_stable_and_another_is_not() {
        assert!(drifting((0..1_000).map(|n| f64::from(n * 7 % 1_000) / 1_000.0)) < 0.01);
        assert!(drifting((0..1_000).map(|n| 0.5 + f64::from(n) / 2_000.0)) > ANOTHER_POPULATION);
    }

    #[test]
    fn few_flows_say_nothing() {
        let mut drifting = Drifting::new(vec![0.1, 0.5]);
        (0..MIN_LATE - 1).for_each(|_| drifting.push(0.9));
        assert_eq!(drifting.drift(), None);
        drifting.push(0.9);
        assert!(drifting.drift().unwrap().psi.is_finite());
        assert_eq!(Drifting::default().drift(), None);
    }

    #[test]
    fn equal_scores_are_one_bin() {
        let mut drifting = Drifting::new(vec![0.3; 500]);
        (0..500).for_each(|_| drifting.push(0.3));
        assert!(drifting.drift().unwrap().psi.abs() < 1e-9);
    }
}
