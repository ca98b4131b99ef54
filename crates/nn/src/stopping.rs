//! When to stop training.

/// Decides when to stop. The best epoch is that of the lowest loss; progress is a fall by more than `min_delta`.
pub(crate) struct EarlyStopping {
    patience: u32,
    min_delta: f64,
    best: f64,
    reference: f64,
    n_stale: u32,
}

pub(crate) struct Verdict {
    pub(crate) is_best: bool,
    pub(crate) is_over: bool,
}

impl EarlyStopping {
    pub(crate) fn new(patience: u32, min_delta: f64) -> Self {
        Self {
            patience,
            min_delta,
            best: f64::INFINITY,
            reference: f64::INFINITY,
            n_stale: 0,
        }
    }

    pub(crate) fn observe(&mut self, loss: f64) -> Verdict {
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
