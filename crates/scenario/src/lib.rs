//! Traffic that is made up: hosts that talk, and attacks among them, as the packets that a capture would hold.
//!
//! Everything is decided by a seed. Addresses and names are those reserved for documentation (RFC 5737, RFC 3849,
//! RFC 2606) and for private networks.

mod attacks;
mod dhcp;
mod dns;
mod host;
mod ordinary;
mod pcap;
mod sample;
mod ssh;
mod tcp;
mod tls;
mod truth;
mod wire;

pub use host::Host;
pub use pcap::write_pcap;
pub use sample::{SNAPLEN, Sample, sample};
pub use tcp::{Close, Dialogue, Turn};
pub use truth::{Attack, write_labels};
pub use wire::{Frame, Wire};
