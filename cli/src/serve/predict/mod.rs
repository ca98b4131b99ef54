//! `POST /predict`: one record or a list, by named fields, and what a model says of each.

mod answer;
mod judge;
mod models;
mod record;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use answer::Prediction;
pub(super) use models::{Loaded, Models};

use super::failure::Failure;
use super::routes::{Server, Shared};

/// Longest request, in bytes.
const MAX_BODY_BYTES: usize = 4 << 20;
/// A request up to here takes less time than handing it to another thread is worth.
const SHORT_BYTES: usize = 32 << 10;

#[derive(Serialize)]
struct Answer {
    predictions: Vec<Prediction>,
}

pub(super) async fn predict(State(server): Shared, body: Body) -> Result<Response, Failure> {
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return Err(Failure::too_long(MAX_BODY_BYTES as u64));
    };
    if body.len() <= SHORT_BYTES {
        return judged(&server, &body);
    }
    let Ok(permit) = Arc::clone(&server.long_lists).try_acquire_owned() else {
        return Err(Failure::busy("other long lists are being judged: try again later"));
    };
    let work = move || {
        let _permit = permit;
        judged(&server, &body)
    };
    let result = tokio::task::spawn_blocking(work).await;
    result.unwrap_or_else(|_| Err(Failure::internal("judging failed: please report it with the records")))
}

fn judged(server: &Server, body: &Bytes) -> Result<Response, Failure> {
    let records = record::parse(body)?;
    let predictions = judge::judge(&server.models, &records)?;
    Ok(wiresift_gate::answer(StatusCode::OK, &Answer { predictions }))
}
