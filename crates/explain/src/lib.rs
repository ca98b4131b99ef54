//! Why a row is unusual.
//!
//! In: a row of a scaled matrix and a fitted detector, or a scorer, or a table of flows. Out: numbers that say what
//! pushed the row's score, and for whole tables hints at known behaviour, in plain words.
//!
//! 1. Detectors are explained by what they compute: [`forest`] (exact Shapley values).
//! 2. [`shapley`] explains any scorer, such as an ensemble, by sampling.
//!
//! Scores are **higher = more anomalous**, and contributions above 0 push towards anomaly, everywhere. Features may be
//! grouped ([`Groups`]), so that the 0/1 columns of one category count as one. Everything is deterministic by its seed.

pub mod forest;
pub mod shapley;

mod attribution;
mod error;

pub use attribution::{Attribution, Groups, ranked};
pub use error::ExplainError;
