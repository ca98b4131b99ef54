//! A dense network on a device: first weights, the copy there, the copy back.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation};
use ndarray::{Array1, Array2};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use wiresift_network::{Dense, Layer};

use crate::DeviceError;

/// First weights: uniform with the variance of He for the layers that a `ReLU` follows, of Glorot for the linear last
/// one; biases 0.
///
/// # Source
/// He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers", eq. 10; Glorot and Bengio (2010), "Understanding the
/// difficulty of training deep feedforward neural networks", eq. 16. A uniform variable on `[-a, a]` has variance a²/3.
pub(crate) fn first_weights(widths: &[usize], rng: &mut ChaCha8Rng) -> Vec<Layer> {
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
pub(crate) struct Network {
    layers: Vec<Linear>,
}

impl Network {
    /// Copies the weights to the device; they can be trained where it records gradients.
    pub(crate) fn upload(layers: &[Layer], device: &Device) -> Self {
        let layers = layers.iter().map(|layer| upload_layer(layer, device));
        Self {
            layers: layers.collect(),
        }
    }

    /// Copies the weights back. `None` where they are no longer finite: training diverged.
    pub(crate) async fn download(&self) -> Result<Option<Dense>, DeviceError> {
        let mut layers = Vec::with_capacity(self.layers.len());
        for linear in &self.layers {
            layers.push(download_layer(linear).await?);
        }
        Ok(Dense::new(layers).ok())
    }

    /// What comes out: the restored rows of an autoencoder, the logits of a classifier.
    ///
    /// # Shapes
    /// `[n, n_inputs]` to `[n, n_outputs]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.forward_with(x, |_, hidden| hidden)
    }

    /// As [`forward`](Self::forward), with `between` applied to what each hidden layer gives, counted from 0.
    pub(crate) fn forward_with(
        &self,
        x: Tensor<2>,
        mut between: impl FnMut(usize, Tensor<2>) -> Tensor<2>,
    ) -> Tensor<2> {
        let Some((last, hidden)) = self.layers.split_last() else {
            return x;
        };
        let hidden = hidden.iter().enumerate();
        let code = hidden.fold(x, |x, (idx, layer)| between(idx, activation::relu(layer.forward(x))));
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
    Ok(Layer {
        weight: to_matrix(shape, weight)?,
        bias: Array1::from_vec(bias),
    })
}

/// Waits for a matrix.
pub(crate) async fn read_rows(tensor: Tensor<2>) -> Result<Array2<f32>, DeviceError> {
    let shape = tensor.dims();
    to_matrix(shape, read(tensor).await?)
}

fn to_matrix(shape: [usize; 2], values: Vec<f32>) -> Result<Array2<f32>, DeviceError> {
    Array2::from_shape_vec(shape, values).map_err(|error| DeviceError::Execution {
        reason: error.to_string(),
    })
}

/// Waits for a tensor's values, in row-major order.
pub(crate) async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, DeviceError> {
    let data = tensor.into_data_async().await?;
    data.try_into_vec_as::<f32>().map_err(|error| DeviceError::Execution {
        reason: error.to_string(),
    })
}
