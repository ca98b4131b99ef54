//! Messages as bytes in postcard: one buffer, not an object for each of their parts.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::{object, post, scope};

/// A message as bytes.
///
/// # Errors
/// A message that cannot be written, which would be our fault.
pub fn to_bytes<T: Serialize>(message: &T) -> Result<Uint8Array, postcard::Error> {
    postcard::to_stdvec(message).map(|bytes| Uint8Array::from(bytes.as_slice()))
}

/// The message in bytes that came from another worker or the page.
///
/// # Errors
/// What are not the bytes of such a message.
pub fn from_bytes<T: DeserializeOwned>(bytes: &JsValue) -> Result<T, postcard::Error> {
    let bytes = bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    postcard::from_bytes(&bytes.unwrap_or_default())
}

/// Says something to whoever started this worker. The buffer is transferred, which saves a copy.
pub fn say<T: Serialize>(message: &T) {
    match to_bytes(message) {
        Ok(bytes) => scope()
            .post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()))
            .unwrap_or_else(|error| wasm_bindgen::throw_val(error)),
        Err(error) => post(&object("panic", &error.to_string().into())),
    }
}
