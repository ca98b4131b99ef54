//! Control: what the page asks and what the sidecar says, as JSON text.

mod codec;
mod notice;
mod request;
mod status;

pub use codec::{MAX_CONTROL_BYTES, decode_notice, decode_request, encode_notice, encode_request};
pub use notice::{FailureKind, Interface, Notice, Started, Stopped};
pub use request::{Carry, Request, Source, StartOptions};
pub use status::{Counts, Drops, Status, Usage};
