//! VXLAN (RFC 7348).

use super::{ETHERNET, Inside, be24};
use crate::decode::Next;
use crate::packet::Tunnel;

/// The one flag that must be set: there is a network identifier.
const HAS_VNI: u8 = 0x08;
/// Of the group policy extension; the others are reserved, so that set ones tell of another protocol.
const GROUP_POLICY: u8 = 0x80;

/// Flags, reserved, network identifier, reserved, frame.
pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let (&[flags, _, _, _, v0, v1, v2, _], frame) = bytes.split_first_chunk()?;
    (flags & !GROUP_POLICY == HAS_VNI && !frame.is_empty()).then_some(Inside {
        tunnel: Tunnel::Vxlan,
        id: be24([v0, v1, v2]),
        next: Next::EtherType(ETHERNET, frame),
    })
}
