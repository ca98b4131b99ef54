//! Unsupervised anomaly detection on a matrix of network flows or records.
//!
//! In: a row-major `f32` matrix of scaled features, one row per distinct flow or record, and which of its rows to train
//! on. Out: for each row and detector a score (**higher is more anomalous**), its percentile, votes, and one score to
//! rank by; for labelled rows, how right that is.
//!
//! 1. [`ModelParams::fit`] gives a [`Model`]: [`IsolationForest`], [`LocalOutlierFactor`] or [`OneClassSvm`]. Rows
//!    that are trained on are given as indices, with repeats, so that a repeated row counts as often as it occurred.
//! 2. [`Detector::score_samples`] scores rows, each by itself: callers may split them among threads or workers.
//! 3. [`Calibration`] and the thresholds of [`threshold`] are set from training scores.
//! 4. [`Ensemble`] turns the scores of these and of foreign detectors into a [`Verdict`] per row.
//! 5. [`feedback`] lets an analyst's verdicts move the scores of rows that are like the judged ones.
//! 6. [`metrics`] compares labels and scores with the truth.
//!
//! Everything is deterministic by the seeds in the parameters. There is no I/O, clock or thread in here, and no
//! function of the platform's mathematics library: the same input gives the same bits natively and in a browser.
//!
//! ```
//! use ndarray::array;
//! use wiresift_detect::{Detector, IsolationForestParams, ignore_progress};
//!
//! let x = array![[0.0_f32, 0.1], [0.1, 0.0], [0.1, 0.1], [0.0, 0.0], [9.0, 9.0]];
//! let rows = [0, 0, 1, 2, 3, 4]; // the first row occurred twice
//! let forest = IsolationForestParams::default().seed(1).fit(x.view(), &rows, &mut ignore_progress)?;
//! let scores = forest.score_samples(x.view(), &mut ignore_progress)?;
//! assert!(scores[..4].iter().all(|&score| score < scores[4]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod feedback;
pub mod metrics;
pub mod threshold;

mod calibrate;
mod detector;
mod ensemble;
mod isolation_forest;
mod local_outlier_factor;
mod one_class_svm;

mod box_tree;
mod error;
mod input;
mod progress;
mod simd;

pub use calibrate::{Calibration, CalibrationError};
pub use detector::{Detector, Label, Model, ModelParams, Thresholded};
pub use ensemble::{Ensemble, EnsembleError, Member, Severity, Verdict, Votes};
pub use error::{FitError, InputError, ModelError, ParamError, ScoreError};
pub use isolation_forest::{
    IsolationForest, IsolationForestParams, IsolationForestValidParams, LeafWeights, TreeNode, TreeView,
};
pub use local_outlier_factor::{
    LocalOutlierFactor, LocalOutlierFactorParams, LocalOutlierFactorValidParams, Neighbor, Neighborhood,
};
pub use one_class_svm::{Gamma, OneClassSvm, OneClassSvmParams, OneClassSvmValidParams};
pub use progress::{Progress, ignore_progress};
