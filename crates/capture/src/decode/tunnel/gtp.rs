//! GTP-U, version 1 (3GPP TS 29.281, section 5).

use super::Inside;
use crate::decode::Next;
use crate::packet::Tunnel;

const VERSION_1: u8 = 1;
/// Not GTP', which charges.
const PROTOCOL_TYPE: u8 = 0x10;
/// Any of next extension, sequence number, N-PDU number: then all three are there.
const OPTIONAL: u8 = 0x07;
const EXTENSION: u8 = 0x04;
/// A message that holds a packet.
const G_PDU: u8 = 0xff;
const MAX_EXTENSIONS: usize = 8;

/// Flags, message type, length of what follows the first 8 bytes, tunnel endpoint identifier.
pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let (&[flags, message, l0, l1, t0, t1, t2, t3], rest) = bytes.split_first_chunk()?;
    if flags >> 5 != VERSION_1 || flags & PROTOCOL_TYPE == 0 || message != G_PDU {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([l0, l1]));
    let mut rest = rest.get(..length).unwrap_or(rest);
    if flags & OPTIONAL != 0 {
        let (&[_, _, _, extension], after) = rest.split_first_chunk()?;
        rest = skip_extensions(if flags & EXTENSION == 0 { 0 } else { extension }, after)?;
    }
    // The tunnel carries non-IP traffic too, and says so elsewhere.
    matches!(rest.first()? >> 4, 4 | 6).then_some(Inside {
        tunnel: Tunnel::GtpU,
        id: u32::from_be_bytes([t0, t1, t2, t3]),
        next: Next::Ip(rest),
    })
}

/// Each has its length in 4 bytes first, and the type of the next one last.
fn skip_extensions(mut extension: u8, mut bytes: &[u8]) -> Option<&[u8]> {
    for _ in 0..MAX_EXTENSIONS {
        if extension == 0 {
            return Some(bytes);
        }
        let length = usize::from(*bytes.first()?) * 4;
        let (header, rest) = bytes.split_at_checked(length)?;
        extension = *header.last()?;
        bytes = rest;
    }
    None
}
