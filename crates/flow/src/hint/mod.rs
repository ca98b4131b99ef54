//! What the first payload bytes say: which application this is, and the names in it.

/// What is known from a flow's payload.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {}

/// Looks at the first payload bytes of a flow.
#[derive(Debug)]
pub struct Inspector;

impl Inspector {
    /// Of a flow of `protocol`.
    pub fn new(_: crate::FlowProtocol) -> Self {
        Self
    }

    /// Takes the payload of a packet.
    pub fn push(&mut self, _: bool, _: Option<u32>, _: &[u8]) {}

    /// Whether more payload could tell more.
    pub fn wants_more(&self) -> bool {
        false
    }

    /// What was found.
    pub fn finish(self, _: u16, _: u16) -> Option<Box<Hints>> {
        None
    }
}

/// Shannon entropy, in bits a byte.
pub fn entropy(_: &[u8]) -> f32 {
    0.0
}
