//! A capture on its way to a table of flows: packets are counted by time, flows by host, protocol and service; of the
//! file nothing is kept.

mod extras;
mod newest;
mod of_flows;
mod pace;
mod search;
mod shares;
mod summary;
mod talkers;
mod words;

use serde::{Deserialize, Serialize};
use wiresift_capture::{CaptureOptions, CaptureReader, CaptureReport, Packet};
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_table::Table;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions, TruthRules};

use crate::message::{CaptureProgress, CaptureSummary, ErrorReport};
pub(crate) use extras::{Extra, Extras};
use newest::Newest;
pub(crate) use newest::end;
pub(crate) use of_flows::of_flows;
pub(crate) use pace::Pace;
pub(crate) use search::Search;
use shares::Shares;
pub(crate) use talkers::Talkers;
pub(crate) use words::{facts, service};

/// Addresses, services and protocols that are named while reading.
const N_NAMED_LIVE: usize = 5;

/// No frame is longer: a record that says so is damaged, and would be all that is seen of the traffic.
const MAX_FRAME_BYTES: u32 = 1 << 20;

/// Reads a capture that comes in pieces.
pub(crate) struct CaptureOpening {
    reader: CaptureReader,
    packets: Packets,
    is_broken: bool,
}

/// What is kept of a capture beside its table of flows.
#[derive(Serialize, Deserialize)]
pub(crate) struct Captured {
    pub(crate) summary: CaptureSummary,
    pub(crate) pace: Pace,
    pub(crate) extras: Extras,
}

/// A capture that was read.
pub(crate) struct Finished {
    pub(crate) table: Table,
    pub(crate) captured: Captured,
    pub(crate) warnings: Vec<String>,
}

struct Packets {
    pace: Pace,
    table: FlowTable,
    flows: Flows,
    /// Where packets are looked for, and no table is made.
    search: Option<Box<Search>>,
}

struct Flows {
    columns: FlowColumns,
    extras: Extras,
    talkers: Talkers,
    protocols: Shares,
    services: Shares,
    newest: Newest,
}

impl CaptureOpening {
    pub(crate) fn new() -> Self {
        Self {
            reader: CaptureReader::new(CaptureOptions::default()),
            packets: Packets {
                pace: Pace::default(),
                table: FlowTable::new(FlowOptions::default()),
                flows: Flows {
                    columns: FlowColumns::new(FlowColumnsOptions::default()),
                    extras: Extras::default(),
                    talkers: Talkers::default(),
                    protocols: Shares::default(),
                    services: Shares::default(),
                    newest: Newest::default(),
                },
                search: None,
            },
            is_broken: false,
        }
    }

    /// Looks for packets instead of making a table. It is the same reader, because a second one would be as much code again.
    pub(crate) fn searching(search: Search) -> Self {
        let mut opening = Self::new();
        opening.packets.search = Some(Box::new(search));
        opening
    }

    /// Takes the end of the file; what was found.
    pub(crate) fn found(self) -> Option<Search> {
        self.end().1.search.map(|search| *search)
    }

    fn end(self) -> (CaptureReport, Packets) {
        let Self {
            reader, mut packets, ..
        } = self;
        let report = reader.finish(&mut |packet| packets.take(&packet));
        (report, packets)
    }

    /// Takes the next bytes. Where the file is damaged the rest is passed over; the report says where that was.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let packets = &mut self.packets;
        self.is_broken |= self.reader.push(bytes, &mut |packet| packets.take(&packet)).is_err();
    }

    /// Whether the file cannot be read any further.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// What the file held so far.
    pub(crate) fn report(&self) -> CaptureReport {
        self.reader.report()
    }

    /// Flows kept so far.
    pub(crate) fn n_rows(&self) -> usize {
        self.packets.flows.columns.n_rows()
    }

    /// What there is to see before the end; flows that ended since the last call are handed out once.
    pub(crate) fn live(&mut self) -> CaptureProgress {
        let report = self.reader.report();
        let (table, flows) = (self.packets.table.report(), &mut self.packets.flows);
        let span = report.first.zip(report.last);
        CaptureProgress {
            n_packets: report.n_packets,
            n_bytes: report.original_bytes,
            n_flows: table.n_flows,
            n_open: table.n_open,
            duration: span.map_or(0.0, |(first, last)| last.since(first) as f64 / 1e9),
            talkers: flows.talkers.top(N_NAMED_LIVE),
            services: flows.services.top(N_NAMED_LIVE),
            ended: flows.newest.take(),
        }
    }

    /// Takes the end of the file.
    ///
    /// # Errors
    /// Where there is not one flow; the message says what there was instead.
    pub(crate) fn finish(self, name: String, truth: Option<TruthRules>) -> Result<Finished, ErrorReport> {
        let (report, packets) = self.end();
        let Packets {
            pace,
            mut table,
            mut flows,
            ..
        } = packets;
        table.finish(&mut |flow| flows.take(&flow));
        let table = table.report();
        if flows.columns.n_rows() == 0 {
            return Err(summary::without_flows(&report, &table));
        }
        let summary = summary::summary(&report, &table, &flows);
        let warnings = summary::warnings(&report, &table, &flows);
        let Flows {
            mut columns,
            mut extras,
            ..
        } = flows;
        if let Some(truth) = truth {
            columns.set_truth(truth, report.first.unwrap_or_default());
        }
        let (table, arrivals) = columns.finish(name);
        extras.set_order(arrivals);
        Ok(Finished {
            table,
            captured: Captured { summary, pace, extras },
            warnings,
        })
    }
}

impl Packets {
    fn take(&mut self, packet: &Packet<'_>) {
        let makes_table = self.search.is_none();
        // A pcapng packet without a time, before any that has one.
        if makes_table && packet.timestamp.nanos() != 0 {
            let n_bytes = packet.original_len.min(MAX_FRAME_BYTES);
            self.pace.add(packet.timestamp.nanos(), n_bytes.into());
        }
        let flows = &mut self.flows;
        let number = self.table.track(packet, &mut |flow| {
            if makes_table {
                flows.take(&flow);
            }
        });
        if let (Some(search), Some(number)) = (&mut self.search, number) {
            search.take(number, packet);
        }
    }
}

impl Flows {
    fn take(&mut self, flow: &Flow) {
        let (n_packets, n_bytes) = (
            flow.n_packets(),
            flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes),
        );
        self.talkers.add(flow);
        self.protocols.add(&flow.protocol.to_string(), n_packets, n_bytes);
        self.services
            .add(words::service(flow).unwrap_or(shares::UNKNOWN), n_packets, n_bytes);
        self.newest.add(flow, n_bytes);
        if self.columns.push(flow).is_some() {
            self.extras.push(flow);
        }
    }
}
