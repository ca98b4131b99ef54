//! Control systems and other protocols of frames.

use crate::hint::Service;

/// A frame: start bytes, and the length of the whole by that of its data: after the header, blocks of 16 bytes have a
/// check of two each (IEEE 1815, clause 9).
pub(super) fn is_dnp3(payload: &[u8]) -> bool {
    let [0x05, 0x64, len @ 5..=255, ..] = payload else {
        return false;
    };
    let data = usize::from(*len) - 5;
    payload.len() >= 10 + data + 2 * data.div_ceil(16)
}

/// A request or response: protocol 0, a length that fits, a function that exists.
pub(super) fn is_modbus(payload: &[u8]) -> bool {
    let &[_, _, 0, 0, high, low, _, function, ..] = payload else {
        return false;
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    let is_function = matches!(function & 0x7f, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43);
    is_function && len + 6 == payload.len() && (3..=254).contains(&len)
}

/// A frame of control or the start of one with data: its length counts what follows it.
pub(super) fn is_iec104(payload: &[u8]) -> bool {
    match payload {
        // Start, stop, test, and their confirmations.
        [0x68, 4, 0x07 | 0x0b | 0x13 | 0x23 | 0x43 | 0x83, 0, 0, 0] => true,
        [0x68, len @ 4..=253, rest @ ..] => {
            usize::from(*len) == rest.len() && matches!(rest, [0 | 2, 0, _, _, 1..=127, ..])
        }
        _ => false,
    }
}

/// What a packet of ISO transport over TCP carries (RFC 1006): S7 by its own number, RDP by its cookie or request.
pub(super) fn tpkt(payload: &[u8]) -> Option<Service> {
    let [3, 0, high, low, rest @ ..] = payload else {
        return None;
    };
    if usize::from(u16::from_be_bytes([*high, *low])) > payload.len() + 4096 {
        return None;
    }
    match rest {
        [2, 0xf0, 0x80, 0x32 | 0x72, ..] => Some(Service::S7comm),
        // A request to connect: destination, source, class, and then RDP's cookie or negotiation (MS-RDPBCGR, 2.2.1.1).
        [_, 0xe0, 0, 0, _, _, _, more @ ..] => match more {
            [b'C', b'o', b'o', b'k', b'i', b'e', b':', ..] | [1, _, 8, 0, ..] => Some(Service::Rdp),
            // Parameters with ends of the connection: the size, or both names.
            [0xc0..=0xc2, ..] => Some(Service::S7comm),
            _ => None,
        },
        // Its confirmation, with the answer to the negotiation.
        [_, 0xd0, _, _, _, _, _, 2 | 3, _, 8, 0, ..] => Some(Service::Rdp),
        _ => None,
    }
}
