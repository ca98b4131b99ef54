//! HTTP: the gate, the socket, control, and the files of the page.

mod api;
mod files;
mod socket;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use wiresift_gate::{Gate, Names, Rate, Rates, Token};
use wiresift_wire::SOCKET_PATH;

pub(crate) use files::Files;

use crate::control::Control;

/// Requests of programs.
const RATES: Rates = Rates {
    requests: Rate {
        per_second: 50.0,
        burst: 100.0,
    },
    refusals: Rate {
        per_second: 20.0,
        burst: 60.0,
    },
};
/// Pages at once.
const MAX_PAGES: usize = 8;
/// Longest body of a request, in bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

/// What every request sees.
pub(crate) struct Server {
    pub(crate) control: Control,
    pub(crate) gate: Arc<Gate>,
    pub(crate) files: Files,
    pub(crate) n_pages: AtomicUsize,
}

impl Server {
    pub(crate) fn new(control: Control, names: Names, token: Token, files: Files) -> Self {
        Self {
            control,
            gate: Arc::new(Gate::new(names, token, RATES)),
            files,
            n_pages: AtomicUsize::new(0),
        }
    }
}

pub(crate) type Shared = State<Arc<Server>>;

/// All routes, behind the gate.
pub(crate) fn router(server: &Arc<Server>) -> Router {
    let api = Router::new()
        .route("/api/capture/start", post(api::start))
        .route("/api/capture/stop", post(api::stop))
        .route("/api/capture/status", get(api::status))
        .route("/api/capture/packets", get(api::packets))
        .route("/api/capture/file", get(api::file))
        .route("/api/interfaces", get(api::interfaces))
        .route("/api/statistics", get(api::statistics))
        .route("/api/flows", get(api::flows));
    let open = Router::new()
        .route(SOCKET_PATH, get(socket::upgrade))
        .fallback(files::file);
    server.gate.guard(api, open).with_state(Arc::clone(server))
}
