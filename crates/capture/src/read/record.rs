//! A record of either format, before it is decoded.

use crate::report::Tally;
use crate::{ByteOrder, LinkType, Packet, Timestamp, decode};

pub(super) struct Record<'a> {
    /// `None` in a simple packet block.
    pub(super) timestamp: Option<Timestamp>,
    pub(super) interface: u32,
    pub(super) link_type: LinkType,
    pub(super) original_len: u32,
    pub(super) frame: &'a [u8],
    pub(super) comment: Option<&'a [u8]>,
    /// Some link headers are in the order of the machine that captured.
    pub(super) order: ByteOrder,
}

/// Where records go: they are decoded, counted, handed out.
pub(super) struct Output<'s, S> {
    pub(super) tally: &'s mut Tally,
    pub(super) last: &'s mut Timestamp,
    pub(super) sink: &'s mut S,
}

impl<S: FnMut(Packet<'_>)> Output<'_, S> {
    pub(super) fn record(&mut self, record: &Record<'_>) {
        if let Some(timestamp) = record.timestamp {
            *self.last = timestamp;
        }
        let packet = Packet {
            number: self.tally.next_number(),
            timestamp: *self.last,
            interface: record.interface,
            link_type: record.link_type,
            original_len: record.original_len,
            frame: record.frame,
            comment: record.comment,
            ip: decode(record.link_type, record.order, record.frame, record.original_len),
        };
        self.tally.packet(&packet, record.timestamp.is_some());
        (self.sink)(packet);
    }

    /// A record that is counted but not handed out.
    pub(super) fn skip(&mut self, reason: crate::Skip) {
        self.tally.next_number();
        self.tally.skip(reason);
    }
}
