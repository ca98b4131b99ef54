//! Attack families: what a row is, how sure that is, and how good the judge is.
//!
//! In: a labelled table. Out: an [`AttackModel`], which gives every row of a table like it its family, a calibrated
//! confidence, a score from normal to attack and a [`Risk`]. Its judge is an ensemble of networks, a random forest, or
//! both ([`FamilyModel`]); beside it an autoencoder of normal rows tells what is new ([`Novelty`]), because a classifier
//! knows no attacks but those that it was shown.
//!
//! Training is in steps, so that any shell can run them: [`TrainingSet::prepare`] makes matrices, networks are trained by
//! `wiresift-nn`, the forest by [`ForestParams::fit`], and [`AttackModel::build`] calibrates what came out. Nothing here
//! knows burn, a file or a clock.

pub mod calibrate;
mod error;
pub mod features;
mod forest;
pub mod kdd;
mod labels;
pub mod metrics;
mod model;
mod novelty;
mod risk;
mod split;
mod training;

pub use error::{ClassifyError, FitError};
pub use features::FeatureSet;
pub use forest::{ForestDescription, ForestParams, RandomForest};
pub use labels::{Class, Classes};
pub use metrics::{Evaluation, Unscaled};
pub use model::{About, AttackModel, Candidate, FamilyModel, Partial, Parts, Verdict, Vote};
pub use novelty::Novelty;
pub use risk::Risk;
pub use split::Split;
pub use training::{TrainingOptions, TrainingSet};
