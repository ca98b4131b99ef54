//! Control messages to text and back.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Notice, Request};
use crate::WireError;

/// Longest control message, in bytes.
pub const MAX_CONTROL_BYTES: usize = 64 << 10;

/// The text of a request.
///
/// # Errors
/// [`WireError::TooLong`] where the other end would not take it.
pub fn encode_request(request: &Request) -> Result<String, WireError> {
    encode(request)
}

/// Reads a request.
///
/// # Errors
/// [`WireError`] where the text is too long or no request.
pub fn decode_request(text: &str) -> Result<Request, WireError> {
    decode(text)
}

/// The text of a notice.
///
/// # Errors
/// [`WireError::TooLong`] where the other end would not take it.
pub fn encode_notice(notice: &Notice) -> Result<String, WireError> {
    encode(notice)
}

/// Reads a notice.
///
/// # Errors
/// [`WireError`] where the text is too long or no notice.
pub fn decode_notice(text: &str) -> Result<Notice, WireError> {
    decode(text)
}

fn encode(message: &impl Serialize) -> Result<String, WireError> {
    let text = serde_json::to_string(message).map_err(|error| control(&error))?;
    check_length(&text)?;
    Ok(text)
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, WireError> {
    check_length(text)?;
    serde_json::from_str(text).map_err(|error| control(&error))
}

fn check_length(text: &str) -> Result<(), WireError> {
    if text.len() > MAX_CONTROL_BYTES {
        let (n_bytes, limit) = (text.len(), MAX_CONTROL_BYTES);
        return Err(WireError::TooLong { n_bytes, limit });
    }
    Ok(())
}

fn control(error: &serde_json::Error) -> WireError {
    WireError::Control {
        reason: error.to_string(),
    }
}
