//! What payloads say, in words.

use wiresift_flow::{Flow, Hints};

/// What a flow is for.
pub(super) fn service(_flow: &Flow) -> Option<&'static str> {
    None
}

/// What the payload said: name and value.
pub(crate) fn facts(_hints: &Hints) -> Vec<(String, String)> {
    Vec::new()
}
