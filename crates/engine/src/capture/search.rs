//! The packets of chosen flows.

use std::collections::BTreeSet;

use wiresift_capture::Packet;
use wiresift_report::packets::Packets;

/// Flows by their number, and their packets as far as they were found.
pub(crate) struct Search {
    pub(crate) wanted: BTreeSet<u64>,
    pub(crate) found: Packets,
}

impl Search {
    /// Takes a packet and the number of its flow.
    pub(super) fn take(&mut self, flow: u64, packet: &Packet<'_>) {
        if self.wanted.contains(&flow) {
            self.found.push(packet);
        }
    }
}
