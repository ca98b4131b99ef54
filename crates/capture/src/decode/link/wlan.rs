//! 802.11 data frames (IEEE 802.11-2020, section 9.2).

use super::Next;
use crate::undecoded::{Layer, Reason, Undecoded};

/// Some cards align what follows the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    None,
    To4,
}

const DATA: u8 = 2;
const QOS: u8 = 0x8;
const WITHOUT_DATA: u8 = 0x4;
const TO_DS: u8 = 0x01;
const FROM_DS: u8 = 0x02;
const PROTECTED: u8 = 0x40;
const ORDER: u8 = 0x80;
/// Of the quality-of-service field: several packets in one frame.
const AGGREGATE: u8 = 0x80;
/// Frame control, duration, three addresses, sequence control.
const MIN_HEADER_BYTES: usize = 24;
/// Of each packet of an aggregate: destination, source, length.
const SUBFRAME_HEADER_BYTES: usize = 14;

pub(super) fn parse(frame: &[u8], padding: Padding) -> Result<Next<'_>, Undecoded> {
    let &[control, flags, ..] = frame else {
        return Err(Undecoded::truncated(Layer::Wlan));
    };
    let (kind, subtype) = (control >> 2 & 0x3, control >> 4);
    if kind != DATA {
        return Err(Undecoded::new(Layer::Wlan, Reason::Management));
    }
    if subtype & WITHOUT_DATA != 0 {
        return Err(Undecoded::new(Layer::Wlan, Reason::NoPayload));
    }
    if flags & PROTECTED != 0 {
        return Err(Undecoded::new(Layer::Wlan, Reason::Encrypted));
    }
    let Some(body) = frame.get(header_bytes(subtype, flags, padding)..) else {
        return Err(Undecoded::truncated(Layer::Wlan));
    };
    if is_later_fragment(frame) {
        return Err(Undecoded::new(Layer::Wlan, Reason::Unsupported));
    }
    if is_aggregate(frame, subtype, flags) {
        // The first packet stands for all.
        return Ok(Next::Llc(body.get(SUBFRAME_HEADER_BYTES..).unwrap_or_default()));
    }
    Ok(Next::Llc(body))
}

fn header_bytes(subtype: u8, flags: u8, padding: Padding) -> usize {
    let quality = match (subtype & QOS != 0, flags & ORDER != 0) {
        (true, true) => 6,
        (true, false) => 2,
        (false, _) => 0,
    };
    let header = quality_at(flags) + quality;
    match padding {
        Padding::None => header,
        Padding::To4 => header.next_multiple_of(4),
    }
}

/// Frames between two access points have a fourth address.
fn quality_at(flags: u8) -> usize {
    if flags & (TO_DS | FROM_DS) == TO_DS | FROM_DS {
        MIN_HEADER_BYTES + 6
    } else {
        MIN_HEADER_BYTES
    }
}

/// The fragment number is in the lower half of the first byte of the sequence control.
fn is_later_fragment(frame: &[u8]) -> bool {
    frame.get(22).is_some_and(|byte| byte & 0x0f != 0)
}

fn is_aggregate(frame: &[u8], subtype: u8, flags: u8) -> bool {
    subtype & QOS != 0 && frame.get(quality_at(flags)).is_some_and(|byte| byte & AGGREGATE != 0)
}
