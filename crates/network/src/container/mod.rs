//! The file format of models: a safetensors file, whose metadata holds a description as JSON.
//!
//! The metadata has one key, `wiresift`: the format's name and version, a SHA-256 over everything, and the description.
//! Tensors are little-endian `f32` and `u32`, so that any safetensors reader can use them. The same model gives the same bytes.
//!
//! Reading takes any bytes. What is too large, of another version, damaged or not such a file at all is refused with a
//! reason, and nothing is allocated from a size that was not checked against the bytes that are there. The digest
//! finds damage; it is no signature, and whoever writes a file can make one.

mod tensor;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use safetensors::{SafeTensorError, SafeTensors};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{ParamsError, ShapeError};
pub use tensor::{Tensor, Values};

const KEY: &str = "wiresift";
/// Stands where the digest goes while it is computed.
const NO_DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Most bytes of a model file. The largest network that can be trained has 2^26 weights of 4 bytes.
pub const MAX_FILE_BYTES: usize = (crate::MAX_WEIGHTS * 4) + MAX_HEADER_BYTES;
/// Most bytes of the header. That of a table with 4,096 features has about 1 MB.
pub const MAX_HEADER_BYTES: usize = 4 << 20;

/// Why bytes are not a model that this program can use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// More bytes than any model has.
    #[error("the model file has {found} bytes; models have at most {max}")]
    TooLarge {
        /// Bytes of the file, or that its header claims.
        found: u64,
        /// The most that is read.
        max: usize,
    },
    /// The bytes are not a safetensors file, or a damaged one.
    #[error("not a model file, or a damaged one: {0}")]
    Container(#[from] SafeTensorError),
    /// A safetensors file that Wiresift did not write, or a model of another kind, or its description is damaged.
    #[error("not a Wiresift model of this kind: {reason}")]
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
    /// The content is not what was written.
    #[error("the model file is damaged: its content does not match its SHA-256")]
    Digest,
    /// A setting in the model is out of its range.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The weights are not those of such a model.
    #[error("the model's weights are damaged: {tensor}: {reason}")]
    Weights {
        /// The tensor.
        tensor: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The layers are no network.
    #[error("the model's weights are damaged: {0}")]
    Shape(#[from] ShapeError),
}

impl ModelError {
    /// A description that does not fit, for this reason.
    pub fn description(reason: impl Into<String>) -> Self {
        Self::Description { reason: reason.into() }
    }
}

/// Name and version of a kind of model file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The name.
    pub name: &'static str,
    /// The only version that is read.
    pub version: u32,
}

#[derive(Serialize, Deserialize)]
struct Header<'a> {
    format: Cow<'a, str>,
    version: u32,
    sha256: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct Whole<'a, D> {
    format: Cow<'a, str>,
    version: u32,
    sha256: Cow<'a, str>,
    description: D,
}

/// The bytes of a model file; the same for the same content.
///
/// # Errors
/// [`ModelError::Description`] where the description is no JSON (a map with keys that are no strings, say),
/// [`ModelError::Container`] where a tensor has another size than its shape.
pub fn write(
    format: Format,
    description: &impl Serialize,
    tensors: &[(String, Tensor)],
) -> Result<Vec<u8>, ModelError> {
    let whole = Whole {
        format: Cow::Borrowed(format.name),
        version: format.version,
        sha256: Cow::Borrowed(NO_DIGEST),
        description,
    };
    let json = serde_json::to_string(&whole).map_err(|error| ModelError::description(error.to_string()))?;
    let parts = tensors.iter().map(|(name, tensor)| {
        let (shape, bytes) = tensor.parts();
        (name.as_str(), shape, bytes)
    });
    let json = json.replacen(NO_DIGEST, &digest(&json, parts.collect()), 1);
    // One key: more would be written in an order of their own in every run.
    let metadata = [(KEY.to_owned(), json)].into_iter().collect();
    let tensors = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor));
    Ok(safetensors::serialize(tensors, Some(metadata))?)
}

/// SHA-256 of the description, with zeros for the digest, and of every tensor's name, shape and data, in the order of
/// their names; in hexadecimal.
fn digest(json: &str, mut tensors: Vec<(&str, &[usize], &[u8])>) -> String {
    wiresift_order::sort_by_key(&mut tensors, |&(name, ..)| name);
    let mut hash = Sha256::new();
    hash.update(json);
    for (name, shape, data) in tensors {
        hash.update(format!("\n{name}{shape:?}{}\n", data.len()));
        hash.update(data);
    }
    HEXLOWER.encode(&hash.finalize())
}

/// A model file that is intact: description and tensors.
pub struct Opened<'a, D> {
    /// The description.
    pub description: D,
    /// SHA-256 over description and tensors, in hexadecimal: the model's identity.
    pub sha256: String,
    tensors: SafeTensors<'a>,
}

/// Reads what [`write()`] wrote. The bytes may come from anywhere.
///
/// # Errors
/// [`ModelError`]: no model, another kind or version, or damage.
pub fn open<D: DeserializeOwned>(bytes: &[u8], format: Format) -> Result<Opened<'_, D>, ModelError> {
    check_sizes(bytes)?;
    let tensors = SafeTensors::deserialize(bytes)?;
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let json = metadata.metadata().as_ref().and_then(|map| map.get(KEY));
    let json = json.ok_or_else(|| ModelError::description("it has no description"))?;
    let bad = |error: serde_json::Error| ModelError::description(error.to_string());
    let header: Header<'_> = serde_json::from_str(json).map_err(bad)?;
    if header.format != format.name {
        return Err(ModelError::description(format!("it is a {:?}", header.format)));
    }
    if header.version != format.version {
        return Err(ModelError::Version {
            found: header.version,
            supported: format.version,
        });
    }
    check_digest(json, &header.sha256, &tensors)?;
    let whole: Whole<'_, D> = serde_json::from_str(json).map_err(bad)?;
    Ok(Opened {
        description: whole.description,
        sha256: header.sha256.into_owned(),
        tensors,
    })
}

/// Refuses sizes that would take much memory to parse; safetensors itself allows headers of 100 MB.
fn check_sizes(bytes: &[u8]) -> Result<(), ModelError> {
    let too_large = |found, max| Err(ModelError::TooLarge { found, max });
    let header = bytes.first_chunk::<8>().copied().map_or(0, u64::from_le_bytes);
    if bytes.len() > MAX_FILE_BYTES {
        too_large(bytes.len() as u64, MAX_FILE_BYTES)
    } else if header > MAX_HEADER_BYTES as u64 && header <= bytes.len() as u64 {
        too_large(header, MAX_HEADER_BYTES)
    } else {
        Ok(())
    }
}

fn check_digest(json: &str, found: &str, tensors: &SafeTensors<'_>) -> Result<(), ModelError> {
    if found.len() != NO_DIGEST.len() {
        return Err(ModelError::Digest);
    }
    let views = tensors.tensors();
    let parts = views
        .iter()
        .map(|(name, view)| (name.as_str(), view.shape(), view.data()));
    let json = json.replacen(found, NO_DIGEST, 1);
    if digest(&json, parts.collect()) == found {
        Ok(())
    } else {
        Err(ModelError::Digest)
    }
}

impl<D> Opened<'_, D> {
    /// How many tensors there are.
    pub fn n_tensors(&self) -> usize {
        self.tensors.len()
    }

    /// A tensor of finite `f32`, in row-major order. Only its size in the file is allocated.
    ///
    /// # Errors
    /// [`ModelError`] where there is none, or one of another kind or shape, or with values that are not finite.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        tensor::floats(&self.tensors, name, shape)
    }

    /// A tensor of `u32` of one dimension.
    ///
    /// # Errors
    /// [`ModelError`] where there is none, or one of another kind.
    pub fn words(&self, name: &str) -> Result<Vec<u32>, ModelError> {
        tensor::words(&self.tensors, name)
    }
}
