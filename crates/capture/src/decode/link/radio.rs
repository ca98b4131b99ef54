//! What precedes 802.11 frames: radiotap (radiotap.org), Prism, AVS.

use super::Next;
use super::wlan::{self, Padding};
use crate::bytes::{ByteOrder, index};
use crate::undecoded::{Layer, Reason, Undecoded};

const TSFT: u32 = 1;
const FLAGS: u32 = 1 << 1;
const MORE_WORDS: u32 = 1 << 31;
/// Of the flags: the 802.11 header is padded to a multiple of 4 bytes.
const DATA_PAD: u8 = 0x20;

/// Version, padding, length, words of which fields are there, fields.
pub(super) fn parse_radiotap(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some(&[version, _, l0, l1, w0, w1, w2, w3]) = frame.first_chunk() else {
        return Err(Undecoded::truncated(Layer::Radio));
    };
    if version != 0 {
        return Err(Undecoded::new(Layer::Radio, Reason::BadVersion));
    }
    let length = usize::from(u16::from_le_bytes([l0, l1]));
    if length < 8 {
        return Err(Undecoded::new(Layer::Radio, Reason::BadLength));
    }
    let Some((header, rest)) = frame.split_at_checked(length) else {
        return Err(Undecoded::truncated(Layer::Radio));
    };
    let is_padded = radiotap_flags(header, u32::from_le_bytes([w0, w1, w2, w3])) & DATA_PAD != 0;
    wlan::parse(rest, if is_padded { Padding::To4 } else { Padding::None })
}

/// The flags come first but for the clock, which is aligned to its 8 bytes.
fn radiotap_flags(header: &[u8], present: u32) -> u8 {
    if present & FLAGS == 0 {
        return 0;
    }
    let mut at = 8;
    let mut word = present;
    while word & MORE_WORDS != 0 {
        let Some(next) = ByteOrder::Little.u32_at(header, at) else {
            return 0;
        };
        (word, at) = (next, at + 4);
    }
    if present & TSFT != 0 {
        at = at.next_multiple_of(8) + 8;
    }
    header.get(at).copied().unwrap_or_default()
}

/// Both begin with a number and their length. AVS is in network order, and has a version in its number's last bits;
/// Prism is in the order of the card's driver, mostly little endian.
pub(super) fn parse_prism_or_avs(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    const AVS_MASK: u32 = 0xffff_f000;
    const AVS: u32 = 0x8021_1000;
    const PRISM: u32 = 0x44;
    let Some(&[n0, n1, n2, n3, l0, l1, l2, l3]) = frame.first_chunk() else {
        return Err(Undecoded::truncated(Layer::Radio));
    };
    let (number, length) = ([n0, n1, n2, n3], [l0, l1, l2, l3]);
    let number = u32::from_be_bytes(number);
    let length = if number & AVS_MASK == AVS || number == PRISM {
        u32::from_be_bytes(length)
    } else {
        u32::from_le_bytes(length)
    };
    if length < 8 {
        return Err(Undecoded::new(Layer::Radio, Reason::BadLength));
    }
    let Some(rest) = frame.get(index(length)..) else {
        return Err(Undecoded::truncated(Layer::Radio));
    };
    wlan::parse(rest, Padding::None)
}
