//! Which protocol a first packet is of, by its content alone: only what is all but certain.
//!
//! Looks at the first byte and then at what that leaves, so that a packet of none of them costs little.

mod binary;
mod control;
mod data;
mod datagram;
mod line;
mod operator;
mod stream;
#[cfg(test)]
mod tests;

pub(super) use datagram::datagram;
pub(super) use line::{Line, line};
pub(super) use stream::stream;
