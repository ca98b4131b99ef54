//! The engine's messages as JSON, for benches that speak to the engine worker from a script, as the page does.

use wasm_bindgen::prelude::*;
use wiresift_engine::message::{Command, Event};

/// The bytes of a command that is written in JSON.
///
/// # Errors
/// What is no command.
#[wasm_bindgen]
pub fn command(json: &str) -> Result<Vec<u8>, JsError> {
    let command: Command = serde_json::from_str(json)?;
    Ok(postcard::to_stdvec(&command)?)
}

/// The event of these bytes, in JSON.
///
/// # Errors
/// What is no event.
#[wasm_bindgen]
pub fn event(bytes: &[u8]) -> Result<String, JsError> {
    let event: Event = postcard::from_bytes(bytes)?;
    Ok(serde_json::to_string(&event)?)
}
