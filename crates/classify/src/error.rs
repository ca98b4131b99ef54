//! What can go wrong.

use wiresift_network::{ExamplesError, ParamsError, ScoreError};
use wiresift_table::EncodeError;

/// Why no model was trained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A setting is out of its range.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The examples.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
    /// The table has no labels, or none that name normal traffic and an attack.
    #[error("the table cannot teach attack families: {reason}")]
    Labels {
        /// What is missing.
        reason: String,
    },
    /// The table cannot be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The rows do not fit a part of the model.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// linfa could not grow a tree.
    #[error("a tree of the forest could not be grown: {reason}")]
    Tree {
        /// What linfa said.
        reason: String,
    },
    /// The parts do not belong together. This is the caller's mistake.
    #[error("the parts of the model do not fit: {reason}")]
    Parts {
        /// What does not fit.
        reason: &'static str,
    },
    /// `progress` asked to stop.
    #[error("training was cancelled")]
    Cancelled,
}

/// Why a table was not classified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClassifyError {
    /// The table lacks columns that the model needs.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The rows do not fit the model.
    #[error(transparent)]
    Score(#[from] ScoreError),
}
