//! For traffic that does not end: time that passes without packets, and looks at flows that are open.

use wiresift_capture::Timestamp;

use super::FlowTable;
use crate::tracker::Waiting;
use crate::{End, Flow};

impl FlowTable {
    /// Ends the flows that are over at `now`, though no packet says so. A time before that of the last packet does nothing.
    pub fn advance(&mut self, now: Timestamp, ended: &mut impl FnMut(Flow)) {
        self.now = self.now.max(now.0);
        if self.now >= self.next_check {
            self.expire(ended);
        }
    }

    /// Hands out the open flows that got a packet at or after `since`, as they would be if the capture ended now; at most `max`
    /// of those that wait for the same, the latest first.
    pub fn updated(&self, since: Timestamp, max: usize, mut look: impl FnMut(Flow)) {
        for waiting in 0..Waiting::N {
            let mut next = self.slots.last(waiting);
            for _ in 0..max {
                let Some(at) = next else { break };
                let slot = self.slots.get(at);
                if slot.touched < since.0 {
                    break;
                }
                next = self.slots.before(at);
                if let Some(tracker) = slot.open.clone().into_tracker(&self.options) {
                    look(tracker.finish(&slot.key, End::Capture));
                }
            }
        }
    }
}
