//! Putting a model together from what was trained.

use super::{About, AttackModel, FamilyModel};
use crate::training::TrainingSet;
use crate::{ClassifyError, Evaluation, FitError, Novelty, calibrate};
use wiresift_network::Autoencoder;

/// What was trained on a [`TrainingSet`].
#[derive(Clone, Debug)]
pub struct Parts {
    /// What is told of the model; rows are filled in.
    pub about: About,
    /// The judge.
    pub model: FamilyModel,
    /// Autoencoders of [`TrainingSet::normal_rows`]; none for a model that does not measure novelty.
    pub autoencoders: Vec<Autoencoder>,
    /// Share of normal traffic that may be told as an attack of an unknown kind, because it is as odd. 0: none; every
    /// row is then one of what was trained on.
    pub unknown_attacks: f64,
}

impl AttackModel {
    /// A calibrated model: temperature and novelty are measured on the held-out rows.
    ///
    /// # Errors
    /// [`FitError::Parts`] where a part was trained on other columns or classes, or the share is not in `[0, 0.5]`.
    pub fn build(set: &TrainingSet, parts: Parts) -> Result<Self, FitError> {
        let wrong = |reason| FitError::Parts { reason };
        if parts.model.shape() != Some((set.x.ncols(), set.classes.len())) {
            return Err(wrong("the judge was trained on other columns or classes"));
        }
        if !(0.0..=0.5).contains(&parts.unknown_attacks) {
            return Err(wrong("the share of unknown attacks must be 0 to 0.5"));
        }
        let (x, classes) = set.held_out();
        let temperature = calibrate::temperature(parts.model.predict_proba(x.view())?.view(), &classes);
        let normal = set.select(&set.normal_among(&set.split.held_out));
        let novelty = if parts.autoencoders.is_empty() {
            None
        } else {
            Some(Novelty::new(parts.autoencoders, normal.view())?)
        };
        let mut model = Self {
            about: About {
                n_rows: set.n_rows as u64,
                n_distinct: set.x.nrows() as u64,
                ..parts.about
            },
            features: set.features,
            classes: set.classes.clone(),
            encoder: set.encoder.clone(),
            model: parts.model,
            temperature,
            alarm: (novelty.is_some() && parts.unknown_attacks > 0.0).then_some(1.0 - parts.unknown_attacks),
            novelty,
            validation: None,
            test: None,
        };
        model.validation = model.judged(set, &set.split.held_out)?;
        model.test = model.judged(set, &set.test)?;
        Ok(model)
    }

    /// How it judges some rows of the set; `None` without any.
    fn judged(&self, set: &TrainingSet, rows: &[u32]) -> Result<Option<Evaluation>, FitError> {
        let (x, classes) = set.part(rows);
        if classes.is_empty() {
            return Ok(None);
        }
        let places: Vec<usize> = (0..classes.len()).collect();
        let judged = self.evaluated(x.view(), &places, &classes, 0);
        judged.map(Some).map_err(|error| match error {
            ClassifyError::Score(error) => FitError::Score(error),
            ClassifyError::Encode(error) => FitError::Encode(error),
        })
    }
}
