//! A trained autoencoder as bytes: the weights as a safetensors file, the rest as JSON in its metadata.
//!
//! Tensors are named `layers.N.weight` (`[n_inputs, n_outputs]`) and `layers.N.bias`, little-endian `f32`, so that any
//! safetensors reader can use them. The metadata has one key, `wiresift`, with the format's name and version in it.
//!
//! Reading takes any bytes: what is not exactly such a model is refused, and nothing is allocated from a size that
//! was not checked against the bytes that are there.

use std::borrow::Cow;

use ndarray::{Array1, Array2};
use safetensors::{Dtype, SafeTensorError, SafeTensors, View};
use serde::{Deserialize, Serialize};

use super::network::{self, Layer};
use super::{Autoencoder, AutoencoderParams, Epoch, MAX_WEIGHTS, ParamsError, RowCounts};
use crate::BackendKind;

const KEY: &str = "wiresift";
const FORMAT: &str = "wiresift-autoencoder";
const VERSION: u32 = 1;
/// The header of a real model has a few kB and at most 10,000 epochs of about 90 bytes.
const MAX_HEADER_BYTES: u64 = 2 << 20;

/// Why bytes are not a model that this program can use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes are not a safetensors file, or a damaged one.
    #[error("not a model file, or a damaged one: {0}")]
    Container(#[from] SafeTensorError),
    /// A safetensors file that Wiresift did not write, or whose description is damaged.
    #[error("not a Wiresift autoencoder: {reason}")]
    Description {
        /// What is wrong with it.
        reason: String,
    },
    /// The model is of another version of the format.
    #[error("the model has format version {found}, this program reads version {supported}; train it again")]
    Version {
        /// The version in the file.
        found: u32,
        /// The version that can be read.
        supported: u32,
    },
    /// A setting in the model is out of its range.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The weights are not those of such a network.
    #[error("the model's weights are damaged: {tensor}: {reason}")]
    Weights {
        /// The tensor.
        tensor: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

#[derive(Deserialize)]
struct Header {
    format: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Description<'a> {
    format: Cow<'a, str>,
    version: u32,
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
            format: Cow::Borrowed(FORMAT),
            version: VERSION,
            n_features: self.n_features(),
            params: Cow::Borrowed(&self.params),
            history: Cow::Borrowed(&self.history),
            rows: self.rows,
            trained_on: self.trained_on,
        };
        // Neither can fail: the description has only string keys and finite numbers, and the tensors' sizes are those
        // of their own data.
        let json = serde_json::to_string(&description).unwrap_or_default();
        let metadata = [(KEY.to_owned(), json)].into_iter().collect();
        let tensors = self.layers.iter().enumerate().flat_map(|(idx, layer)| {
            let weight = Plain::new(layer.weight.shape(), layer.weight.iter());
            let bias = Plain::new(layer.bias.shape(), layer.bias.iter());
            [(weight_name(idx), weight), (bias_name(idx), bias)]
        });
        safetensors::serialize(tensors, Some(metadata)).unwrap_or_default()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. The bytes may come from anywhere.
    ///
    /// # Errors
    /// [`ModelError`]: no model, another version, or damage.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        check_header_len(bytes)?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let description = read_description(bytes)?;
        description.params.validate()?;
        let widths = network::widths(description.n_features, &description.params.hidden);
        if description.n_features == 0
            || network::n_weights(&widths).is_none_or(|n| n > MAX_WEIGHTS)
            || tensors.len() != 2 * (widths.len() - 1)
        {
            return Err(not_ours("the number of columns or layers does not fit"));
        }
        let layers = widths.windows(2).enumerate();
        let layers = layers.map(|(idx, ends)| read_layer(&tensors, idx, ends[0], ends[1]));
        Ok(Self {
            layers: layers.collect::<Result<_, _>>()?,
            params: description.params.into_owned(),
            history: description.history.into_owned(),
            rows: description.rows,
            trained_on: description.trained_on,
        })
    }
}

fn weight_name(layer_idx: usize) -> String {
    format!("layers.{layer_idx}.weight")
}

fn bias_name(layer_idx: usize) -> String {
    format!("layers.{layer_idx}.bias")
}

fn not_ours(reason: impl Into<String>) -> ModelError {
    ModelError::Description { reason: reason.into() }
}

/// Refuses a header that would take much memory to parse; safetensors itself allows 100 MB.
fn check_header_len(bytes: &[u8]) -> Result<(), ModelError> {
    let len = bytes.first_chunk::<8>().copied().map(u64::from_le_bytes);
    match len {
        Some(len) if len > MAX_HEADER_BYTES => Err(SafeTensorError::HeaderTooLarge.into()),
        _ => Ok(()),
    }
}

fn read_description(bytes: &[u8]) -> Result<Description<'static>, ModelError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let json = metadata.metadata().as_ref().and_then(|map| map.get(KEY));
    let json = json.ok_or_else(|| not_ours("it has no description"))?;
    let bad = |error: serde_json::Error| not_ours(error.to_string());
    let header: Header = serde_json::from_str(json).map_err(bad)?;
    if header.format != FORMAT {
        return Err(not_ours("its format has another name"));
    }
    if header.version != VERSION {
        return Err(ModelError::Version {
            found: header.version,
            supported: VERSION,
        });
    }
    serde_json::from_str(json).map_err(bad)
}

fn read_layer(
    tensors: &SafeTensors<'_>,
    layer_idx: usize,
    n_inputs: usize,
    n_outputs: usize,
) -> Result<Layer, ModelError> {
    let name = weight_name(layer_idx);
    let weight = read_tensor(tensors, &name, &[n_inputs, n_outputs])?;
    let weight = Array2::from_shape_vec((n_inputs, n_outputs), weight);
    let bias = read_tensor(tensors, &bias_name(layer_idx), &[n_outputs])?;
    Ok(Layer {
        weight: weight.map_err(|error| not_ours(error.to_string()))?,
        bias: Array1::from_vec(bias),
    })
}

fn damaged(tensor: &str, reason: &'static str) -> ModelError {
    ModelError::Weights {
        tensor: tensor.to_owned(),
        reason,
    }
}

fn read_tensor(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
    let tensor = tensors.tensor(name)?;
    if tensor.dtype() != Dtype::F32 {
        return Err(damaged(name, "not 32-bit floats"));
    }
    if tensor.shape() != shape {
        return Err(damaged(name, "another shape than the settings give"));
    }
    let (values, _) = tensor.data().as_chunks::<4>();
    let values: Vec<f32> = values.iter().copied().map(f32::from_le_bytes).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err(damaged(name, "not finite"));
    }
    Ok(values)
}

/// A tensor on its way into the file.
struct Plain {
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Plain {
    fn new<'a>(shape: &[usize], values: impl Iterator<Item = &'a f32>) -> Self {
        Self {
            shape: shape.to_vec(),
            bytes: values.flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

impl View for Plain {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}
