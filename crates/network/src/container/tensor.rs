//! Tensors on their way into and out of a file.

use std::borrow::Cow;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors, View};

use super::ModelError;

/// What a tensor is made from.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 32-bit unsigned integers.
    U32(Vec<u32>),
}

/// A tensor that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// A tensor of this shape, values in row-major order.
    pub fn new(shape: &[usize], values: &Values) -> Self {
        let (dtype, bytes) = match values {
            Values::F32(values) => (
                Dtype::F32,
                values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            ),
            Values::U32(values) => (
                Dtype::U32,
                values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            ),
        };
        Self {
            dtype,
            shape: shape.to_vec(),
            bytes,
        }
    }

    pub(super) fn parts(&self) -> (&[usize], &[u8]) {
        (&self.shape, &self.bytes)
    }
}

impl View for &Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
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

fn damaged(tensor: &str, reason: &'static str) -> ModelError {
    ModelError::Weights {
        tensor: tensor.to_owned(),
        reason,
    }
}

pub(super) fn floats(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
    let tensor = tensors.tensor(name)?;
    if tensor.dtype() != Dtype::F32 {
        return Err(damaged(name, "not 32-bit floats"));
    }
    if tensor.shape() != shape {
        return Err(damaged(name, "another shape than the settings give"));
    }
    let values: Vec<f32> = quads(&tensor).map(f32::from_le_bytes).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err(damaged(name, "not finite"));
    }
    Ok(values)
}

pub(super) fn words(tensors: &SafeTensors<'_>, name: &str) -> Result<Vec<u32>, ModelError> {
    let tensor = tensors.tensor(name)?;
    if tensor.dtype() != Dtype::U32 || tensor.shape().len() != 1 {
        return Err(damaged(name, "not a list of 32-bit integers"));
    }
    Ok(quads(&tensor).map(u32::from_le_bytes).collect())
}

fn quads<'a>(tensor: &TensorView<'a>) -> impl Iterator<Item = [u8; 4]> + 'a {
    let (quads, _) = tensor.data().as_chunks::<4>();
    quads.iter().copied()
}
