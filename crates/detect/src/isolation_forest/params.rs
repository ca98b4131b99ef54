//! Hyper-parameters of the isolation forest.

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::ParamError;

/// Checked hyper-parameters of the isolation forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IsolationForestValidParams {
    n_estimators: u32,
    max_samples: u32,
    max_features: Option<u32>,
    seed: u64,
}

impl IsolationForestValidParams {
    /// Number of trees.
    pub fn n_estimators(&self) -> usize {
        self.n_estimators as usize
    }

    /// Rows drawn for each tree, without replacement.
    pub fn max_samples(&self) -> usize {
        self.max_samples as usize
    }

    /// Features drawn for each tree; `None` is all of them.
    pub fn max_features(&self) -> Option<usize> {
        self.max_features.map(|n| n as usize)
    }

    /// Seed of every random choice.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// Hyper-parameters of the isolation forest; the default is 100 trees of 256 rows, all features, seed 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IsolationForestParams(IsolationForestValidParams);

impl Default for IsolationForestParams {
    fn default() -> Self {
        Self(IsolationForestValidParams {
            n_estimators: 100,
            max_samples: 256,
            max_features: None,
            seed: 0,
        })
    }
}

impl IsolationForestParams {
    /// Number of trees, 1 to 10,000.
    pub fn n_estimators(mut self, n_estimators: u32) -> Self {
        self.0.n_estimators = n_estimators;
        self
    }

    /// Rows drawn for each tree, 2 to 65,536; all training rows where there are fewer.
    pub fn max_samples(mut self, max_samples: u32) -> Self {
        self.0.max_samples = max_samples;
        self
    }

    /// Features drawn for each tree, at least 1; `None`, or more than there are, is all of them.
    pub fn max_features(mut self, max_features: Option<u32>) -> Self {
        self.0.max_features = max_features;
        self
    }

    /// Seed of every random choice.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for IsolationForestParams {
    type Checked = IsolationForestValidParams;
    type Error = ParamError;

    fn check_ref(&self) -> Result<&Self::Checked, ParamError> {
        let p = &self.0;
        ParamError::check(
            (1..=10_000).contains(&p.n_estimators),
            "n_estimators",
            p.n_estimators.into(),
            "1 to 10,000",
        )?;
        ParamError::check(
            (2..=65_536).contains(&p.max_samples),
            "max_samples",
            p.max_samples.into(),
            "2 to 65,536",
        )?;
        ParamError::check(p.max_features != Some(0), "max_features", 0.0, "at least 1")?;
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, ParamError> {
        self.check_ref()?;
        Ok(self.0)
    }
}
