//! IPv4 and IPv6: addresses, lengths, fragments, and what is carried.

mod extension;
mod v4;
mod v6;

use std::net::IpAddr;

pub(super) use extension::Chain;

use crate::packet::Fragment;
use crate::undecoded::{Layer, Reason, Undecoded};

/// An IP header, with extension headers and AH gone through.
pub(super) struct Ip<'a> {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) ttl: u8,
    pub(super) total_len: u32,
    /// The header claims more than the frame held.
    pub(super) is_overlong: bool,
    /// What is carried.
    pub(super) chain: Chain<'a>,
}

impl Ip<'_> {
    pub(super) fn fragment(&self) -> Option<Fragment> {
        self.chain.fragment
    }
}

/// The version is told by the first four bits, whatever the layer below says. Of the frame, `n_missing` bytes behind
/// `bytes` were not captured.
pub(super) fn parse(bytes: &[u8], n_missing: u32) -> Result<Ip<'_>, Undecoded> {
    match bytes.first().map(|byte| byte >> 4) {
        Some(4) => v4::parse(bytes, n_missing),
        Some(6) => v6::parse(bytes, n_missing),
        Some(_) => Err(Undecoded::new(Layer::Ip, Reason::BadVersion)),
        None => Err(Undecoded::truncated(Layer::Ip)),
    }
}
