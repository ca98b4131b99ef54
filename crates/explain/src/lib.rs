//! Why a row is unusual.
//!
//! In: a row of a scaled matrix and a fitted detector, or a scorer, or a table of flows. Out: numbers that say what
//! pushed the row's score, and for whole tables hints at known behaviour, in plain words.
//!
//! 1. Every detector is explained by what it computes: [`forest`] (exact Shapley values), [`local_outlier_factor`],
//!    [`one_class_svm`], [`reconstruction`] (autoencoder). Parts always add up to the score's own quantity.
//! 2. [`shapley`] explains any scorer, such as an ensemble, by sampling.
//! 3. [`normal_ranges`] says what is normal for a feature, [`nearest`] finds the normal rows beside a row, [`counterfactual`]
//!    the smallest change that would make it one of them.
//! 4. [`importance`] says which features matter to a scorer overall.
//! 5. [`indicator`] reads known behaviour (scan, flood, beacon, ..) from a whole table of flows, with evidence.
//!
//! Scores are **higher = more anomalous**, and contributions above 0 push towards anomaly, everywhere. Features may be
//! grouped ([`Groups`]), so that the 0/1 columns of one category count as one. Everything is deterministic by its seed.

pub mod forest;
pub mod local_outlier_factor;
pub mod one_class_svm;
pub mod reconstruction;
pub mod shapley;

pub mod counterfactual;
pub mod importance;
pub mod indicator;
pub mod nearest;

mod attribution;
mod error;
mod ranges;

pub use attribution::{Attribution, Groups, ranked};
pub use error::ExplainError;
pub use ranges::{NormalRange, normal_ranges};
