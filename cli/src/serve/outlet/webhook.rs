//! A POST for each alert, with JSON as its body.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::{Outlet, SendError};
use crate::serve::live::AlertRow;

/// From the first to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The body.
#[derive(Serialize)]
struct Envelope<'a> {
    source: &'static str,
    release: &'static str,
    alert: &'a AlertRow,
}

/// The other end.
pub(super) struct Webhook {
    agent: Agent,
    url: String,
}

impl Webhook {
    pub(super) fn new(url: &str) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            // To this address and to no other: not where it points to, nor through what the environment names.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("wiresift/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: Agent::new_with_config(config),
            url: url.to_owned(),
        }
    }
}

impl Outlet for Webhook {
    fn send(&mut self, alert: &AlertRow) -> Result<(), SendError> {
        let envelope = Envelope {
            source: "wiresift",
            release: env!("CARGO_PKG_VERSION"),
            alert,
        };
        let body = serde_json::to_vec(&envelope).map_err(|error| SendError::Never(error.to_string()))?;
        let post = self.agent.post(&self.url).header("Content-Type", "application/json");
        let answer = post
            .send(&body[..])
            .map_err(|error| SendError::Later(error.to_string()))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            status @ (408 | 425 | 429 | 500..) => Err(SendError::Later(format!("the webhook answers {status}"))),
            status => Err(SendError::Never(format!("the webhook answers {status}"))),
        }
    }
}
