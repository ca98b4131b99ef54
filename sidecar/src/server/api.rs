//! What programs can ask over HTTP, as JSON.

mod rows;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use wiresift_gate::answer;
use wiresift_wire::{FailureKind, FlowRow, StartOptions};

use super::{MAX_BODY_BYTES, Shared};
use crate::control::Failure;
use crate::hub::{lock, write_pcap};
use crate::source;

/// A request that is none.
pub(super) fn failure(status: StatusCode, message: &str) -> Response {
    wiresift_gate::failure(status, "request", message)
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.kind {
            FailureKind::Rights => StatusCode::FORBIDDEN,
            FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        wiresift_gate::failure(status, self.kind.name(), &self.message)
    }
}

/// Runs what waits for the system beside the server's tasks.
async fn blocking(work: impl FnOnce() -> Result<Response, Failure> + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failure.into_response(),
        Err(_) => wiresift_gate::failure(
            StatusCode::INTERNAL_SERVER_ERROR,
            FailureKind::Internal.name(),
            "the sidecar failed: please report it",
        ),
    }
}

/// `POST /api/capture/start` with [`StartOptions`]; an empty body for the defaults.
pub(super) async fn start(State(server): Shared, body: Body) -> Response {
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return failure(StatusCode::PAYLOAD_TOO_LARGE, "the request is too long");
    };
    let options = match body.as_ref() {
        [] => Ok(StartOptions::default()),
        // Else a list would be taken for the fields in their order.
        body if !body.trim_ascii_start().starts_with(b"{") => {
            return failure(StatusCode::BAD_REQUEST, "the options must be a JSON object");
        }
        body => serde_json::from_slice(body),
    };
    match options {
        Ok(options) => {
            blocking(move || {
                let capture = server.control.start(&options)?;
                Ok(answer(StatusCode::OK, &json!({ "capture": capture })))
            })
            .await
        }
        Err(error) => failure(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// `POST /api/capture/stop`.
pub(super) async fn stop(State(server): Shared) -> Response {
    blocking(move || {
        server.control.stop()?;
        Ok(answer(StatusCode::OK, &server.control.hub.status(None)))
    })
    .await
}

/// `GET /api/capture/status`.
pub(super) async fn status(State(server): Shared) -> Response {
    let hub = &server.control.hub;
    let (started, reason) = hub
        .started()
        .map_or((None, None), |(started, _, reason)| (Some(started), reason));
    let value = json!({ "status": hub.status(None), "capture": started, "ended": reason });
    answer(StatusCode::OK, &value)
}

/// `GET /api/interfaces`.
pub(super) async fn interfaces() -> Response {
    blocking(|| Ok(answer(StatusCode::OK, &json!({ "interfaces": source::interfaces()? })))).await
}

/// `GET /api/capture/packets`: headers of the last packets, oldest first.
pub(super) async fn packets(State(server): Shared) -> Response {
    let batches = lock(&server.control.hub.recent).batches();
    blocking(move || Ok(answer(StatusCode::OK, &json!({ "packets": rows::packets(&batches) })))).await
}

/// `GET /api/flows`: the flows that ended last, newest first.
pub(super) async fn flows(State(server): Shared) -> Response {
    let flows: Vec<_> = lock(&server.control.hub.recent).flows().map(FlowRow::from).collect();
    answer(StatusCode::OK, &json!({ "flows": flows }))
}

/// `GET /api/statistics`: what the last packets are made of.
pub(super) async fn statistics(State(server): Shared) -> Response {
    let hub = &server.control.hub;
    let (status, batches) = (hub.status(None), lock(&hub.recent).batches());
    blocking(move || {
        let value = json!({ "status": status, "recent": rows::statistics(&batches) });
        Ok(answer(StatusCode::OK, &value))
    })
    .await
}

/// `GET /api/capture/file`: the packets that are held, as pcap.
pub(super) async fn file(State(server): Shared) -> Response {
    let batches = lock(&server.control.hub.recent).batches();
    blocking(move || {
        let mut bytes = Vec::new();
        write_pcap(&batches, &mut bytes).map_err(|error| Failure {
            kind: FailureKind::Internal,
            message: error.to_string(),
        })?;
        let name = "attachment; filename=\"wiresift.pcap\"";
        let headers = [
            (header::CONTENT_TYPE, "application/vnd.tcpdump.pcap"),
            (header::CONTENT_DISPOSITION, name),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}
