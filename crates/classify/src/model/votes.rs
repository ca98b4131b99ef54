//! What each judge says by itself.

use ndarray::ArrayView2;

use super::AttackModel;
use crate::metrics::highest;
use crate::{ClassifyError, FamilyModel};

/// What one judge says of a row, before calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct Vote {
    /// "network 1", "random forest", "autoencoder".
    pub judge: String,
    /// The likeliest class, an index into [`AttackModel::classes`]; `None` for a judge that only tells normal rows from
    /// others.
    pub class: Option<u32>,
    /// The judge's probability of that class; of the autoencoder the share of normal traffic that looks less odd.
    pub value: f32,
    /// Whether it takes the row for an attack.
    pub is_attack: bool,
}

/// Share of normal traffic that looks less odd, from which the autoencoder votes where the model has no alarm of its own.
const NOVEL: f64 = 0.99;

impl AttackModel {
    /// The votes on each row, always of the same judges in the same order.
    ///
    /// # Shapes
    /// `x`: `[n, n_features]` of [`AttackModel::encoder`]. Returns `[n][n_judges]`.
    ///
    /// # Errors
    /// [`ClassifyError::Score`].
    pub fn votes(&self, x: ArrayView2<'_, f32>) -> Result<Vec<Vec<Vote>>, ClassifyError> {
        let mut votes = vec![Vec::new(); x.nrows()];
        for (judge, probabilities) in judges(&self.model, x)? {
            for (votes, row) in votes.iter_mut().zip(probabilities.rows()) {
                let (class, value) = highest(row);
                votes.push(Vote {
                    judge: judge.clone(),
                    class: u32::try_from(class).ok(),
                    value,
                    is_attack: class != 0,
                });
            }
        }
        if let Some(novelty) = &self.novelty {
            let alarm = self.alarm.unwrap_or(NOVEL);
            for (votes, value) in votes.iter_mut().zip(novelty.of(x)?) {
                votes.push(Vote {
                    judge: "autoencoder".to_owned(),
                    class: None,
                    value,
                    is_attack: f64::from(value) >= alarm,
                });
            }
        }
        Ok(votes)
    }
}

type Probabilities = ndarray::Array2<f32>;

fn judges(model: &FamilyModel, x: ArrayView2<'_, f32>) -> Result<Vec<(String, Probabilities)>, ClassifyError> {
    let mut judges = Vec::new();
    for (at, network) in model.networks().iter().enumerate() {
        judges.push((format!("network {}", at + 1), network.predict_proba(x)?));
    }
    if let Some(forest) = model.forest() {
        judges.push(("random forest".to_owned(), forest.predict_proba(x)?));
    }
    Ok(judges)
}
