//! The pump thread: batches to flows and pages.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use wiresift_capture::Timestamp;
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_wire::{Batch, FlowBatchWriter, Notice, Stopped};

use super::intake::Message;
use super::page::Next;
use super::{Hub, Tally, lock};
use crate::source::{End, SourceError};

/// Without packets for so long, the pump looks whether flows are over.
const QUIET: Duration = Duration::from_millis(500);

/// Runs until the source ends.
pub(super) fn run(hub: &Hub, capture: u64, tally: &Tally, receiver: &Receiver<Message>) {
    for page in hub.pages() {
        page.begin();
    }
    let mut pump = Pump::new(hub, capture, tally);
    let end = loop {
        match receiver.recv_timeout(QUIET) {
            Ok(Message::Batch(batch)) => pump.take(batch),
            Ok(Message::End(end)) => break end,
            Err(RecvTimeoutError::Timeout) => pump.pass_time(),
            Err(RecvTimeoutError::Disconnected) => {
                break Err(SourceError::Option("the capture thread ended".to_owned()));
            }
        }
    };
    pump.finish(&end);
}

struct Pump<'h> {
    hub: &'h Hub,
    capture: u64,
    tally: &'h Tally,
    table: FlowTable,
    ended: Vec<Flow>,
    n_flows: u64,
    /// The latest packet's time and when it came.
    heard: Option<(Timestamp, Instant)>,
}

impl<'h> Pump<'h> {
    fn new(hub: &'h Hub, capture: u64, tally: &'h Tally) -> Self {
        // Payload is never looked at here: what runs with rights reads headers only.
        let options = FlowOptions {
            inspect_payload: false,
            ..FlowOptions::default()
        };
        Self {
            hub,
            capture,
            tally,
            table: FlowTable::new(options),
            ended: Vec::new(),
            n_flows: 0,
            heard: None,
        }
    }

    fn take(&mut self, batch: Vec<u8>) {
        let batch = Bytes::from(batch);
        let Ok(Batch::Packets(packets)) = Batch::decode(&batch) else {
            return;
        };
        let header = *packets.header();
        let mut latest = self.heard.map_or(Timestamp(i64::MIN), |(latest, _)| latest);
        for packet in packets.packets() {
            latest = latest.max(packet.timestamp);
            self.table.push(&packet, &mut |flow| self.ended.push(flow));
        }
        self.heard = Some((latest, Instant::now()));
        let n_packets = u64::from(header.n_records);
        let next = Next {
            packet: header.first,
            // Those of this batch are not sent yet: who changes to flows now gets them.
            flow: self.n_flows,
        };
        for page in self.hub.pages() {
            page.packets(&batch, n_packets, next);
        }
        lock(&self.hub.recent).push(batch);
        self.send_ended();
    }

    /// While no packet tells the time, capture time goes on as the clock does: a page that gets flows waits for their ends.
    fn pass_time(&mut self) {
        let Some((latest, at)) = self.heard else { return };
        self.advance(latest, at.elapsed());
    }

    fn advance(&mut self, latest: Timestamp, passed: Duration) {
        let passed = i64::try_from(passed.as_nanos()).unwrap_or(i64::MAX);
        let now = Timestamp(latest.0.saturating_add(passed));
        self.table.advance(now, &mut |flow| self.ended.push(flow));
        self.send_ended();
    }

    fn send_ended(&mut self) {
        self.send_flows();
        self.tally
            .open_flows
            .store(self.table.report().n_open, Ordering::Relaxed);
    }

    fn send_flows(&mut self) {
        let pages = self.hub.pages();
        let mut ended = self.ended.drain(..).peekable();
        while ended.peek().is_some() {
            let mut writer = FlowBatchWriter::new(self.capture, self.n_flows);
            while let Some(flow) = ended.next_if(|flow| matches!(writer.push(flow), Ok(true))) {
                lock(&self.hub.recent).flow(flow);
            }
            let n_flows = u64::from(writer.header().n_records);
            if n_flows == 0 {
                // A flow that cannot be encoded: its number is a gap.
                ended.next();
                self.n_flows += 1;
                continue;
            }
            self.n_flows += n_flows;
            let batch = Bytes::from(writer.finish());
            for page in &pages {
                page.flows(&batch, n_flows);
            }
        }
        self.tally.flows.store(self.n_flows, Ordering::Relaxed);
    }

    fn finish(&mut self, end: &Result<End, SourceError>) {
        self.table.finish(&mut |flow| self.ended.push(flow));
        self.send_flows();
        self.tally.open_flows.store(0, Ordering::Relaxed);
        let reason = match end {
            Ok(End::Asked) => None,
            Ok(End::Finished) => Some("the file came to its end".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        self.hub.ended(self.capture, reason.clone());
        self.hub.tell_status();
        self.hub.tell_all(&Notice::Stopped(Stopped {
            capture: self.capture,
            n_taken: Tally::get(&self.tally.packets),
            n_flows: self.n_flows,
            reason,
            is_fault: end.is_err(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use wiresift_capture::LinkType;
    use wiresift_wire::{Carry, PacketBatchWriter, PacketRecord};

    use super::*;

    /// A datagram of two bytes, from 192.0.2.1 port 4000 to 192.0.2.2 port 5000.
    #[rustfmt::skip]
    const FRAME: [u8; 44] = [
        2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00,
        0x45, 0, 0, 30, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
        0x0f, 0xa0, 0x13, 0x88, 0, 10, 0, 0, 1, 2,
    ];
    const BEGAN: Timestamp = Timestamp(1_700_000_000_000_000_000);

    fn batch() -> Vec<u8> {
        let mut writer = PacketBatchWriter::new(7, 0, 0, LinkType::ETHERNET);
        writer.push(&PacketRecord {
            timestamp: BEGAN,
            original_len: 44,
            frame: &FRAME,
        });
        writer.finish()
    }

    #[test]
    fn an_idle_flow_ends_without_another_packet() {
        let hub = Hub::new(1 << 20);
        let (_, page) = hub.join();
        page.wish(Carry::Flows);
        let tally = Tally::default();
        let mut pump = Pump::new(&hub, 7, &tally);
        pump.take(batch());
        let counts = || (Tally::get(&tally.open_flows), Tally::get(&tally.flows));
        assert_eq!(counts(), (1, 0));
        pump.pass_time();
        assert_eq!(counts(), (1, 0), "it is not idle yet");
        pump.advance(BEGAN, Duration::from_mins(10));
        assert_eq!(counts(), (0, 1));
        assert_eq!(page.sent().flows, 1, "a page that gets flows has it");
    }
}
