//! What a training depends on, beside the table.

use serde::{Deserialize, Serialize};

use super::ErrorReport;
use crate::work::Fit;

/// A detector of the ensemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DetectorKind {
    /// Isolation forest (Liu, Ting and Zhou 2008).
    IsolationForest,
    /// Local outlier factor (Breunig et al. 2000).
    LocalOutlierFactor,
    /// One-class support vector machine (Schölkopf et al. 2001).
    OneClassSvm,
    /// Autoencoder: the error of reconstructing a row.
    Autoencoder,
}

impl DetectorKind {
    /// Every detector, in the order in which they are shown; a vote's bit is its place here.
    pub const ALL: [Self; 4] = [
        Self::IsolationForest,
        Self::LocalOutlierFactor,
        Self::OneClassSvm,
        Self::Autoencoder,
    ];

    /// The name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::IsolationForest => "isolation_forest",
            Self::LocalOutlierFactor => "local_outlier_factor",
            Self::OneClassSvm => "one_class_svm",
            Self::Autoencoder => "autoencoder",
        }
    }

    /// The bit of a vote mask.
    pub fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// The rows that the detectors learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainOn {
    /// Every row, labels unused.
    All,
    /// The rows whose label is normal.
    NormalRows,
}

/// Where a neural network runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeuralBackend {
    /// WebGPU where it is there and faster at this size, else the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// WebGPU, or an error.
    WebGpu,
}

/// Everything that a training depends on, beside the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSettings {
    /// Expected share of anomalies among the training rows, in `(0, 0.5]`: each detector's threshold is set to flag at most that share.
    pub contamination: f64,
    /// The rows to learn from.
    pub train_on: TrainOn,
    /// Of flows that name their hosts: how many of one exchange, sweep or flood are learnt from, so that a scan or a flood
    /// does not make itself normal; `None` for all. The default is a quarter of a local outlier factor's neighbours.
    #[serde(default = "default_exchange")]
    pub max_rows_per_exchange: Option<u32>,
    /// Whether the analyst's marks count as labels: false positives are learnt from whatever their label, true positives
    /// never are.
    #[serde(default = "yes")]
    pub learn_from_marks: bool,
    /// The same table, settings and seed give the same result.
    pub seed: u64,
    /// How many votes make an anomaly.
    pub min_votes: u8,
    /// `None` leaves the detector out.
    pub isolation_forest: Option<IsolationForestSettings>,
    /// `None` leaves the detector out.
    pub local_outlier_factor: Option<LocalOutlierFactorSettings>,
    /// `None` leaves the detector out.
    pub one_class_svm: Option<OneClassSvmSettings>,
    /// `None` leaves the detector out.
    pub autoencoder: Option<AutoencoderSettings>,
}

#[expect(clippy::unnecessary_wraps, reason = "the type of the field")]
fn default_exchange() -> Option<u32> {
    Some(5)
}

fn yes() -> bool {
    true
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            contamination: 0.15,
            train_on: TrainOn::All,
            max_rows_per_exchange: default_exchange(),
            learn_from_marks: yes(),
            seed: 0,
            min_votes: 2,
            isolation_forest: Some(IsolationForestSettings::default()),
            local_outlier_factor: Some(LocalOutlierFactorSettings::default()),
            one_class_svm: Some(OneClassSvmSettings::default()),
            autoencoder: Some(AutoencoderSettings::default()),
        }
    }
}

impl TrainingSettings {
    /// The chosen detectors, in the order of [`DetectorKind::ALL`].
    pub fn fits(&self) -> Vec<Fit> {
        let fits = [
            self.isolation_forest.map(Fit::IsolationForest),
            self.local_outlier_factor.map(Fit::LocalOutlierFactor),
            self.one_class_svm.map(Fit::OneClassSvm),
            self.autoencoder.map(Fit::Autoencoder),
        ];
        fits.into_iter().flatten().collect()
    }

    /// Checks what no detector checks: that there is one, and that the vote can be won.
    ///
    /// # Errors
    /// Says which setting is wrong and what it may be.
    pub fn check(&self) -> Result<(), ErrorReport> {
        let n_detectors = self.fits().len();
        if n_detectors == 0 {
            return Err(ErrorReport::setting(
                "No detector is chosen.".to_owned(),
                Some("Choose at least one."),
            ));
        }
        if !(1..=n_detectors).contains(&usize::from(self.min_votes)) {
            let message = format!(
                "{} votes are asked for, but {n_detectors} detectors vote.",
                self.min_votes
            );
            return Err(ErrorReport::setting(
                message,
                Some("Ask for at least 1 vote and at most one per detector."),
            ));
        }
        if !(self.contamination > 0.0 && self.contamination <= 0.5) {
            let message = format!("The expected anomaly ratio is {}.", self.contamination);
            return Err(ErrorReport::setting(
                message,
                Some("It must be above 0 and at most 0.5."),
            ));
        }
        Ok(())
    }
}

/// Settings of the isolation forest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsolationForestSettings {
    /// Trees.
    pub n_estimators: u32,
    /// Rows drawn for each tree.
    pub max_samples: u32,
}

impl Default for IsolationForestSettings {
    fn default() -> Self {
        Self {
            n_estimators: 100,
            max_samples: 256,
        }
    }
}

/// Settings of the local outlier factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalOutlierFactorSettings {
    /// Neighbours that a row is compared with.
    pub n_neighbors: u32,
    /// Different rows kept to compare with; more are sampled down to this.
    pub max_reference_rows: u32,
}

impl Default for LocalOutlierFactorSettings {
    fn default() -> Self {
        Self {
            n_neighbors: 20,
            max_reference_rows: 20_000,
        }
    }
}

/// Settings of the one-class SVM.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneClassSvmSettings {
    /// Upper bound on the share of training errors, lower bound on that of support vectors, in `(0, 1]`.
    pub nu: f64,
    /// Width of the RBF kernel; `None` is scikit-learn's `scale`, 1 / (features × variance).
    pub gamma: Option<f64>,
    /// Rows fitted; more are sampled down to this.
    pub max_training_rows: u32,
}

impl Default for OneClassSvmSettings {
    fn default() -> Self {
        Self {
            nu: 0.5,
            gamma: None,
            max_training_rows: 10_000,
        }
    }
}

/// Settings of the autoencoder.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoencoderSettings {
    /// Passes over the training rows.
    pub n_epochs: u32,
    /// Rows per step.
    pub batch_size: u32,
    /// Adam's step size.
    pub learning_rate: f64,
    /// Rows fitted; more are sampled down to this.
    pub max_training_rows: u32,
    /// Where it runs.
    pub backend: NeuralBackend,
}

impl Default for AutoencoderSettings {
    fn default() -> Self {
        Self {
            n_epochs: 30,
            batch_size: 256,
            learning_rate: 1e-3,
            max_training_rows: 50_000,
            backend: NeuralBackend::Auto,
        }
    }
}
