//! Geneve (RFC 8926).

use super::{Inside, be24};
use crate::decode::Next;
use crate::packet::Tunnel;

/// The packet is for the tunnel's ends themselves.
const CONTROL: u8 = 0x80;

/// Version and length of the options in 4 bytes, flags, `EtherType`, network identifier, reserved, options.
pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let (&[version, flags, p0, p1, v0, v1, v2, _], rest) = bytes.split_first_chunk()?;
    if version >> 6 != 0 || flags & CONTROL != 0 {
        return None;
    }
    let n_options = usize::from(version & 0x3f) * 4;
    Some(Inside {
        tunnel: Tunnel::Geneve,
        id: be24([v0, v1, v2]),
        next: Next::EtherType(u16::from_be_bytes([p0, p1]), rest.get(n_options..)?),
    })
}
