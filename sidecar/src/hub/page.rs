//! The queue of one page: bounded in bytes; what does not fit is dropped and counted.

use std::collections::VecDeque;
use std::sync::Mutex;

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;
use wiresift_wire::{Carry, Notice, encode_notice};

use super::lock;

/// Most bytes of data that wait for a page.
const MAX_BYTES: usize = 8 << 20;
/// Bytes of flows that may wait besides: a page gets flows because its packets have filled the queue.
const FLOW_BYTES: usize = 8 << 20;
/// Most bytes that are kept while a page has paused.
const MAX_PAUSED_BYTES: usize = 64 << 20;
/// Most control messages that wait: a page that leaves more unread is cut off.
const MAX_NOTICES: usize = 256;

/// What goes over the socket.
#[derive(Clone, Debug)]
pub(crate) enum Outgoing {
    Text(Utf8Bytes),
    Data(Bytes),
    /// The page is cut off.
    Close(&'static str),
}

/// A connected page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    queue: Mutex<Queue>,
    ready: Notify,
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent of each other, all private")]
struct Queue {
    messages: VecDeque<Outgoing>,
    data_bytes: usize,
    n_notices: usize,
    wish: Carry,
    /// The wish is newer than what is sent.
    is_wish_new: bool,
    /// Flows are sent; decided with `wish`, or forced.
    has_flows: bool,
    is_paused: bool,
    is_cut_off: bool,
    sent: Sent,
}

/// What went into a page's queue, and what did not fit, of the capture at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) packets: u64,
    pub(crate) flows: u64,
    pub(crate) dropped_packets: u64,
    pub(crate) dropped_flows: u64,
}

/// Numbers of the next packet and flow.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Next {
    pub(super) packet: u64,
    pub(super) flow: u64,
}

impl Page {
    /// Adds a notice. They are small, and a page that does not read even these is cut off.
    pub(crate) fn tell(&self, notice: &Notice) {
        let mut queue = lock(&self.queue);
        queue.tell(notice);
        self.ready.notify_one();
    }

    /// Adds a batch of packets, or what follows from its not fitting. `next` is as it was before the batch.
    pub(super) fn packets(&self, batch: &Bytes, n_packets: u64, next: Next) {
        let mut queue = lock(&self.queue);
        if std::mem::take(&mut queue.is_wish_new) {
            let has_flows = queue.wish == Carry::Flows;
            queue.carry(has_flows, false, next);
        }
        if queue.has_flows {
            return;
        }
        if queue.fits(batch.len(), 0) {
            queue.sent.packets += n_packets;
            queue.data(batch.clone());
        } else if queue.wish == Carry::Auto && !queue.is_paused {
            queue.carry(true, true, next);
        } else {
            queue.sent.dropped_packets += n_packets;
        }
        self.ready.notify_one();
    }

    /// Adds a batch of flows that ended.
    pub(super) fn flows(&self, batch: &Bytes, n_flows: u64) {
        let mut queue = lock(&self.queue);
        if !queue.has_flows {
            return;
        }
        if queue.fits(batch.len(), FLOW_BYTES) {
            queue.sent.flows += n_flows;
            queue.data(batch.clone());
        } else {
            queue.sent.dropped_flows += n_flows;
        }
        self.ready.notify_one();
    }

    /// A new capture: counts start again, and `Auto` tries packets again.
    pub(super) fn begin(&self) {
        let mut queue = lock(&self.queue);
        queue.is_wish_new = queue.has_flows || queue.wish == Carry::Flows;
        queue.sent = Sent::default();
        queue.has_flows = queue.wish == Carry::Flows;
    }

    /// What the page wishes. Takes effect between two batches, so that no packet and no flow is in both.
    pub(crate) fn wish(&self, wish: Carry) {
        let mut queue = lock(&self.queue);
        queue.wish = wish;
        queue.is_wish_new = true;
    }

    pub(crate) fn pause(&self, is_paused: bool) {
        lock(&self.queue).is_paused = is_paused;
        self.ready.notify_one();
    }

    pub(crate) fn sent(&self) -> Sent {
        lock(&self.queue).sent
    }

    /// The next message; waits for one.
    pub(crate) async fn next(&self) -> Outgoing {
        loop {
            if let Some(message) = lock(&self.queue).pop() {
                return message;
            }
            self.ready.notified().await;
        }
    }
}

impl Queue {
    fn fits(&self, n_bytes: usize, more: usize) -> bool {
        let limit = more + if self.is_paused { MAX_PAUSED_BYTES } else { MAX_BYTES };
        !self.is_cut_off && self.data_bytes + n_bytes <= limit
    }

    fn data(&mut self, batch: Bytes) {
        self.data_bytes += batch.len();
        self.messages.push_back(Outgoing::Data(batch));
    }

    fn tell(&mut self, notice: &Notice) {
        if self.is_cut_off {
            return;
        }
        if self.n_notices >= MAX_NOTICES {
            self.is_cut_off = true;
            self.messages.clear();
            self.data_bytes = 0;
            self.messages.push_back(Outgoing::Close("this page reads too slowly"));
            return;
        }
        if let Ok(text) = encode_notice(notice) {
            self.n_notices += 1;
            self.messages.push_back(Outgoing::Text(text.into()));
        }
    }

    fn carry(&mut self, has_flows: bool, is_forced: bool, next: Next) {
        self.has_flows = has_flows;
        self.tell(&Notice::Carrying {
            carry: if has_flows { Carry::Flows } else { Carry::Packets },
            is_forced,
            next_packet: next.packet,
            next_flow: next.flow,
        });
    }

    /// While paused, notices pass what is held.
    fn pop(&mut self) -> Option<Outgoing> {
        let at = if self.is_paused {
            self.messages
                .iter()
                .position(|message| !matches!(message, Outgoing::Data(_)))?
        } else {
            0
        };
        let message = self.messages.remove(at)?;
        match &message {
            Outgoing::Data(batch) => self.data_bytes -= batch.len(),
            Outgoing::Text(_) => self.n_notices -= 1,
            Outgoing::Close(_) => {}
        }
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(page: &Page, n: u64) {
        let batch = Bytes::from(vec![0; 1 << 20]);
        for number in 0..n {
            page.packets(
                &batch,
                100,
                Next {
                    packet: number * 100,
                    flow: 3,
                },
            );
        }
    }

    #[test]
    fn a_page_that_asked_for_packets_loses_them_counted() {
        let page = Page::default();
        page.wish(Carry::Packets);
        fill(&page, 20);
        let sent = page.sent();
        assert_eq!((sent.packets, sent.dropped_packets), (800, 1_200));
    }

    #[test]
    fn a_page_that_falls_behind_gets_flows() {
        let page = Page::default();
        fill(&page, 20);
        page.flows(&Bytes::from_static(b"flows"), 7);
        let sent = page.sent();
        assert_eq!((sent.packets, sent.dropped_packets, sent.flows), (800, 0, 7));
        let mut queue = lock(&page.queue);
        let texts = queue
            .messages
            .iter()
            .filter(|message| matches!(message, Outgoing::Text(_)));
        assert_eq!(texts.count(), 1);
        assert!(queue.has_flows);
        assert!(matches!(queue.pop(), Some(Outgoing::Data(_))));
    }

    #[test]
    fn a_pause_holds_up_to_its_cap_and_lets_notices_pass() {
        let page = Page::default();
        page.pause(true);
        fill(&page, 70);
        page.tell(&Notice::Interfaces { interfaces: Vec::new() });
        let sent = page.sent();
        assert_eq!((sent.packets, sent.dropped_packets), (6_400, 600));
        assert!(matches!(lock(&page.queue).pop(), Some(Outgoing::Text(_))));
        assert!(lock(&page.queue).pop().is_none());
        page.pause(false);
        assert!(matches!(lock(&page.queue).pop(), Some(Outgoing::Data(_))));
    }

    #[test]
    fn a_page_that_reads_nothing_is_cut_off() {
        let page = Page::default();
        for _ in 0..=MAX_NOTICES {
            page.tell(&Notice::Interfaces { interfaces: Vec::new() });
        }
        assert!(matches!(lock(&page.queue).pop(), Some(Outgoing::Close(_))));
        fill(&page, 1);
        assert!(lock(&page.queue).pop().is_none() || page.sent().packets == 0);
    }
}
