//! The layers of a network as tensors of a model file: `PREFIX.N.weight` (`[n_inputs, n_outputs]`) and `PREFIX.N.bias`.

use ndarray::{Array1, Array2};

use crate::container::{ModelError, Opened, Tensor, Values};
use crate::{Dense, Layer};

impl Dense {
    /// The tensors of a model file, named after `prefix`.
    pub fn to_tensors(&self, prefix: &str) -> Vec<(String, Tensor)> {
        let layers = self.layers().iter().enumerate();
        let tensors = layers.flat_map(|(idx, layer)| {
            let weight = layer.weight.iter().copied().collect();
            let weight = Tensor::new(layer.weight.shape(), &Values::F32(weight));
            let bias = Tensor::new(layer.bias.shape(), &Values::F32(layer.bias.to_vec()));
            [(weight_name(prefix, idx), weight), (bias_name(prefix, idx), bias)]
        });
        tensors.collect()
    }

    /// The network of these widths, from input to output, out of a file.
    ///
    /// # Errors
    /// [`ModelError`] where tensors are absent or do not fit.
    pub fn from_tensors<D>(file: &Opened<'_, D>, prefix: &str, widths: &[usize]) -> Result<Self, ModelError> {
        let layers = widths.windows(2).enumerate();
        let layers = layers.map(|(idx, ends)| read_layer(file, prefix, idx, ends[0], ends[1]));
        Ok(Self::new(layers.collect::<Result<_, _>>()?)?)
    }

    /// Widths from the input to the output.
    pub fn widths(&self) -> Vec<usize> {
        let outputs = self.layers().iter().map(|layer| layer.weight.ncols());
        std::iter::once(self.n_inputs()).chain(outputs).collect()
    }
}

fn weight_name(prefix: &str, idx: usize) -> String {
    format!("{prefix}.{idx}.weight")
}

fn bias_name(prefix: &str, idx: usize) -> String {
    format!("{prefix}.{idx}.bias")
}

fn read_layer<D>(
    file: &Opened<'_, D>,
    prefix: &str,
    idx: usize,
    n_inputs: usize,
    n_outputs: usize,
) -> Result<Layer, ModelError> {
    let weight = file.floats(&weight_name(prefix, idx), &[n_inputs, n_outputs])?;
    let weight = Array2::from_shape_vec((n_inputs, n_outputs), weight);
    let bias = file.floats(&bias_name(prefix, idx), &[n_outputs])?;
    Ok(Layer {
        weight: weight.map_err(|error| ModelError::description(error.to_string()))?,
        bias: Array1::from_vec(bias),
    })
}
