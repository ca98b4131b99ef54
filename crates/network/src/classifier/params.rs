//! The settings of the classifier, and which values they may take.

use serde::{Deserialize, Serialize};

use crate::{ParamsError, check_setting as check};

/// How much a row counts in training, by its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every row the same.
    None,
    /// Inversely to the square root of the class's rows: a compromise that does not drown precision.
    Sqrt,
    /// Inversely to the class's rows, so that every class counts the same, as scikit-learn's `balanced`.
    Balanced,
}

impl ClassWeights {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::None, Self::Sqrt, Self::Balanced];

    /// The weight of a row of each class; the mean over all rows is 1. A class without rows gets 0.
    ///
    /// # Shapes
    /// `counts`: rows of each class, `[n_classes]`; returns the same.
    pub fn of(self, counts: &[usize]) -> Vec<f32> {
        let raw = |&n: &usize| match (n, self) {
            (0, _) => 0.0,
            (_, Self::None) => 1.0,
            (n, Self::Sqrt) => (n as f64).sqrt().recip(),
            (n, Self::Balanced) => (n as f64).recip(),
        };
        let raw: Vec<f64> = counts.iter().map(raw).collect();
        let n_rows: usize = counts.iter().sum();
        let sum: f64 = raw.iter().zip(counts).map(|(weight, &n)| weight * n as f64).sum();
        let scale = if sum > 0.0 { n_rows as f64 / sum } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, reason = "single precision is enough for a weight")]
        raw.iter().map(|weight| (weight * scale) as f32).collect()
    }
}

/// Settings of a [`Classifier`](super::Classifier). [`Default`] gives the documented values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClassifierParams {
    /// Units of the hidden layers, from the input to the output. Default 64-48-32-16.
    pub hidden: Vec<usize>,
    /// Most passes over the training rows. Default 30.
    pub n_epochs: u32,
    /// Rows per step of the optimizer. Default 256.
    pub batch_size: usize,
    /// First step size of Adam; it falls to 0 over the epochs along half a cosine. Default 0.001.
    pub learning_rate: f64,
    /// Pull of the weights towards 0, decoupled from the gradient. Default 0.01.
    pub weight_decay: f64,
    /// Share of the inputs that are dropped in training. Default 0.
    pub input_dropout: f64,
    /// Share of the hidden units that are dropped in training. Default 0.1.
    pub dropout: f64,
    /// Share of the target that is spread over all classes. Default 0.
    pub label_smoothing: f64,
    /// How much a row counts, by its class. Default by the square root.
    pub class_weights: ClassWeights,
    /// Stop after this many epochs in a row without progress on the held-out rows. Default 10.
    pub patience: u32,
    /// Fall of the held-out loss, relative to itself, that counts as progress. Default 0.001.
    pub min_delta: f64,
    /// Values further from 0 than this are moved to it before the network sees them, in the matrix's own unit, which
    /// should be standard deviations. `None` leaves them. Default 5.
    pub clip: Option<f32>,
    /// Decides first weights, order of the batches and what is dropped. Default 0.
    pub seed: u64,
}

impl Default for ClassifierParams {
    fn default() -> Self {
        Self {
            hidden: vec![64, 48, 32, 16],
            n_epochs: 30,
            batch_size: 256,
            learning_rate: 0.001,
            weight_decay: 0.01,
            input_dropout: 0.0,
            dropout: 0.1,
            label_smoothing: 0.0,
            class_weights: ClassWeights::Sqrt,
            patience: 10,
            min_delta: 0.001,
            clip: Some(5.0),
            seed: 0,
        }
    }
}

impl ClassifierParams {
    /// Widths of the layers from the input through the hidden ones to the output.
    pub fn widths(&self, n_features: usize, n_classes: usize) -> Vec<usize> {
        let ends = ([n_features], [n_classes]);
        ends.0.iter().chain(&self.hidden).chain(&ends.1).copied().collect()
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// The first setting, in the order of the fields, that is out of its range.
    pub fn validate(&self) -> Result<(), ParamsError> {
        let layers = (1..=32).contains(&self.hidden.len());
        let units = self.hidden.iter().all(|units| (1..=4096).contains(units));
        check(
            layers && units,
            "hidden",
            &self.hidden,
            "1 to 32 layers of 1 to 4,096 units",
        )?;
        check(
            (1..=10_000).contains(&self.n_epochs),
            "n_epochs",
            &self.n_epochs,
            "1 to 10,000",
        )?;
        check(
            (1..=65_536).contains(&self.batch_size),
            "batch_size",
            &self.batch_size,
            "1 to 65,536",
        )?;
        self.validate_regularization()?;
        check(self.patience >= 1, "patience", &self.patience, "at least 1")?;
        let min_delta = (0.0..1.0).contains(&self.min_delta);
        check(min_delta, "min_delta", &self.min_delta, "at least 0, below 1")?;
        let clip = self.clip.is_none_or(|clip| clip.is_finite() && clip > 0.0);
        check(clip, "clip", &self.clip, "none, or finite and above 0")
    }

    fn validate_regularization(&self) -> Result<(), ParamsError> {
        let rate = self.learning_rate > 0.0 && self.learning_rate <= 1.0;
        check(rate, "learning_rate", &self.learning_rate, "above 0, at most 1")?;
        let decay = (0.0..=1.0).contains(&self.weight_decay);
        check(decay, "weight_decay", &self.weight_decay, "0 to 1")?;
        let shares = [
            ("input_dropout", &self.input_dropout),
            ("dropout", &self.dropout),
            ("label_smoothing", &self.label_smoothing),
        ];
        let mut shares = shares.into_iter();
        shares.try_for_each(|(name, share)| check((0.0..=0.9).contains(share), name, share, "0 to 0.9"))
    }
}
