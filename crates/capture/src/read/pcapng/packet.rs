//! The three kinds of packet blocks, and the section header's version.

use super::interface::Interface;
use super::option::{COMMENT, options};
use crate::bytes::{at_most, index};
use crate::read::record::Record;
use crate::{ByteOrder, CaptureError, Skip};

/// What is between the lengths of a block.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) order: ByteOrder,
}

/// Fixed part of enhanced and obsolete packet blocks.
const PACKET_BYTES: usize = 20;
/// Fixed part of simple packet blocks.
const SIMPLE_BYTES: usize = 4;

impl<'a> Body<'a> {
    /// Blocks are at least as long as their fixed part: what is missing all the same is zero.
    pub(super) fn u32_at(&self, at: usize) -> u32 {
        self.order.u32_at(self.bytes, at).unwrap_or_default()
    }

    fn u16_at(&self, at: usize) -> u16 {
        self.order.u16_at(self.bytes, at).unwrap_or_default()
    }

    pub(super) fn check_version(&self, offset: u64) -> Result<(), CaptureError> {
        let (major, minor) = (self.u16_at(4), self.u16_at(6));
        // 1.2 was written by mistake; the draft asks to read it as 1.0.
        if major == 1 && matches!(minor, 0 | 2) {
            return Ok(());
        }
        Err(CaptureError::Version {
            offset,
            expected: "1.0",
            major,
            minor,
        })
    }

    pub(super) fn enhanced(&self, interfaces: &[Interface]) -> Result<Record<'a>, Skip> {
        self.packet(self.u32_at(0), interfaces)
    }

    /// As the enhanced one, but for a count of drops in the upper half of the interface.
    pub(super) fn obsolete(&self, interfaces: &[Interface]) -> Result<Record<'a>, Skip> {
        self.packet(u32::from(self.u16_at(0)), interfaces)
    }

    fn packet(&self, interface: u32, interfaces: &[Interface]) -> Result<Record<'a>, Skip> {
        let of = interfaces.get(index(interface)).ok_or(Skip::UnknownInterface)?;
        let ticks = u64::from(self.u32_at(4)) << 32 | u64::from(self.u32_at(8));
        let captured_len = index(self.u32_at(12));
        let data = self.bytes.get(PACKET_BYTES..).ok_or(Skip::BadRecord)?;
        let frame = data.get(..captured_len).ok_or(Skip::BadRecord)?;
        let rest = data.get(captured_len.next_multiple_of(4)..).unwrap_or_default();
        let comment = options(rest, self.order).find_map(|(code, value)| (code == COMMENT).then_some(value));
        Ok(Record {
            timestamp: Some(of.clock.timestamp(ticks)),
            interface,
            link_type: of.link_type,
            original_len: self.u32_at(16),
            frame,
            comment,
            order: self.order,
        })
    }

    /// Belongs to the first interface, and is cut at its snapshot length.
    pub(super) fn simple(&self, interfaces: &[Interface]) -> Result<Record<'a>, Skip> {
        let of = interfaces.first().ok_or(Skip::UnknownInterface)?;
        let original_len = self.u32_at(0);
        let captured_len = match of.snaplen {
            0 => original_len,
            snaplen => original_len.min(snaplen),
        };
        let data = self.bytes.get(SIMPLE_BYTES..).ok_or(Skip::BadRecord)?;
        Ok(Record {
            timestamp: None,
            interface: 0,
            link_type: of.link_type,
            original_len,
            // Writers that cut without saying so in the interface exist: the block's length counts too.
            frame: at_most(data, index(captured_len)),
            comment: None,
            order: self.order,
        })
    }
}
