//! The settings of the forest.

use serde::{Deserialize, Serialize};
use wiresift_network::{ParamsError, check_setting as check};

/// Settings of a [`RandomForest`](super::RandomForest). [`Default`] gives the documented values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForestParams {
    /// Trees of every class. Default 30.
    pub n_trees: usize,
    /// Most rows that a tree is grown on; of a rare class all are, of the others a sample. Default 4,096.
    pub max_rows: usize,
    /// Share of the columns that a tree sees. Default 0.5.
    pub feature_share: f64,
    /// Most splits from the root to a leaf. Default 24.
    pub max_depth: usize,
    /// Decides rows and columns of every tree. Default 0.
    pub seed: u64,
}

impl Default for ForestParams {
    fn default() -> Self {
        Self {
            n_trees: 30,
            max_rows: 4_096,
            feature_share: 0.5,
            max_depth: 24,
            seed: 0,
        }
    }
}

impl ForestParams {
    /// Checks every setting.
    ///
    /// # Errors
    /// The first setting, in the order of the fields, that is out of its range.
    pub fn validate(&self) -> Result<(), ParamsError> {
        check(
            (1..=10_000).contains(&self.n_trees),
            "n_trees",
            &self.n_trees,
            "1 to 10,000",
        )?;
        check(
            (2..=1 << 20).contains(&self.max_rows),
            "max_rows",
            &self.max_rows,
            "2 to 1,048,576",
        )?;
        let share = self.feature_share > 0.0 && self.feature_share <= 1.0;
        check(share, "feature_share", &self.feature_share, "above 0, at most 1")?;
        check(
            (1..=64).contains(&self.max_depth),
            "max_depth",
            &self.max_depth,
            "1 to 64",
        )
    }
}
