//! The neural worker.
fn main() {}
