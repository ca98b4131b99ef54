//! What all detectors have in common.

use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{ArrayBase, ArrayView2, Data, Ix2};
use serde::{Deserialize, Serialize};

use crate::error::{FitError, ScoreError};
use crate::isolation_forest::{IsolationForest, IsolationForestParams, IsolationForestValidParams};
use crate::local_outlier_factor::{LocalOutlierFactor, LocalOutlierFactorParams, LocalOutlierFactorValidParams};
use crate::one_class_svm::{OneClassSvm, OneClassSvmParams, OneClassSvmValidParams};
use crate::progress::{Progress, ignore_progress};

/// A fitted model that scores rows: **higher is more anomalous** (scikit-learn's sign is the opposite, that of `PyOD` the same).
pub trait Detector {
    /// Anomaly score of each row of `x`; a row's score depends on no other row, so that callers may split `x`.
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`, features in the order given to `fit`. Returns `[n_rows]`.
    ///
    /// # Errors
    /// [`ScoreError`]: another width than the training data, a value that is not finite, cancelled.
    fn score_samples(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError>;

    /// Columns that the model was trained on.
    fn n_features(&self) -> usize;
}

/// Hyper-parameters of one of the detectors of this crate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ModelParams {
    /// Isolation forest.
    IsolationForest(IsolationForestParams),
    /// Local outlier factor.
    LocalOutlierFactor(LocalOutlierFactorParams),
    /// One-class SVM.
    OneClassSvm(OneClassSvmParams),
}

impl ModelParams {
    /// Fits the detector on the rows `rows` of `x` (repeats count).
    ///
    /// # Shapes
    /// `x`: `[n_rows, n_features]`; `rows`: indices below `n_rows`.
    ///
    /// # Errors
    /// [`FitError`], as the detector's own `fit`.
    pub fn fit(&self, x: ArrayView2<'_, f32>, rows: &[u32], progress: Progress<'_>) -> Result<Model, FitError> {
        Ok(match self {
            Self::IsolationForest(params) => Model::IsolationForest(params.fit(x, rows, progress)?),
            Self::LocalOutlierFactor(params) => Model::LocalOutlierFactor(params.fit(x, rows, progress)?),
            Self::OneClassSvm(params) => Model::OneClassSvm(params.fit(x, rows, progress)?),
        })
    }
}

/// A fitted detector of this crate, to be stored or sent to another worker. What is read back is checked: a damaged
/// model is an error of the deserializer, not a panic later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Model {
    /// Isolation forest.
    IsolationForest(IsolationForest),
    /// Local outlier factor.
    LocalOutlierFactor(LocalOutlierFactor),
    /// One-class SVM.
    OneClassSvm(OneClassSvm),
}

impl Model {
    fn detector(&self) -> &dyn Detector {
        match self {
            Self::IsolationForest(model) => model,
            Self::LocalOutlierFactor(model) => model,
            Self::OneClassSvm(model) => model,
        }
    }
}

impl Detector for Model {
    fn score_samples(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError> {
        self.detector().score_samples(x, progress)
    }

    fn n_features(&self) -> usize {
        self.detector().n_features()
    }
}

/// What a row is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Label {
    /// At or below the threshold.
    Normal,
    /// Above the threshold.
    Anomaly,
}

/// A detector with the threshold that turns its scores into labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thresholded<D> {
    /// The fitted detector.
    pub detector: D,
    /// Scores above it are anomalies.
    pub threshold: f32,
}

impl<D: Detector> Thresholded<D> {
    /// `score_samples` less the threshold: positive for an anomaly.
    ///
    /// # Errors
    /// As [`Detector::score_samples`].
    pub fn decision_function(&self, x: ArrayView2<'_, f32>, progress: Progress<'_>) -> Result<Vec<f32>, ScoreError> {
        let mut scores = self.detector.score_samples(x, progress)?;
        for score in &mut scores {
            *score -= self.threshold;
        }
        Ok(scores)
    }
}

/// linfa's [`Predict`], with a typed error where `PredictInplace` would have to panic.
impl<D: Detector> Predict<ArrayView2<'_, f32>, Result<Vec<Label>, ScoreError>> for Thresholded<D> {
    fn predict(&self, x: ArrayView2<'_, f32>) -> Result<Vec<Label>, ScoreError> {
        let scores = self.detector.score_samples(x, &mut ignore_progress)?;
        // The scores are compared, not their differences from the threshold, which round.
        Ok(scores
            .into_iter()
            .map(|score| {
                if score > self.threshold {
                    Label::Anomaly
                } else {
                    Label::Normal
                }
            })
            .collect())
    }
}

/// linfa's [`Fit`] for checked parameters, and with it for unchecked ones: every record of the dataset is a training row.
macro_rules! impl_fit {
    ($($params:ty => $model:ty),+ $(,)?) => {$(
        impl<D: Data<Elem = f32>, T> Fit<ArrayBase<D, Ix2>, T, FitError> for $params {
            type Object = $model;

            fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<$model, FitError> {
                let x = dataset.records.view();
                let n_rows = u32::try_from(x.nrows()).map_err(|_| FitError::TooManyRows { n_rows: x.nrows() })?;
                self.fit_rows(x, &(0..n_rows).collect::<Vec<_>>(), &mut ignore_progress)
            }
        }
    )+};
}

impl_fit! {
    IsolationForestValidParams => IsolationForest,
    LocalOutlierFactorValidParams => LocalOutlierFactor,
    OneClassSvmValidParams => OneClassSvm,
}

#[cfg(test)]
mod tests;
