//! Isolation forest, local outlier factor, one-class SVM, votes, thresholds and metrics.

mod box_tree;
mod error;
mod input;
mod progress;
mod simd;

mod detector;
mod isolation_forest;
mod local_outlier_factor;
mod one_class_svm;

pub use detector::{Detector, Label, Model, ModelParams, Thresholded};
pub use error::{FitError, InputError, ModelError, ParamError, ScoreError};
pub use isolation_forest::{IsolationForest, IsolationForestParams, IsolationForestValidParams};
pub use local_outlier_factor::{LocalOutlierFactor, LocalOutlierFactorParams, LocalOutlierFactorValidParams};
pub use one_class_svm::{Gamma, OneClassSvm, OneClassSvmParams, OneClassSvmValidParams};
pub use progress::{Progress, ignore_progress};
