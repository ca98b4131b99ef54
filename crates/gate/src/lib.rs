//! Gate: who may speak to a native server, the sidecar or `wiresift serve`.
//!
//! Any web page can send requests to loopback, and any name can be made to resolve to it. So each request must name the
//! server in `Host` and, where a browser sends one, come from an allowed `Origin`; both are parsed and compared as a
//! whole ([`Names`]). On top of that what programs ask needs the token of this start ([`Token`]), compared in constant
//! time. [`Gate`] puts both in front of routes; [`serve`] bounds connections and what one may take in time and memory.

mod answer;
mod guard;
mod host;
mod listen;
mod rate;
mod token;

pub use answer::{answer, failure};
pub use guard::{Gate, Rates};
pub use host::{Names, Origin, Refusal, is_loopback};
pub use listen::{Listener, MAX_CONNECTIONS, TlsError, serve, tls};
pub use rate::{Bucket, Rate};
pub use token::Token;
