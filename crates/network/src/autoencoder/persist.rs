//! A trained autoencoder as bytes: the weights as tensors `layers.N.weight` and `layers.N.bias` of a [`container`] file,
//! the rest in its description.

use serde::{Deserialize, Serialize};

use super::{Autoencoder, AutoencoderParams, Epoch};
use crate::container::{self, Format, ModelError, Opened, Tensor};
use crate::{BackendKind, Dense, MAX_WEIGHTS, RowCounts, n_weights};

const FORMAT: Format = Format {
    name: "wiresift-autoencoder",
    version: 2,
};
const PREFIX: &str = "layers";

/// What is said of an autoencoder beside its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoencoderDescription {
    n_features: usize,
    params: AutoencoderParams,
    history: Vec<Epoch>,
    rows: RowCounts,
    trained_on: BackendKind,
}

impl Autoencoder {
    /// The description and the tensors, named after `prefix`: to be part of a larger file.
    pub fn to_parts(&self, prefix: &str) -> (AutoencoderDescription, Vec<(String, Tensor)>) {
        let description = AutoencoderDescription {
            n_features: self.n_features(),
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
        description: AutoencoderDescription,
        file: &Opened<'_, D>,
        prefix: &str,
    ) -> Result<Self, ModelError> {
        description.params.validate()?;
        let widths = description.params.widths(description.n_features);
        if description.n_features == 0 || n_weights(&widths).is_none_or(|n| n > MAX_WEIGHTS) {
            return Err(ModelError::description("the number of columns does not fit"));
        }
        Ok(Self {
            network: Dense::from_tensors(file, prefix, &widths)?,
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
        let file = container::open::<AutoencoderDescription>(bytes, FORMAT)?;
        let model = Self::from_parts(file.description.clone(), &file, PREFIX)?;
        if file.n_tensors() == 2 * model.network.layers().len() {
            Ok(model)
        } else {
            Err(ModelError::description("the number of layers does not fit"))
        }
    }
}
