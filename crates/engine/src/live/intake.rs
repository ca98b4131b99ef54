//! Packets in, flows out: counts, the flows that are open, those that ended.

use wiresift_capture::{Packet, Timestamp};
use wiresift_flow::{Flow, FlowOptions, FlowTable};

use super::history::History;
use super::rates::Rates;
use super::tally::Tally;
use crate::message::LiveCounts;

/// Most flows that are open at once: a tab has less memory to spare than a file's analysis.
const MAX_OPEN: usize = 1 << 18;

/// No frame is longer: one that says so is damaged, and would be all that is seen of the traffic.
const MAX_FRAME_BYTES: u32 = 1 << 20;

/// What came so far.
#[derive(Debug)]
pub(super) struct Intake {
    table: FlowTable,
    pub(super) history: History,
    pub(super) rates: Rates,
    pub(super) tally: Tally,
    n_packets: u64,
    n_bytes: u64,
    /// The latest time of a packet.
    latest: Option<Timestamp>,
}

impl Intake {
    pub(super) fn new() -> Self {
        let options = FlowOptions {
            max_open: MAX_OPEN,
            ..FlowOptions::default()
        };
        Self {
            table: FlowTable::new(options),
            history: History::default(),
            rates: Rates::default(),
            tally: Tally::default(),
            n_packets: 0,
            n_bytes: 0,
            latest: None,
        }
    }

    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let n_bytes = u64::from(packet.original_len.min(MAX_FRAME_BYTES));
        self.count(packet.timestamp, 1, n_bytes);
        self.rates.add(packet.timestamp, n_bytes);
        self.tally.packet(packet);
        let (history, tally) = (&mut self.history, &mut self.tally);
        self.table.push(packet, &mut |flow| {
            tally.ended(&flow);
            history.push(flow);
        });
    }

    /// Takes a flow that was made elsewhere.
    pub(super) fn flow(&mut self, flow: Flow) {
        let n_bytes = flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes);
        self.count(flow.last, flow.n_packets(), n_bytes);
        self.tally.whole_flow(&flow);
        self.tally.ended(&flow);
        self.history.push(flow);
    }

    fn count(&mut self, time: Timestamp, n_packets: u64, n_bytes: u64) {
        self.n_packets = self.n_packets.saturating_add(n_packets);
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
        self.latest = self.latest.max(Some(time));
    }

    /// Ends the flows that are over by now.
    pub(super) fn advance(&mut self, now: Timestamp) {
        self.rates.advance(now);
        let (history, tally) = (&mut self.history, &mut self.tally);
        self.table.advance(now, &mut |flow| {
            tally.ended(&flow);
            history.push(flow);
        });
    }

    /// Ends all flows: the capture is over.
    pub(super) fn finish(&mut self) {
        let (history, tally) = (&mut self.history, &mut self.tally);
        self.table.finish(&mut |flow| {
            tally.ended(&flow);
            history.push(flow);
        });
    }

    /// Forgets the open flows, which will come whole; how many packets they had.
    pub(super) fn forget_open(&mut self) -> u64 {
        let (mut n_packets, mut n_bytes) = (0_u64, 0_u64);
        let tally = &mut self.tally;
        self.table.finish(&mut |flow| {
            n_packets += flow.n_packets();
            n_bytes += flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes);
            tally.take_back(&flow);
        });
        self.n_packets = self.n_packets.saturating_sub(n_packets);
        self.n_bytes = self.n_bytes.saturating_sub(n_bytes);
        n_packets
    }

    /// Open flows with packets at or after `since`, the latest first of each kind; at most `max`.
    pub(super) fn updated(&self, since: Timestamp, max: usize) -> Vec<Flow> {
        let mut flows = Vec::new();
        self.table.updated(since, max, |flow| flows.push(flow));
        wiresift_order::sort_by_key(&mut flows, |flow| std::cmp::Reverse(flow.last));
        flows.truncate(max);
        flows
    }

    pub(super) fn n_packets(&self) -> u64 {
        self.n_packets
    }

    pub(super) fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// Those counts that it keeps.
    pub(super) fn counts(&self) -> LiveCounts {
        let report = self.table.report();
        LiveCounts {
            n_packets: self.n_packets,
            n_bytes: self.n_bytes,
            n_ended: self.history.end(),
            n_open: report.n_open,
            n_evicted: report.n_evicted,
            n_forgotten: self.history.n_forgotten(),
            latest: self.latest.map(|time| time.nanos() as f64 / 1e9),
            ..LiveCounts::default()
        }
    }
}
