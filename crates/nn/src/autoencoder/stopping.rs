//! When to stop training.

use super::AutoencoderParams;

/// Decides when to stop. The best epoch is that of the lowest loss; progress is a fall by more than `min_delta`.
pub(super) struct EarlyStopping {
    patience: u32,
    min_delta: f64,
    best: f64,
    reference: f64,
    n_stale: u32,
}

pub(super) struct Verdict {
    pub(super) is_best: bool,
    pub(super) is_over: bool,
}

impl EarlyStopping {
    pub(super) fn new(params: &AutoencoderParams) -> Self {
        Self {
            patience: params.patience,
            min_delta: params.min_delta,
            best: f64::INFINITY,
            reference: f64::INFINITY,
            n_stale: 0,
        }
    }

    pub(super) fn observe(&mut self, loss: f64) -> Verdict {
        let is_best = loss < self.best;
        if is_best {
            self.best = loss;
        }
        if loss < self.reference * (1.0 - self.min_delta) {
            self.reference = loss;
            self.n_stale = 0;
        } else {
            self.n_stale += 1;
        }
        Verdict {
            is_best,
            is_over: self.n_stale >= self.patience,
        }
    }
}
