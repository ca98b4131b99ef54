//! Hyper-parameters of the local outlier factor.

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::ParamError;

/// Checked hyper-parameters of the local outlier factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalOutlierFactorValidParams {
    n_neighbors: u32,
    max_reference_rows: u32,
    deduplicate: bool,
    seed: u64,
}

impl LocalOutlierFactorValidParams {
    /// Neighbours that are looked at.
    pub fn n_neighbors(&self) -> usize {
        self.n_neighbors as usize
    }

    /// Most rows that are kept as reference.
    pub fn max_reference_rows(&self) -> usize {
        self.max_reference_rows as usize
    }

    /// Whether a row that occurs several times is a reference row once.
    pub fn deduplicate(&self) -> bool {
        self.deduplicate
    }

    /// Seed of the sample of reference rows.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// Hyper-parameters of the local outlier factor; the default is 20 neighbours among at most 20,000 distinct rows, seed 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalOutlierFactorParams(LocalOutlierFactorValidParams);

impl Default for LocalOutlierFactorParams {
    fn default() -> Self {
        Self(LocalOutlierFactorValidParams {
            n_neighbors: 20,
            max_reference_rows: 20_000,
            deduplicate: true,
            seed: 0,
        })
    }
}

impl LocalOutlierFactorParams {
    /// Neighbours that are looked at, 1 to 1,000; one less than the reference rows where there are fewer.
    pub fn n_neighbors(mut self, n_neighbors: u32) -> Self {
        self.0.n_neighbors = n_neighbors;
        self
    }

    /// Most rows that are kept as reference, at least 2: more distinct training rows are sampled down to it.
    pub fn max_reference_rows(mut self, max_reference_rows: u32) -> Self {
        self.0.max_reference_rows = max_reference_rows;
        self
    }

    /// Whether a row that occurs several times is a reference row once (the default), or as often as it occurs, as in
    /// scikit-learn. Rows are told apart by their index in the matrix, so this needs a matrix of distinct rows.
    pub fn deduplicate(mut self, deduplicate: bool) -> Self {
        self.0.deduplicate = deduplicate;
        self
    }

    /// Seed of the sample of reference rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for LocalOutlierFactorParams {
    type Checked = LocalOutlierFactorValidParams;
    type Error = ParamError;

    fn check_ref(&self) -> Result<&Self::Checked, ParamError> {
        let p = &self.0;
        ParamError::check(
            (1..=1_000).contains(&p.n_neighbors),
            "n_neighbors",
            p.n_neighbors.into(),
            "1 to 1,000",
        )?;
        ParamError::check(
            p.max_reference_rows >= 2,
            "max_reference_rows",
            p.max_reference_rows.into(),
            "at least 2",
        )?;
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, ParamError> {
        self.check_ref()?;
        Ok(self.0)
    }
}
