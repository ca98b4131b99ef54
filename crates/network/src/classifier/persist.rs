//! A trained classifier as bytes: the weights as tensors of a [`container`] file, the rest in its description. Alone, on
//! its way between workers; a file for people has its encoder and names with it (`wiresift-classify`).

use serde::{Deserialize, Serialize};

use super::{Classifier, ClassifierEpoch, ClassifierParams};
use crate::container::{self, Format, ModelError, Opened, Tensor};
use crate::{BackendKind, Dense, MAX_WEIGHTS, RowCounts, n_weights};

const FORMAT: Format = Format {
    name: "wiresift-classifier",
    version: 1,
};
const PREFIX: &str = "layers";

/// What is said of a classifier beside its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierDescription {
    n_features: usize,
    n_classes: usize,
    params: ClassifierParams,
    history: Vec<ClassifierEpoch>,
    rows: RowCounts,
    trained_on: BackendKind,
}

impl Classifier {
    /// The description and the tensors, named after `prefix`: to be part of a larger file.
    pub fn to_parts(&self, prefix: &str) -> (ClassifierDescription, Vec<(String, Tensor)>) {
        let description = ClassifierDescription {
            n_features: self.n_features(),
            n_classes: self.n_classes(),
            params: self.params.clone(),
            history: self.history.clone(),
            rows: self.rows,
            trained_on: self.trained_on,
        };
        (description, self.network.to_tensors(prefix))
    }

    /// Reads what [`to_parts`](Self::to_parts) gave.
    ///
    /// # Errors
    /// [`ModelError`]: settings out of range, or weights that do not fit.
    pub fn from_parts<D>(
        description: ClassifierDescription,
        file: &Opened<'_, D>,
        prefix: &str,
    ) -> Result<Self, ModelError> {
        description.params.validate()?;
        let widths = description.params.widths(description.n_features, description.n_classes);
        if widths.contains(&0) || n_weights(&widths).is_none_or(|n| n > MAX_WEIGHTS) {
            return Err(ModelError::description("the number of columns or classes does not fit"));
        }
        let network = Dense::from_tensors(file, prefix, &widths)?;
        Ok(Self {
            network,
            params: description.params,
            history: description.history,
            rows: description.rows,
            trained_on: description.trained_on,
        })
    }

    /// The model as bytes, the same for the same model.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (description, tensors) = self.to_parts(PREFIX);
        // Cannot fail: the description has only string keys, and the tensors' sizes are those of their own data.
        container::write(FORMAT, &description, &tensors).unwrap_or_default()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. The bytes may come from anywhere.
    ///
    /// # Errors
    /// [`ModelError`]: no model, another version, or damage.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = container::open::<ClassifierDescription>(bytes, FORMAT)?;
        Self::from_parts(file.description.clone(), &file, PREFIX)
    }
}
