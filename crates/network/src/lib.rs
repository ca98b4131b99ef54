//! Dense networks as plain numbers: the forward pass, the trained models and their files.
//!
//! A network that was trained, by `wiresift-nn` on whatever device, is [`Layer`]s of numbers. Everything that needs no
//! training works on those, here, without burn: giving the odds or the restored form of a row, and reading and writing
//! model files. So explaining a row costs microseconds and no neural worker, and a shell that never trains stays small.
//!
//! - [`Autoencoder`]: restores rows; what it restores badly is unlike what it was trained on.
//! - [`Classifier`]: a row's probability of belonging to each class.
//! - [`container`]: the file format of every model.
//!
//! Many rows are scored faster by `wiresift-nn`, which agrees within rounding.

mod autoencoder;
mod backend;
mod check;
mod classifier;
pub mod container;
mod dense;
mod examples;
mod layers;

pub use autoencoder::{Autoencoder, AutoencoderDescription, AutoencoderParams, Epoch};
pub use backend::BackendKind;
pub use check::{ParamsError, RowCounts, ScoreError, check_rows, check_setting};
pub use classifier::{
    ClassWeights, Classifier, ClassifierDescription, ClassifierEpoch, ClassifierParams, ValidationEpoch, log_softmax,
};
pub use container::ModelError;
pub use dense::{Dense, Layer, MAX_WEIGHTS, ShapeError, n_weights};
pub use examples::{Examples, ExamplesError};
