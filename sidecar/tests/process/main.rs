//! The sidecar as a process: what it streams, what it counts, and whom it turns away.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests, beside the tests"
)]

mod gate;
mod interface;
mod openapi;
mod program;
mod stream;
mod tls;
