//! Hyper-parameters of the one-class SVM.

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::ParamError;

/// Width of the kernel `exp(-gamma * |a - b|^2)`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Gamma {
    /// `1 / (n_features * variance of all values of the training rows)`, scikit-learn's default.
    #[default]
    Scale,
    /// This number, in `(0, 1e30]`.
    Value(f64),
}

/// Checked hyper-parameters of the one-class SVM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneClassSvmValidParams {
    nu: f64,
    gamma: Gamma,
    max_training_rows: u32,
    tolerance: f64,
    cache_bytes: u32,
    seed: u64,
}

impl OneClassSvmValidParams {
    /// Share of training rows outside the region, at most; of support vectors, at least.
    pub fn nu(&self) -> f64 {
        self.nu
    }

    /// Width of the kernel.
    pub fn gamma(&self) -> Gamma {
        self.gamma
    }

    /// Most rows that are trained on.
    pub fn max_training_rows(&self) -> usize {
        self.max_training_rows as usize
    }

    /// Violation of the optimality conditions at which the solver stops.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }

    /// Memory for kernel rows, in bytes.
    pub fn cache_bytes(&self) -> usize {
        self.cache_bytes as usize
    }

    /// Seed of the sample of training rows.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// Hyper-parameters of the one-class SVM; the default is nu 0.5, gamma `Scale`, at most 10,000 training rows, tolerance 1e-3,
/// 96 MiB of kernel rows, seed 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OneClassSvmParams(OneClassSvmValidParams);

impl Default for OneClassSvmParams {
    fn default() -> Self {
        Self(OneClassSvmValidParams {
            nu: 0.5,
            gamma: Gamma::Scale,
            max_training_rows: 10_000,
            tolerance: 1e-3,
            cache_bytes: 96 << 20,
            seed: 0,
        })
    }
}

impl OneClassSvmParams {
    /// Share of training rows outside the region, at most; of support vectors, at least. In `(0, 1]`.
    pub fn nu(mut self, nu: f64) -> Self {
        self.0.nu = nu;
        self
    }

    /// Width of the kernel.
    pub fn gamma(mut self, gamma: Gamma) -> Self {
        self.0.gamma = gamma;
        self
    }

    /// Most rows that are trained on (repeats count), 2 to 1,000,000: more are sampled down to it.
    pub fn max_training_rows(mut self, max_training_rows: u32) -> Self {
        self.0.max_training_rows = max_training_rows;
        self
    }

    /// Violation of the optimality conditions at which the solver stops, 1e-9 to 1; multipliers are on LIBSVM's scale,
    /// where their sum is `nu * n`.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Memory for kernel rows, in bytes; two rows are kept whatever it says.
    pub fn cache_bytes(mut self, cache_bytes: u32) -> Self {
        self.0.cache_bytes = cache_bytes;
        self
    }

    /// Seed of the sample of training rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for OneClassSvmParams {
    type Checked = OneClassSvmValidParams;
    type Error = ParamError;

    fn check_ref(&self) -> Result<&Self::Checked, ParamError> {
        let p = &self.0;
        ParamError::check(p.nu > 0.0 && p.nu <= 1.0, "nu", p.nu, "in (0, 1]")?;
        if let Gamma::Value(gamma) = p.gamma {
            ParamError::check(gamma > 0.0 && gamma <= 1e30, "gamma", gamma, "in (0, 1e30]")?;
        }
        let rows = p.max_training_rows;
        ParamError::check(
            (2..=1_000_000).contains(&rows),
            "max_training_rows",
            rows.into(),
            "2 to 1,000,000",
        )?;
        ParamError::check(
            (1e-9..=1.0).contains(&p.tolerance),
            "tolerance",
            p.tolerance,
            "1e-9 to 1",
        )?;
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, ParamError> {
        self.check_ref()?;
        Ok(self.0)
    }
}
