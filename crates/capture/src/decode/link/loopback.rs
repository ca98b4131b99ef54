//! BSD loopback: an address family, in the order of the machine that captured. Serial lines of some systems come under
//! the same link type: their Cisco HDLC is no family in either order.

use super::{Next, cisco_hdlc};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Families are small numbers: one that is not was written in the other order.
const MAX_FAMILY: u32 = 0xffff;
const IPV4: u32 = 2;
/// Linux; NetBSD and OpenBSD; FreeBSD; macOS.
const IPV6: [u32; 4] = [10, 24, 28, 30];

pub(super) fn parse(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((family, rest)) = frame.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::Loopback));
    };
    let family = match u32::from_le_bytes(*family) {
        swapped if swapped > MAX_FAMILY => u32::from_be_bytes(*family),
        family => family,
    };
    if family == IPV4 || IPV6.contains(&family) {
        return Ok(Next::Ip(rest));
    }
    if let [address, 0, ..] = frame
        && cisco_hdlc::is_address(*address)
    {
        return cisco_hdlc::parse(frame);
    }
    Err(Undecoded::new(Layer::Loopback, Reason::NotIp))
}
