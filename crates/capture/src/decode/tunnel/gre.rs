//! GRE (RFC 2784, RFC 2890), PPTP's version of it (RFC 2637), and ERSPAN within (draft-foschiano-erspan).

use super::{ETHERNET, Inside};
use crate::decode::Next;
use crate::packet::Tunnel;

const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
/// Of PPTP only.
const ACKNOWLEDGMENT: u16 = 0x0080;
const VERSION: u16 = 0x0007;
const PPTP: u16 = 1;

const ERSPAN_2: u16 = 0x88be;
const ERSPAN_3: u16 = 0x22eb;

/// Flags, protocol, then what the flags announce. Source routes are not read.
pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let (&[f0, f1, p0, p1], rest) = bytes.split_first_chunk()?;
    let flags = u16::from_be_bytes([f0, f1]);
    let protocol = u16::from_be_bytes([p0, p1]);
    if flags & ROUTING != 0 || flags & VERSION > PPTP {
        return None;
    }
    let is_pptp = flags & VERSION == PPTP;
    let rest = skip_if(flags & CHECKSUM != 0, rest)?;
    let key = rest;
    let rest = skip_if(flags & KEY != 0, rest)?;
    let rest = skip_if(flags & SEQUENCE != 0, rest)?;
    let rest = skip_if(is_pptp && flags & ACKNOWLEDGMENT != 0, rest)?;
    if is_pptp && rest.is_empty() {
        return None;
    }
    Some(Inside {
        tunnel: Tunnel::Gre,
        id: if flags & KEY == 0 {
            0
        } else {
            u32::from_be_bytes(*key.first_chunk()?)
        },
        next: next(protocol, flags, rest)?,
    })
}

fn skip_if(is_there: bool, bytes: &[u8]) -> Option<&[u8]> {
    if is_there { bytes.get(4..) } else { Some(bytes) }
}

/// ERSPAN types 2 and 3 have headers of their own; type 1, which has no sequence number, has none.
fn next(protocol: u16, flags: u16, bytes: &[u8]) -> Option<Next<'_>> {
    let frame = match protocol {
        ERSPAN_2 if flags & SEQUENCE == 0 => bytes,
        ERSPAN_2 => bytes.get(8..)?,
        ERSPAN_3 => {
            let has_subheader = bytes.get(11)? & 1 != 0;
            bytes.get(if has_subheader { 20 } else { 12 }..)?
        }
        _ => return Some(Next::EtherType(protocol, bytes)),
    };
    Some(Next::EtherType(ETHERNET, frame))
}
