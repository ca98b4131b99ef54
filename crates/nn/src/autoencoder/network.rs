//! The network: its weights in ordinary memory, and the same on a device.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation};
use ndarray::{Array1, Array2};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::DeviceError;

/// One dense layer, `y = x · weight + bias`, in ordinary memory.
///
/// # Shapes
/// `weight`: `[n_inputs, n_outputs]`, row-major; `bias`: `[n_outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) weight: Array2<f32>,
    pub(super) bias: Array1<f32>,
}

impl Layer {
    fn is_finite(&self) -> bool {
        self.weight.iter().chain(&self.bias).all(|w| w.is_finite())
    }
}

pub(super) fn all_finite(layers: &[Layer]) -> bool {
    layers.iter().all(Layer::is_finite)
}

/// Widths from the input through the hidden layers to the output.
pub(super) fn widths(n_features: usize, hidden: &[usize]) -> Vec<usize> {
    let ends = [n_features];
    ends.iter().chain(hidden).chain(&ends).copied().collect()
}

/// How many numbers a network of these widths holds; `None` where that overflows.
pub(super) fn n_weights(widths: &[usize]) -> Option<usize> {
    widths.windows(2).try_fold(0_usize, |sum, ends| {
        let layer = ends[0].checked_add(1)?.checked_mul(ends[1])?;
        sum.checked_add(layer)
    })
}

/// First weights: uniform with the variance of He for the layers that a `ReLU` follows, of Glorot for the linear last
/// one; biases 0.
///
/// # Source
/// He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers", eq. 10; Glorot and Bengio (2010), "Understanding the
/// difficulty of training deep feedforward neural networks", eq. 16. A uniform variable on `[-a, a]` has variance a²/3.
pub(super) fn first_weights(widths: &[usize], rng: &mut ChaCha8Rng) -> Vec<Layer> {
    let n_layers = widths.len().saturating_sub(1);
    let layers = widths.windows(2).enumerate().map(|(layer_idx, ends)| {
        let is_last = layer_idx + 1 == n_layers;
        let (n_inputs, n_outputs) = (ends[0], ends[1]);
        let variance = if is_last {
            2.0 / (n_inputs + n_outputs) as f32
        } else {
            2.0 / n_inputs as f32
        };
        let limit = (3.0 * variance).sqrt();
        Layer {
            weight: Array2::from_shape_simple_fn((n_inputs, n_outputs), || rng.random_range(-limit..limit)),
            bias: Array1::zeros(n_outputs),
        }
    });
    layers.collect()
}

/// The network on a device: dense layers, `ReLU` between them, a linear output.
#[derive(Module, Debug, Default)]
pub(super) struct Network {
    layers: Vec<Linear>,
}

impl Network {
    /// Copies the weights to the device; they can be trained where it records gradients.
    pub(super) fn upload(layers: &[Layer], device: &Device) -> Self {
        let layers = layers.iter().map(|layer| upload_layer(layer, device));
        Self {
            layers: layers.collect(),
        }
    }

    /// Copies the weights back.
    pub(super) async fn download(&self) -> Result<Vec<Layer>, DeviceError> {
        let mut layers = Vec::with_capacity(self.layers.len());
        for linear in &self.layers {
            layers.push(download_layer(linear).await?);
        }
        Ok(layers)
    }

    /// The restored rows.
    ///
    /// # Shapes
    /// `[n, n_features]` to the same.
    pub(super) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let Some((last, hidden)) = self.layers.split_last() else {
            return x;
        };
        let code = hidden.iter().fold(x, |x, layer| activation::relu(layer.forward(x)));
        last.forward(code)
    }
}

fn upload_layer(layer: &Layer, device: &Device) -> Linear {
    let weight: Vec<f32> = layer.weight.iter().copied().collect();
    let weight = TensorData::new(weight, [layer.weight.nrows(), layer.weight.ncols()]);
    let bias = TensorData::new(layer.bias.to_vec(), [layer.bias.len()]);
    Linear {
        weight: Param::from_data(weight, device),
        bias: Some(Param::from_data(bias, device)),
    }
}

async fn download_layer(linear: &Linear) -> Result<Layer, DeviceError> {
    let weight = linear.weight.val();
    let shape = weight.dims();
    let weight = read(weight).await?;
    let bias = match &linear.bias {
        Some(bias) => read(bias.val()).await?,
        None => vec![0.0; shape[1]],
    };
    let weight = Array2::from_shape_vec(shape, weight).map_err(|error| DeviceError::Execution {
        reason: error.to_string(),
    })?;
    Ok(Layer {
        weight,
        bias: Array1::from_vec(bias),
    })
}

/// Waits for a tensor's values, in row-major order.
pub(super) async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, DeviceError> {
    let data = tensor.into_data_async().await?;
    data.try_into_vec_as::<f32>().map_err(|error| DeviceError::Execution {
        reason: error.to_string(),
    })
}
