//! L2TP, version 2 (RFC 2661, section 3.1).

use super::Inside;
use crate::bytes::be16_at;
use crate::decode::Next;
use crate::packet::Tunnel;

const CONTROL: u16 = 0x8000;
const LENGTH: u16 = 0x4000;
const SEQUENCE: u16 = 0x0800;
const OFFSET: u16 = 0x0200;
const VERSION: u16 = 0x000f;

/// Flags, then what they announce: length, tunnel and session, sequence numbers, offset of the payload; PPP.
pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let (&[f0, f1], rest) = bytes.split_first_chunk()?;
    let flags = u16::from_be_bytes([f0, f1]);
    if flags & CONTROL != 0 || flags & VERSION != 2 {
        return None;
    }
    let rest = if flags & LENGTH == 0 { rest } else { rest.get(2..)? };
    let (&[t0, t1, s0, s1], rest) = rest.split_first_chunk()?;
    let rest = if flags & SEQUENCE == 0 { rest } else { rest.get(4..)? };
    let rest = if flags & OFFSET == 0 {
        rest
    } else {
        rest.get(2 + usize::from(be16_at(rest, 0)?)..)?
    };
    Some(Inside {
        tunnel: Tunnel::L2tp,
        // Tunnel in the upper half, session in the lower one.
        id: u32::from_be_bytes([t0, t1, s0, s1]),
        next: Next::Ppp(rest),
    })
}
