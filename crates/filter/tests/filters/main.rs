//! Filters over small tables.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod complete;
mod meaning;
mod mistakes;
mod soup;
mod support;
mod tables;
mod tshark;
