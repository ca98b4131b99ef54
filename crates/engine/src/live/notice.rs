//! Known behaviour, which is an alert as soon as it is seen.

use super::Live;
use super::alerts::Key;
use super::judge::{Hint, hints_now};
use crate::message::Alert;

impl Live {
    /// Looks for known behaviour, where anything came since the last look, and raises what the baseline does not have. Scores are
    /// not waited for: a run that is under way, and the next one, would delay the alert. Returns what was found, for the next run.
    pub(super) fn notice(&mut self) -> Option<Vec<Hint>> {
        let state = (self.intake.history.end(), self.intake.n_packets());
        if self.baseline.is_empty() || state == self.noticed {
            return None;
        }
        self.noticed = state;
        let hints = hints_now(&self.intake);
        for hint in &hints {
            if let Some((key, sign)) = self.sign(hint) {
                self.alerts.raise(&key, sign, true);
            }
        }
        Some(hints)
    }

    /// A hint as an alert without a score; `None` where it is ordinary here. Its flows are never learnt from.
    pub(super) fn sign(&mut self, hint: &Hint) -> Option<(Key, Alert)> {
        let key = hint.key();
        if self.ordinary.contains(&key) {
            return None;
        }
        self.suspect(&hint.ids);
        let now = self.intake.latest().map_or(0.0, |time| time.nanos() as f64 / 1e9);
        let sign = hint.alert(&key, now);
        Some((key, sign))
    }
}
