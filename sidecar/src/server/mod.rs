//! HTTP: the gate, the socket, control, and the files of the page.

mod api;
mod files;
mod listen;
mod socket;

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use wiresift_wire::SOCKET_PATH;

pub(crate) use files::Files;
pub(crate) use listen::{Listener, serve, tls};

use crate::control::Control;
use crate::gate::{Bucket, Names, Refusal, Token};
use crate::hub::lock;

/// Requests of programs, a second, and how many at once.
const API_RATE: (f64, f64) = (50.0, 100.0);

/// What every request sees.
pub(crate) struct Server {
    pub(crate) control: Control,
    pub(crate) names: Names,
    pub(crate) token: Token,
    pub(crate) files: Files,
    pub(crate) n_pages: AtomicUsize,
    pub(crate) rate: Mutex<Bucket>,
}

impl Server {
    pub(crate) fn new(control: Control, names: Names, token: Token, files: Files) -> Self {
        Self {
            control,
            names,
            token,
            files,
            n_pages: AtomicUsize::new(0),
            rate: Mutex::new(Bucket::new(API_RATE.0, API_RATE.1)),
        }
    }
}

pub(crate) type Shared = State<Arc<Server>>;

/// All routes, behind the gate.
pub(crate) fn router(server: Arc<Server>) -> Router {
    let api = Router::new()
        .route("/api/capture/start", post(api::start))
        .route("/api/capture/stop", post(api::stop))
        .route("/api/capture/status", get(api::status))
        .route("/api/capture/packets", get(api::packets))
        .route("/api/capture/file", get(api::file))
        .route("/api/interfaces", get(api::interfaces))
        .route("/api/statistics", get(api::statistics))
        .route("/api/flows", get(api::flows))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), with_token));
    Router::new()
        .route(SOCKET_PATH, get(socket::upgrade))
        .merge(api)
        .fallback(files::file)
        .layer(middleware::from_fn_with_state(Arc::clone(&server), gate))
        .with_state(server)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        api::failure(self.status, self.reason)
    }
}

/// Every request passes here first. What goes out is never kept, framed or guessed at.
async fn gate(State(server): Shared, request: Request, next: Next) -> Response {
    let mut response = match server.names.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let same_origin = HeaderValue::from_static("same-origin");
    response
        .headers_mut()
        .insert("cross-origin-resource-policy", same_origin);
    response
}

/// What programs ask needs the token, reading too: it shows traffic.
async fn with_token(State(server): Shared, request: Request<Body>, next: Next) -> Response {
    if !lock(&server.rate).take() {
        return api::failure(StatusCode::TOO_MANY_REQUESTS, "too many requests");
    }
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(token) if server.token.matches(token) => next.run(request).await,
        _ => {
            let mut response = api::failure(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
            response
        }
    }
}
