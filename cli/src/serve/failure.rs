//! What is answered where nothing else can be.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use wiresift_engine::message::{ErrorKind, ErrorReport};

/// A request that failed: for programs a status and a kind, for a person a message.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, kind, message }
    }

    /// The request is not of the form that is asked for.
    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request", message)
    }

    /// The form is right, the content cannot be used.
    pub(crate) fn content(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, message)
    }

    pub(crate) fn too_long(max_bytes: u64) -> Self {
        let message = format!("the request is longer than {max_bytes} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "limit", message)
    }

    pub(crate) fn busy(message: &str) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "limit", message)
    }

    /// A fault of ours.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        wiresift_gate::failure(self.status, self.kind, &self.message)
    }
}

impl From<ErrorReport> for Failure {
    fn from(report: ErrorReport) -> Self {
        let message = match report.hint {
            Some(hint) => format!("{} {hint}", report.message),
            None => report.message,
        };
        match report.kind {
            ErrorKind::BadFile => Self::content("file", message),
            ErrorKind::BadSetting => Self::content("setting", message),
            ErrorKind::Environment => Self::content("environment", message),
            ErrorKind::Bug => Self::internal(message),
        }
    }
}
