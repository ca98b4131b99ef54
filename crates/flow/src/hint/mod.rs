//! What the first payload bytes say: which application this is, and the names in it.

/// What is known from a flow's payload.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {}
