//! Teredo (RFC 4380, section 5.1.1): IPv6 in UDP, behind two headers that may be missing.

use super::Inside;
use crate::decode::Next;
use crate::packet::Tunnel;

/// Nonce and confirmation.
const AUTHENTICATION_TAIL: usize = 9;
/// Indicator, port, address.
const ORIGIN_BYTES: usize = 8;

pub(super) fn parse(bytes: &[u8]) -> Option<Inside<'_>> {
    let rest = match bytes {
        [0, 1, n_id, n_value, rest @ ..] => {
            rest.get(usize::from(*n_id) + usize::from(*n_value) + AUTHENTICATION_TAIL..)?
        }
        _ => bytes,
    };
    let rest = match rest {
        [0, 0, ..] => rest.get(ORIGIN_BYTES..)?,
        _ => rest,
    };
    (rest.first()? >> 4 == 6).then_some(Inside {
        tunnel: Tunnel::Teredo,
        id: 0,
        next: Next::Ip(rest),
    })
}
