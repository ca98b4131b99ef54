//! Local outlier factor: rows whose neighbourhood is thinner than that of their neighbours are anomalous.
//!
//! In: the reference rows, a sample of the training rows of a row-major `f32` matrix. Out: for each row a factor, about
//! 1 where the density is that of its neighbours, more where it is lower.
//!
//! # Source
//! Breunig, Kriegel, Ng and Sander (2000), "LOF: Identifying Density-Based Local Outliers", definitions 5 to 7, for exactly
//! k neighbours as in scikit-learn (ties at the k-th distance go to the row that comes first in the tree of rows).
//!
//! # Design
//! Network tables repeat rows. A row with more than k copies has k neighbours at distance 0, its density is infinite
//! and every row beside it looks anomalous; so by default each distinct row is a reference row once. The k nearest neighbours
//! are exact, see `box_tree`.
//!
//! [`LocalOutlierFactor::training_scores`] leaves each reference row out of its own neighbourhood, while `score_samples`
//! takes every row as new, and a row that is in the reference is then its own nearest neighbour (both as in
//! scikit-learn). The two are not comparable: set thresholds from the one that will be compared with them, which for a table whose
//! rows are all scored the same way is `score_samples`.
//!
//! # Limits
//! The model holds its reference rows: 20,000 of 118 one-hot features are some 3 MB. Anomalies that lie close together
//! vouch for each other if they are more than k.

mod fit;
mod neighborhood;
mod params;
mod score;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use neighborhood::{Neighbor, Neighborhood};
pub use params::{LocalOutlierFactorParams, LocalOutlierFactorValidParams};

use crate::box_tree::BoxTree;
use crate::error::ModelError;

/// A fitted local outlier factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct LocalOutlierFactor {
    n_neighbors: u32,
    n_distinct: u32,
    reference_rows: Vec<u32>,
    training_scores: Vec<f32>,
    tree: BoxTree,
    /// By position in the tree: distance to the k-th neighbour.
    k_distances: Vec<f32>,
    /// By position in the tree: local reachability density.
    densities: Vec<f32>,
}

impl LocalOutlierFactor {
    /// Neighbours that are looked at: the parameter, or one less than the reference rows if they are fewer.
    pub fn n_neighbors(&self) -> usize {
        self.n_neighbors as usize
    }

    /// Rows of the reference, after the cap.
    pub fn n_reference_rows(&self) -> usize {
        self.reference_rows.len()
    }

    /// Rows that the reference would have without the cap: distinct training rows, or all of them without deduplication.
    pub fn n_distinct(&self) -> usize {
        self.n_distinct as usize
    }

    /// The reference: indices of rows of the matrix that was fitted.
    pub fn reference_rows(&self) -> &[u32] {
        &self.reference_rows
    }

    /// Local outlier factor of each of [`Self::reference_rows`] among the others (scikit-learn's
    /// `-negative_outlier_factor_`). Not comparable with `score_samples`.
    pub fn training_scores(&self) -> &[f32] {
        &self.training_scores
    }
}

/// [`LocalOutlierFactor`] as it is stored.
#[derive(Deserialize)]
struct Saved {
    n_neighbors: u32,
    n_distinct: u32,
    reference_rows: Vec<u32>,
    training_scores: Vec<f32>,
    tree: BoxTree,
    k_distances: Vec<f32>,
    densities: Vec<f32>,
}

impl TryFrom<Saved> for LocalOutlierFactor {
    type Error = ModelError;

    fn try_from(saved: Saved) -> Result<Self, ModelError> {
        let Saved {
            n_neighbors,
            n_distinct,
            reference_rows,
            training_scores,
            tree,
            k_distances,
            densities,
        } = saved;
        let n = tree.n_rows();
        let sized = [
            reference_rows.len(),
            training_scores.len(),
            k_distances.len(),
            densities.len(),
        ] == [n; 4];
        ModelError::check(
            sized && (1..n).contains(&(n_neighbors as usize)),
            "local outlier factor of the wrong size",
        )?;
        let ok = k_distances.iter().all(|d| *d >= 0.0) && densities.iter().all(|d| *d > 0.0);
        ModelError::check(ok, "local outlier factor with a negative distance or density")?;
        Ok(Self {
            n_neighbors,
            n_distinct,
            reference_rows,
            training_scores,
            tree,
            k_distances,
            densities,
        })
    }
}
