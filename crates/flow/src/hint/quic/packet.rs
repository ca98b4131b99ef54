//! Packets with long headers (RFC 9000, section 17.2), and the protection of Initial ones (RFC 9001, section 5).

use aes::Aes128;
use aes::cipher::{BlockEncrypt, KeyInit, KeyIvInit, StreamCipher};
use ctr::Ctr32BE;

use super::frame;
use super::keys::{Keys, VERSION_2};
use crate::hint::reader::Reader;

/// Length of the tag that authenticates a packet.
const TAG_LEN: usize = 16;

/// Longest connection identifier of the known versions.
const MAX_ID_LEN: usize = 20;

/// A packet with a long header.
#[derive(Debug)]
pub(super) struct Packet<'a> {
    pub(super) version: u32,
    /// `None` if it is of another type.
    pub(super) initial: Option<Initial<'a>>,
    /// What follows it in the datagram.
    pub(super) after: &'a [u8],
}

/// An Initial packet, protected, perhaps cut.
#[derive(Debug)]
pub(super) struct Initial<'a> {
    pub(super) destination: &'a [u8],
    first: u8,
    /// From the packet number on.
    protected: &'a [u8],
    /// Length of `protected` by the header.
    len: usize,
}

impl<'a> Packet<'a> {
    /// `None` for short headers, and for packets without a length: Retry and negotiation.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let first = reader.u8()?;
        let version = reader.u32()?;
        let destination = reader.vec8()?;
        let source = reader.vec8()?;
        let (initial, retry) = if version == VERSION_2 { (1, 0) } else { (0, 3) };
        let kind = first >> 4 & 3;
        let has_length = first & 0x80 != 0 && version != 0 && kind != retry;
        if !has_length || destination.len().max(source.len()) > MAX_ID_LEN {
            return None;
        }
        if kind == initial {
            let token_len = usize::try_from(reader.varint()?).ok()?;
            let _token = reader.take(token_len)?;
        }
        let len = usize::try_from(reader.varint()?).ok()?;
        let protected = reader.take_at_most(len);
        Some(Self {
            version,
            initial: (kind == initial).then_some(Initial {
                destination,
                first,
                protected,
                len,
            }),
            after: reader.rest(),
        })
    }
}

impl Initial<'_> {
    /// The frames, if these are the keys.
    pub(super) fn open(&self, keys: &Keys) -> Option<Vec<u8>> {
        let (number_field, sampled) = self.protected.split_first_chunk::<4>()?;
        let mut mask = aes::Block::from(*sampled.first_chunk::<16>()?);
        Aes128::new(&keys.header.into()).encrypt_block(&mut mask);
        let [mask, number_mask @ ..] = *mask.first_chunk::<5>()?;
        let first = self.first ^ mask & 0x0f;
        let reserved = first & 0x0c;
        if reserved != 0 {
            return None;
        }
        let number_len = usize::from(first & 0x03) + 1;
        let number = number_field
            .iter()
            .zip(number_mask)
            .take(number_len)
            .fold(0, |number, (byte, mask)| number << 8 | u32::from(byte ^ mask));
        let is_cut = self.protected.len() < self.len;
        let end = self.protected.len().min(self.len.checked_sub(TAG_LEN)?);
        let mut frames = self.protected.get(number_len..end)?.to_vec();
        Ctr32BE::<Aes128>::new(&keys.key.into(), &counter(keys.iv, number).into()).apply_keystream(&mut frames);
        frame::are_frames(&frames, is_cut).then_some(frames)
    }
}

/// GCM's first block counter of the text (NIST SP 800-38D, section 7.1): the nonce, then 2.
fn counter(iv: [u8; 12], packet_number: u32) -> [u8; 16] {
    let [a, b, c, d, e, f, g, h, rest @ ..] = iv;
    let number = u32::from_be_bytes(rest) ^ packet_number;
    let [i, j, k, l] = number.to_be_bytes();
    [a, b, c, d, e, f, g, h, i, j, k, l, 0, 0, 0, 2]
}
