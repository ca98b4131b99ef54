//! What wins on the held-out rows is the default.

use super::FamilyModel;
use crate::training::TrainingSet;
use crate::{FitError, calibrate, metrics};

/// How a candidate judges the held-out rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Mean F1 over the classes.
    pub macro_f1: f64,
    /// Mean negative logarithm of the right class's probability at its own best temperature, in nats.
    pub log_loss: f64,
}

impl FamilyModel {
    /// How it judges the held-out rows.
    ///
    /// # Errors
    /// [`FitError::Score`] where it was trained on other columns.
    pub fn on_held_out(&self, name: &str, set: &TrainingSet) -> Result<Candidate, FitError> {
        let (x, classes) = set.held_out();
        let raw = self.predict_proba(x.view())?;
        let temperature = calibrate::temperature(raw.view(), &classes);
        let told: Vec<u32> = raw.rows().into_iter().map(metrics::place_of_highest).collect();
        Ok(Candidate {
            name: name.to_owned(),
            macro_f1: metrics::macro_f1(&told, &classes, &set.classes),
            log_loss: calibrate::log_loss(calibrate::scale(raw.view(), temperature).view(), &classes),
        })
    }

    /// The best of several judges and how each did: the highest macro-F1, and of equal ones the lowest loss.
    ///
    /// # Errors
    /// As [`on_held_out`](Self::on_held_out); [`FitError::Parts`] where there is none.
    pub fn best_of(candidates: Vec<(String, Self)>, set: &TrainingSet) -> Result<(Self, Vec<Candidate>), FitError> {
        let results = candidates.iter().map(|(name, model)| model.on_held_out(name, set));
        let results: Vec<Candidate> = results.collect::<Result<_, _>>()?;
        let best = Candidate::place_of_best(&results);
        match best.and_then(|best| candidates.into_iter().nth(best)) {
            Some((_, model)) => Ok((model, results)),
            None => Err(FitError::Parts {
                reason: "there is no judge to choose from",
            }),
        }
    }
}

impl Candidate {
    /// Where the best is: the highest macro-F1, and of equal ones the lowest loss. `None` of none.
    pub fn place_of_best(candidates: &[Self]) -> Option<usize> {
        let order = |(_, a): &(usize, &Self), (_, b): &(usize, &Self)| {
            let loss = || b.log_loss.total_cmp(&a.log_loss);
            a.macro_f1.total_cmp(&b.macro_f1).then_with(loss)
        };
        candidates.iter().enumerate().max_by(order).map(|(place, _)| place)
    }
}

impl std::fmt::Display for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            name,
            macro_f1,
            log_loss,
        } = self;
        write!(f, "{name}: macro-F1 {macro_f1:.4}, loss {log_loss:.4} on held-out rows")
    }
}
