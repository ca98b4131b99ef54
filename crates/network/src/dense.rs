//! Dense layers and what they make of rows.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Most numbers that a network may hold (256 MiB of `f32`). Above it, a browser tab would fail while training.
pub const MAX_WEIGHTS: usize = 1 << 26;

/// One dense layer, `y = x · weight + bias`.
///
/// # Shapes
/// `weight`: `[n_inputs, n_outputs]`, row-major; `bias`: `[n_outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// `[n_inputs, n_outputs]`.
    pub weight: Array2<f32>,
    /// `[n_outputs]`.
    pub bias: Array1<f32>,
}

/// Layers that are no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// There is no layer, or one without inputs or outputs.
    #[error("a network needs at least one layer with inputs and outputs")]
    Empty,
    /// A layer does not take what the one before gives, or its bias has another length.
    #[error("layer {layer} does not fit: it has {found} where {expected} are expected")]
    Mismatch {
        /// The layer, from 0.
        layer: usize,
        /// What is expected.
        expected: usize,
        /// What there is.
        found: usize,
    },
    /// A weight is NaN or infinite.
    #[error("layer {layer} holds a weight that is not finite")]
    NotFinite {
        /// The layer, from 0.
        layer: usize,
    },
}

/// How many numbers a network of these widths, from input to output, holds; `None` where that overflows.
pub fn n_weights(widths: &[usize]) -> Option<usize> {
    widths.windows(2).try_fold(0_usize, |sum, ends| {
        let layer = ends[0].checked_add(1)?.checked_mul(ends[1])?;
        sum.checked_add(layer)
    })
}

/// A dense network: `ReLU` between the layers, a linear output. Its layers fit each other and are finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    layers: Vec<Layer>,
}

impl Dense {
    /// A network of these layers, the first one taking the input.
    ///
    /// # Errors
    /// [`ShapeError`].
    pub fn new(layers: Vec<Layer>) -> Result<Self, ShapeError> {
        let mut expected = layers.first().map_or(0, |layer| layer.weight.nrows());
        if expected == 0 {
            return Err(ShapeError::Empty);
        }
        for (idx, layer) in layers.iter().enumerate() {
            expected = check_layer(layer, idx, expected)?;
        }
        Ok(Self { layers })
    }

    /// The layers, the first one taking the input.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Values of a row that goes in.
    pub fn n_inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.weight.nrows())
    }

    /// Values that come out for a row.
    pub fn n_outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.weight.ncols())
    }

    /// What the network gives for one row.
    ///
    /// # Shapes
    /// `[n_inputs]` to `[n_outputs]`. What is missing in a shorter row counts as 0.
    pub fn forward_row(&self, row: ArrayView1<'_, f32>) -> Vec<f32> {
        let mut values = row.to_vec();
        for (idx, layer) in self.layers.iter().enumerate() {
            let mut sums = layer.bias.to_vec();
            for (value, weights) in values.iter().zip(layer.weight.rows()) {
                // Half of what a `ReLU` passes on is 0.
                if *value != 0.0 {
                    sums.iter_mut()
                        .zip(weights)
                        .for_each(|(sum, weight)| *sum += value * weight);
                }
            }
            if idx + 1 < self.layers.len() {
                for sum in &mut sums {
                    *sum = sum.max(0.0);
                }
            }
            values = sums;
        }
        values
    }

    /// What the network gives for many rows.
    ///
    /// # Shapes
    /// `[n, n_inputs]` to `[n, n_outputs]`.
    ///
    /// # Panics
    /// With rows of another width; the models check it.
    pub fn forward(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut values = x.to_owned();
        for (idx, layer) in self.layers.iter().enumerate() {
            values = values.dot(&layer.weight) + &layer.bias;
            if idx + 1 < self.layers.len() {
                values.mapv_inplace(|value| value.max(0.0));
            }
        }
        values
    }
}

/// Outputs of a layer that takes `expected` values.
fn check_layer(layer: &Layer, idx: usize, expected: usize) -> Result<usize, ShapeError> {
    let mismatch = |expected, found| ShapeError::Mismatch {
        layer: idx,
        expected,
        found,
    };
    let (n_inputs, n_outputs) = layer.weight.dim();
    if n_inputs != expected {
        return Err(mismatch(expected, n_inputs));
    }
    if n_outputs == 0 {
        return Err(ShapeError::Empty);
    }
    if layer.bias.len() != n_outputs {
        return Err(mismatch(n_outputs, layer.bias.len()));
    }
    if layer.weight.iter().chain(&layer.bias).any(|weight| !weight.is_finite()) {
        return Err(ShapeError::NotFinite { layer: idx });
    }
    Ok(n_outputs)
}

#[cfg(test)]
mod tests {
    use ndarray::{array, aview1};

    use super::*;

    fn layer(weight: Array2<f32>) -> Layer {
        let bias = Array1::zeros(weight.ncols());
        Layer { weight, bias }
    }

    #[test]
    fn a_small_network_by_hand() {
        let hidden = Layer {
            weight: array![[1.0, -1.0], [1.0, 2.0]],
            bias: array![-1.0, 0.5],
        };
        let output = Layer {
            weight: array![[2.0], [3.0]],
            bias: array![0.25],
        };
        let network = Dense::new(vec![hidden, output]).unwrap();
        // (2, 1): (2 + 1 - 1, -2 + 2 + 0.5) = (2, 0.5); 2 * 2 + 3 * 0.5 + 0.25 = 5.75.
        // (0, -1): (-2, -1.5), both cut to 0; 0.25.
        assert_eq!(network.forward_row(aview1(&[2.0, 1.0])), [5.75]);
        let x = array![[2.0, 1.0], [0.0, -1.0]];
        assert_eq!(network.forward(x.view()), array![[5.75], [0.25]]);
    }

    #[test]
    fn layers_that_do_not_fit_are_refused() {
        let fits = || layer(Array2::zeros((3, 2)));
        assert_eq!(Dense::new(vec![]), Err(ShapeError::Empty));
        assert_eq!(Dense::new(vec![layer(Array2::zeros((0, 2)))]), Err(ShapeError::Empty));
        assert_eq!(Dense::new(vec![layer(Array2::zeros((2, 0)))]), Err(ShapeError::Empty));
        let result = Dense::new(vec![fits(), layer(Array2::zeros((3, 1)))]);
        let mismatch = |layer, expected, found| ShapeError::Mismatch { layer, expected, found };
        assert_eq!(result, Err(mismatch(1, 2, 3)));
        let mut short = fits();
        short.bias = Array1::zeros(1);
        assert_eq!(Dense::new(vec![short]), Err(mismatch(0, 2, 1)));
        let mut wild = fits();
        wild.weight[[0, 1]] = f32::NAN;
        assert_eq!(Dense::new(vec![fits(), wild.clone()]).unwrap_err(), mismatch(1, 2, 3));
        assert_eq!(Dense::new(vec![wild]), Err(ShapeError::NotFinite { layer: 0 }));
    }

    #[test]
    fn the_number_of_weights_never_overflows() {
        assert_eq!(n_weights(&[3, 2, 1]), Some(4 * 2 + 3));
        assert_eq!(n_weights(&[usize::MAX, 2]), None);
        assert_eq!(n_weights(&[2, usize::MAX]), None);
    }
}
