//! The gate in front of routes.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::{Bucket, Names, Rate, Refusal, Token, failure};

/// How often programs may ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// With the token.
    pub requests: Rate,
    /// Without: a page that sends requests blindly must not use up what programs with the token may ask.
    pub refusals: Rate,
}

/// The names and the token of this start, and how often it was asked.
pub struct Gate {
    names: Names,
    token: Token,
    requests: Mutex<Bucket>,
    refusals: Mutex<Bucket>,
}

impl Gate {
    /// Closed to all but those with these names and this token.
    pub fn new(names: Names, token: Token, rates: Rates) -> Self {
        Self {
            names,
            token,
            requests: Mutex::new(Bucket::new(rates.requests)),
            refusals: Mutex::new(Bucket::new(rates.refusals)),
        }
    }

    /// Whether this is the token, in constant time.
    pub fn knows(&self, token: &str) -> bool {
        self.token.matches(token)
    }

    /// Puts the names in front of all routes, and the token in front of those in `api`.
    pub fn guard<S: Clone + Send + Sync + 'static>(self: &Arc<Self>, api: Router<S>, open: Router<S>) -> Router<S> {
        let api = api.layer(middleware::from_fn_with_state(Arc::clone(self), with_token));
        let by_name = middleware::from_fn_with_state(Arc::clone(self), by_name);
        open.merge(api).layer(by_name)
    }

    /// What programs ask needs the token, reading too: it shows traffic.
    fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let is_known = token.is_some_and(|token| self.knows(token));
        let bucket = if is_known { &self.requests } else { &self.refusals };
        if !bucket.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(TOO_MANY);
        }
        if is_known { Ok(()) } else { Err(NO_TOKEN) }
    }
}

const TOO_MANY: Refusal = Refusal {
    status: StatusCode::TOO_MANY_REQUESTS,
    kind: "limit",
    reason: "too many requests",
};
const NO_TOKEN: Refusal = Refusal {
    status: StatusCode::UNAUTHORIZED,
    kind: "token",
    reason: "the token is missing or wrong",
};

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = failure(self.status, self.kind, self.reason);
        if self.status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

/// Every request passes here first. What goes out is never kept, framed or guessed at.
async fn by_name(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let mut response = match gate.names.check(request.headers()) {
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

async fn with_token(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    match gate.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Rates = Rates {
        requests: Rate {
            per_second: 1e-9,
            burst: 3.0,
        },
        refusals: Rate {
            per_second: 1e-9,
            burst: 2.0,
        },
    };

    fn gate() -> (Gate, HeaderMap) {
        let token = Token::random().unwrap();
        let mut headers = HeaderMap::new();
        let bearer = format!("Bearer {}", token.reveal());
        headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
        (Gate::new(Names::loopback(80, &[]), token, FEW), headers)
    }

    fn status(gate: &Gate, headers: &HeaderMap) -> u16 {
        gate.check(headers)
            .map_or_else(|refusal| refusal.status.as_u16(), |()| 200)
    }

    #[test]
    fn who_has_no_token_does_not_use_up_what_others_may_ask() {
        let (gate, headers) = gate();
        let stranger = HeaderMap::new();
        assert_eq!([(); 4].map(|()| status(&gate, &stranger)), [401, 401, 429, 429]);
        assert_eq!([(); 4].map(|()| status(&gate, &headers)), [200, 200, 200, 429]);
    }

    #[test]
    fn a_token_is_a_bearer_token_as_a_whole() {
        let (gate, headers) = gate();
        let known = headers.get(header::AUTHORIZATION).unwrap().to_str().unwrap().to_owned();
        for wrong in [
            &known[7..],
            &known[..known.len() - 1],
            &known.replace("Bearer", "Basic"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, wrong.parse().unwrap());
            assert_ne!(status(&gate, &headers), 200, "{wrong}");
        }
    }
}
