//! [`Matrices`] as typed arrays: copied as blocks of memory, not number by number.

use js_sys::{Array, Float32Array, Object, Uint32Array};
use ndarray::Array2;
use wasm_bindgen::{JsCast, JsValue};
use wiresift_engine::work::Matrices;

use crate::{get, object, set};

/// The message that gives a worker its matrices, and the buffers to transfer with it, which saves a copy.
pub fn matrices_to_js(matrices: &Matrices) -> (Object, Array) {
    let (load, buffers) = (Object::new(), Array::new());
    set(
        &load,
        "n_features",
        &u32::try_from(matrices.training.ncols()).unwrap_or(u32::MAX).into(),
    );
    let training = floats(&matrices.training);
    buffers.push(&training.buffer());
    set(&load, "training", &training.into());
    set(
        &load,
        "training_rows",
        &Uint32Array::from(matrices.training_rows.as_slice()).into(),
    );
    if let Some(test) = &matrices.test {
        let test = floats(test);
        buffers.push(&test.buffer());
        set(&load, "test", &test.into());
    }
    (object("load", &load), buffers)
}

/// Reads that message. `None` for any other.
pub fn matrices_from_js(message: &JsValue) -> Option<Matrices> {
    let load = get(message, "load").dyn_into::<Object>().ok()?;
    let n_features = number(&get(&load, "n_features"))? as usize;
    let matrix = |key: &str| {
        let cells = get(&load, key).dyn_into::<Float32Array>().ok()?.to_vec();
        let n_rows = cells.len().checked_div(n_features).unwrap_or(0);
        Array2::from_shape_vec((n_rows, n_features), cells).ok()
    };
    Some(Matrices {
        training: matrix("training")?,
        training_rows: get(&load, "training_rows").dyn_into::<Uint32Array>().ok()?.to_vec(),
        test: matrix("test"),
    })
}

fn floats(matrix: &Array2<f32>) -> Float32Array {
    matrix.as_slice().map_or_else(
        || Float32Array::from(matrix.iter().copied().collect::<Vec<f32>>().as_slice()),
        Float32Array::from,
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "our own count, checked to be one"
)]
pub(crate) fn number(value: &JsValue) -> Option<u32> {
    value
        .as_f64()
        .filter(|number| *number >= 0.0 && *number <= f64::from(u32::MAX))
        .map(|number| number as u32)
}
