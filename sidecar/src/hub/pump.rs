//! The pump thread: batches to flows and pages.

use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;

use axum::body::Bytes;
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_wire::{Batch, FlowBatchWriter, Notice, Stopped};

use super::intake::Message;
use super::page::Next;
use super::{Hub, Tally, lock};
use crate::source::{End, SourceError};

/// Runs until the source ends.
pub(super) fn run(hub: &Hub, capture: u64, tally: &Tally, receiver: &Receiver<Message>) {
    for page in hub.pages() {
        page.begin();
    }
    let mut pump = Pump::new(hub, capture, tally);
    let end = loop {
        match receiver.recv() {
            Ok(Message::Batch(batch)) => pump.take(batch),
            Ok(Message::End(end)) => break end,
            Err(_) => break Err(SourceError::Option("the capture thread ended".to_owned())),
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
        }
    }

    fn take(&mut self, batch: Vec<u8>) {
        let batch = Bytes::from(batch);
        let Ok(Batch::Packets(packets)) = Batch::decode(&batch) else {
            return;
        };
        let header = *packets.header();
        for packet in packets.packets() {
            self.table.push(&packet, &mut |flow| self.ended.push(flow));
        }
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
