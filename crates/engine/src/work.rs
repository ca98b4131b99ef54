//! The pieces that a training is cut into, so that any number of workers can share it: threads, or wasm instances that share no memory.
//!
//! A [`Task`] names its input by slot and rows; the [`Matrices`] it refers to are given to each worker once.
//! Tasks of the [`Lane::Neural`] need burn and run where the crate feature `neural` is on.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use ndarray::{Array2, ArrayView2, s};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use wiresift_classify::{About, TrainingSet};
use wiresift_detect::{
    Detector as _, Gamma, IsolationForestParams, LocalOutlierFactorParams, Model, OneClassSvmParams,
};

use crate::message::{
    AutoencoderSettings, ClassifierSettings, DetectorKind, Epoch, ErrorReport, IsolationForestSettings, LearnPart,
    LocalOutlierFactorSettings, OneClassSvmSettings, TableSlot,
};

/// What the tasks of a run work on: rows by features, different rows only.
#[derive(Clone, Debug)]
pub struct Matrices {
    /// The training table's different rows, `[n_distinct, n_features]`.
    pub training: Array2<f32>,
    /// The rows to fit on, as indices into `training`, repeated as often as they occur.
    pub training_rows: Vec<u32>,
    /// The test table's different rows.
    pub test: Option<Array2<f32>>,
}

impl Matrices {
    /// A slot's rows. A slot without a table has none.
    pub fn rows(&self, slot: TableSlot, rows: &Range<u32>) -> ArrayView2<'_, f32> {
        let matrix = match slot {
            TableSlot::Training => &self.training,
            TableSlot::Test => self.test.as_ref().unwrap_or(&self.training),
        };
        matrix.slice(s![rows.start as usize..rows.end as usize, ..])
    }
}

/// Which kind of worker a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lane {
    /// Any worker.
    Compute,
    /// One that has burn.
    Neural,
}

/// A detector to fit, with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fit {
    /// An isolation forest.
    IsolationForest(IsolationForestSettings),
    /// A local outlier factor.
    LocalOutlierFactor(LocalOutlierFactorSettings),
    /// A one-class SVM.
    OneClassSvm(OneClassSvmSettings),
    /// An autoencoder.
    Autoencoder(AutoencoderSettings),
}

impl Fit {
    /// Which detector it makes.
    pub fn kind(&self) -> DetectorKind {
        match self {
            Self::IsolationForest(_) => DetectorKind::IsolationForest,
            Self::LocalOutlierFactor(_) => DetectorKind::LocalOutlierFactor,
            Self::OneClassSvm(_) => DetectorKind::OneClassSvm,
            Self::Autoencoder(_) => DetectorKind::Autoencoder,
        }
    }
}

/// A piece of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Fits a detector on the training rows.
    Fit {
        /// Which, and how.
        fit: Fit,
        /// Makes it repeatable.
        seed: u64,
    },
    /// Scores some rows of a table.
    Score {
        /// Whose model it is.
        kind: DetectorKind,
        /// The model, as [`Fitted::model`] gave it.
        model: ModelBytes,
        /// The table.
        slot: TableSlot,
        /// Rows of its matrix.
        rows: Range<u32>,
    },
    /// Trains what names attacks.
    Learn(Box<Lesson>),
}

impl Task {
    /// The detector it belongs to; `None` for what belongs to none.
    pub fn kind(&self) -> Option<DetectorKind> {
        match self {
            Self::Fit { fit, .. } => Some(fit.kind()),
            Self::Score { kind, .. } => Some(*kind),
            Self::Learn(_) => None,
        }
    }

    /// Which kind of worker it needs.
    pub fn lane(&self) -> Lane {
        match self.kind() {
            Some(DetectorKind::IsolationForest | DetectorKind::LocalOutlierFactor | DetectorKind::OneClassSvm) => {
                Lane::Compute
            }
            // Forests are grown there, too: what grows them would weigh on every visit in the other worker.
            Some(DetectorKind::Autoencoder) | None => Lane::Neural,
        }
    }
}

/// What a classifier learns from, and how. Its matrix is that of the training table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// How.
    pub settings: ClassifierSettings,
    /// From what.
    pub set: TrainingSet,
    /// What is told of the model.
    pub about: About,
}

/// A classifier that was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// A model's file for every judge that was tried.
    pub models: Vec<ModelBytes>,
    /// The one that does best on the validation rows.
    pub best: u32,
    /// Where its networks were trained.
    pub backend: String,
}

/// What a task gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of [`Task::Fit`].
    Fitted(Fitted),
    /// Of [`Task::Score`]: a score for each row, higher = more anomalous.
    Scored(Vec<f32>),
    /// Of [`Task::Learn`].
    Learnt(Learnt),
}

/// A model in its own format, shared where it is and copied where it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "ByteBuf", into = "ByteBuf")]
pub struct ModelBytes(Arc<[u8]>);

impl std::ops::Deref for ModelBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for ModelBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<ByteBuf> for ModelBytes {
    fn from(bytes: ByteBuf) -> Self {
        bytes.into_vec().into()
    }
}

impl From<ModelBytes> for ByteBuf {
    fn from(model: ModelBytes) -> Self {
        Self::from(model.to_vec())
    }
}

/// A fitted detector. What is in the model is known to its crate only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The model in its own format.
    pub model: ModelBytes,
    /// Rows it was fitted on, after its cap.
    pub n_fitted_rows: u64,
    /// Scores of the fitted rows where scoring them as new rows would differ.
    pub own_scores: Option<OwnScores>,
    /// Where a neural one was trained.
    pub backend: Option<String>,
    /// How a neural training went.
    pub epochs: Vec<Epoch>,
    /// A cap that was applied, in words.
    pub note: Option<String>,
}

/// Scores that a detector gives the rows it was fitted on, each compared with the others only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnScores {
    /// Rows of the training matrix.
    pub rows: Vec<u32>,
    /// Their scores.
    pub scores: Vec<f32>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskProgress {
    /// `0..=1`.
    pub fraction: f64,
    /// Of a neural training.
    pub epoch: Option<Epoch>,
    /// Of [`Task::Learn`]: what it does now.
    pub part: Option<LearnPart>,
}

impl TaskProgress {
    /// So far, and nothing more to say.
    pub fn of(fraction: f64) -> Self {
        Self {
            fraction,
            epoch: None,
            part: None,
        }
    }
}

/// Why a task gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskError {
    /// It was asked to stop.
    Cancelled,
    /// It failed, and says why.
    Failed(ErrorReport),
}

/// Runs a task of [`Lane::Compute`]. `progress` returns `Break` to stop it.
///
/// # Errors
/// [`TaskError::Cancelled`] after a `Break`; else what the detector says, or that this worker has no burn.
pub fn run(
    task: &Task,
    matrices: &Matrices,
    progress: &mut dyn FnMut(TaskProgress) -> ControlFlow<()>,
) -> Result<Output, TaskError> {
    let progress = &mut |fraction| progress(TaskProgress::of(fraction));
    match task {
        Task::Fit { fit, seed } => fit_detector(fit, *seed, matrices, progress).map(Output::Fitted),
        Task::Score {
            kind,
            model,
            slot,
            rows,
        } => {
            let model: Model = postcard::from_bytes(model)
                .map_err(|error| ErrorReport::bug(format!("The {} model is damaged: {error}.", kind.name())))?;
            Ok(Output::Scored(
                model.score_samples(matrices.rows(*slot, rows), progress)?,
            ))
        }
        Task::Learn(_) => Err(ErrorReport::bug("A compute worker was asked for a classifier.".to_owned()).into()),
    }
}

fn fit_detector(
    fit: &Fit,
    seed: u64,
    matrices: &Matrices,
    progress: wiresift_detect::Progress<'_>,
) -> Result<Fitted, TaskError> {
    let (x, rows) = (matrices.training.view(), matrices.training_rows.as_slice());
    match fit {
        Fit::IsolationForest(settings) => {
            let params = IsolationForestParams::default()
                .n_estimators(settings.n_estimators)
                .max_samples(settings.max_samples)
                .seed(seed);
            let model = params.fit(x, rows, progress)?;
            fitted(&Model::IsolationForest(model), rows.len(), None)
        }
        Fit::LocalOutlierFactor(settings) => {
            let params = LocalOutlierFactorParams::default()
                .n_neighbors(settings.n_neighbors)
                .max_reference_rows(settings.max_reference_rows)
                .seed(seed);
            let model = params.fit(x, rows, progress)?;
            let own = OwnScores {
                rows: model.reference_rows().to_vec(),
                scores: model.training_scores().to_vec(),
            };
            let (kept, distinct) = (model.n_reference_rows(), model.n_distinct());
            let note = (kept < distinct)
                .then(|| format!("The local outlier factor compares with {kept} of {distinct} different rows."));
            let fitted = fitted(&Model::LocalOutlierFactor(model), kept, note)?;
            Ok(Fitted {
                own_scores: Some(own),
                ..fitted
            })
        }
        Fit::OneClassSvm(settings) => {
            let params = OneClassSvmParams::default()
                .nu(settings.nu)
                .gamma(settings.gamma.map_or(Gamma::Scale, Gamma::Value))
                .max_training_rows(settings.max_training_rows)
                .seed(seed);
            let model = params.fit(x, rows, progress)?;
            let kept = rows.len().min(settings.max_training_rows as usize);
            let note =
                (kept < rows.len()).then(|| format!("The one-class SVM was fitted on {kept} of {} rows.", rows.len()));
            fitted(&Model::OneClassSvm(model), kept, note)
        }
        Fit::Autoencoder(_) => {
            Err(ErrorReport::bug("A compute worker was asked for the autoencoder.".to_owned()).into())
        }
    }
}

fn fitted(model: &Model, n_fitted_rows: usize, note: Option<String>) -> Result<Fitted, TaskError> {
    let model = postcard::to_stdvec(model)
        .map_err(|error| ErrorReport::bug(format!("A model could not be written: {error}.")))?;
    Ok(Fitted {
        model: model.into(),
        n_fitted_rows: n_fitted_rows as u64,
        own_scores: None,
        backend: None,
        epochs: Vec::new(),
        note,
    })
}
