//! Who may come in.
//!
//! Any web page can send requests to loopback, and any name can be made to resolve to it. So each request must name
//! this sidecar in `Host` and, where a browser sends one, come from an allowed `Origin`; both are parsed and compared
//! as a whole. On top of that everything but the files of the page needs the token of this start.

mod host;
mod rate;
mod token;

pub(crate) use host::{Names, Origin, Refusal, is_loopback};
pub(crate) use rate::Bucket;
pub(crate) use token::Token;

/// Connections at once, of any kind; further ones are closed unread.
pub(crate) const MAX_CONNECTIONS: usize = 64;
/// Pages at once.
pub(crate) const MAX_PAGES: usize = 8;
/// Longest body of a request, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 64 << 10;
