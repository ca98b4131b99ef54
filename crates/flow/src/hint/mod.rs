//! What the first payload bytes of a flow say: which application this is, and the names in it.
//!
//! An [`Inspector`] takes payload until it knows enough, and gives [`Hints`]. A protocol is told by its content, on any
//! port; by its port only where the content says nothing, and then the hint says so. All of it is read as hostile:
//! lengths are checked, text is cleaned and cut at 255 bytes, and what is kept of a flow is capped.
//!
//! Not done: payload is not put together but for the hellos of TLS and QUIC, so that a line that is split between two
//! segments is lost; nothing that is encrypted is read but QUIC's Initial packets, whose keys are public.

mod classify;
mod dns;
mod entropy;
mod http;
mod inspector;
mod login;
mod quic;
mod reader;
mod service;
mod sign;
mod ssh;
mod stream;
#[cfg(test)]
mod tests;
mod text;
mod tls;

use serde::{Deserialize, Serialize};

pub use dns::Dns;
pub use entropy::entropy;
pub use http::Http;
pub use inspector::Inspector;
pub use service::Service;
pub use sign::Sign;
pub use ssh::Ssh;
pub use tls::{Tls, TlsTransport};

/// How a service was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Detection {
    /// By its port: a guess.
    #[default]
    ByPort,
    /// By its payload.
    ByContent,
}

/// What is known from a flow's payload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hints {
    /// The application.
    pub service: Option<Service>,
    /// How that was told.
    pub detection: Detection,
    /// Failed logins among the first packets with payload: FTP, SMTP, POP3, IMAP, Telnet in clear text.
    pub n_failed_logins: u16,
    /// Version of QUIC as on the wire; 0 where only a negotiation was seen.
    pub quic_version: Option<u32>,
    /// Of DNS and its relatives.
    pub dns: Option<Box<Dns>>,
    /// Of TLS, DTLS and QUIC; also of TLS that starts within another protocol (STARTTLS, proxies).
    pub tls: Option<Box<Tls>>,
    /// Of HTTP/1.
    pub http: Option<Box<Http>>,
    /// Of SSH.
    pub ssh: Option<Box<Ssh>>,
    /// The first sign of an attack.
    pub sign: Option<Sign>,
}
