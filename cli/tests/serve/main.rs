//! `wiresift serve` as a process: what it answers, whom it turns away, and what it makes of a sidecar's traffic.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, beside the tests"
)]

mod alerts;
mod analyze;
mod gate;
mod live;
mod openapi;
mod predict;
mod program;
mod schemathesis;
mod sidecar;
#[path = "../support/mod.rs"]
mod support;
