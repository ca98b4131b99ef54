//! A trained autoencoder as bytes: the weights as tensors `layers.N.weight` and `layers.N.bias` of a [`container`] file,
//! the rest in its description.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Autoencoder, AutoencoderParams, Epoch};
use crate::container::{self, Format, ModelError};
use crate::{BackendKind, Dense, MAX_WEIGHTS, RowCounts, n_weights};

const FORMAT: Format = Format {
    name: "wiresift-autoencoder",
    version: 2,
};
const PREFIX: &str = "layers";

#[derive(Serialize, Deserialize)]
struct Description<'a> {
    n_features: usize,
    params: Cow<'a, AutoencoderParams>,
    history: Cow<'a, [Epoch]>,
    rows: RowCounts,
    trained_on: BackendKind,
}

impl Autoencoder {
    /// The model as bytes, the same for the same model.
    pub fn to_bytes(&self) -> Vec<u8> {
        let description = Description {
            n_features: self.n_features(),
            params: Cow::Borrowed(&self.params),
            history: Cow::Borrowed(&self.history),
            rows: self.rows,
            trained_on: self.trained_on,
        };
        // Cannot fail: the description has only string keys, and the tensors' sizes are those of their own data.
        container::write(FORMAT, &description, &self.network.to_tensors(PREFIX)).unwrap_or_default()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. The bytes may come from anywhere.
    ///
    /// # Errors
    /// [`ModelError`]: no model, another version, or damage.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = container::open::<Description<'static>>(bytes, FORMAT)?;
        let description = &file.description;
        description.params.validate()?;
        let widths = description.params.widths(description.n_features);
        if description.n_features == 0
            || n_weights(&widths).is_none_or(|n| n > MAX_WEIGHTS)
            || file.n_tensors() != 2 * (widths.len() - 1)
        {
            return Err(ModelError::description("the number of columns or layers does not fit"));
        }
        let network = Dense::from_tensors(&file, PREFIX, &widths)?;
        let description = file.description;
        Ok(Self {
            network,
            params: description.params.into_owned(),
            history: description.history.into_owned(),
            rows: description.rows,
            trained_on: description.trained_on,
        })
    }
}
