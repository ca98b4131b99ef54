//! Answers as JSON.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
    kind: &'a str,
}

/// An answer as JSON.
pub fn answer(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A failure as JSON: `kind` for programs, the message for a person.
pub fn failure(status: StatusCode, kind: &str, message: &str) -> Response {
    answer(status, &Failure { error: message, kind })
}
