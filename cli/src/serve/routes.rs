//! The routes, and what every request sees.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use wiresift_gate::Gate;

use super::failure::Failure;
use super::live::Source;
use super::outlet::Outlets;
use super::predict::Models;
use super::{analyze, api, predict};

/// Files that are analyzed at once: each takes every core there is.
const MAX_ANALYSES: usize = 2;
/// Long lists of records that are judged at once.
const MAX_LONG_LISTS: usize = 4;

/// What every request sees.
pub(crate) struct Server {
    pub(super) models: Models,
    pub(super) live: Option<Source>,
    pub(super) outlets: Arc<Outlets>,
    pub(super) max_upload_bytes: u64,
    pub(super) analyses: Arc<Semaphore>,
    pub(super) long_lists: Arc<Semaphore>,
}

pub(super) type Shared = State<Arc<Server>>;

impl Server {
    pub(crate) fn new(models: Models, live: Option<Source>, outlets: Arc<Outlets>, max_upload_bytes: u64) -> Self {
        Self {
            models,
            live,
            outlets,
            max_upload_bytes,
            analyses: Arc::new(Semaphore::new(MAX_ANALYSES)),
            long_lists: Arc::new(Semaphore::new(MAX_LONG_LISTS)),
        }
    }
}

/// All routes, behind the gate.
pub(crate) fn router(gate: &Arc<Gate>, server: Arc<Server>) -> Router {
    let api = Router::new()
        .route("/predict", post(predict::predict))
        .route("/api/analyze", post(analyze::analyze))
        .route("/api/ml/baseline/start", post(api::collect))
        .route("/api/ml/train", post(api::train))
        .route("/api/ml/status", get(api::status))
        .route("/api/models/performance", get(api::performance))
        .route("/api/statistics", get(api::statistics))
        .route("/api/alerts", get(api::alerts))
        .route("/api/flows", get(api::flows));
    let open = Router::new().fallback(nothing);
    gate.guard(api, open).with_state(server)
}

async fn nothing() -> Failure {
    let message = "there is no such path; the routes are in cli/openapi.json";
    Failure::new(StatusCode::NOT_FOUND, "request", message)
}
