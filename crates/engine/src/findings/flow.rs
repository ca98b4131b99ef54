//! A row as who talked to whom, for a report: of captures, of Zeek's logs, and of other tables as far as their columns say so.

use std::net::IpAddr;

use wiresift_flow::{Endpoint, community_id};
use wiresift_report as report;
use wiresift_table::{Cell, Table};

use crate::flow_detail::protocol;
use crate::incident::hosts::{Ends, find, text};
use crate::loaded::Loaded;

/// Names of columns as in [`crate::incident::hosts`].
const SOURCE_PORT: &[&str] = &["id_orig_p", "src_port", "source_port", "sport", "l4_src_port", "orig_p"];
const DURATION: &[&str] = &["duration", "dur"];
const STATE: &[&str] = &["conn_state", "state"];
const SENT: [&[&str]; 2] = [
    &["orig_packets", "orig_pkts", "spkts"],
    &["orig_ip_bytes", "orig_bytes", "sbytes", "src_bytes"],
];
const RECEIVED: [&[&str]; 2] = [
    &["resp_packets", "resp_pkts", "dpkts"],
    &["resp_ip_bytes", "resp_bytes", "dbytes", "dst_bytes"],
];

/// A table's rows as flows.
pub(super) struct Flows<'a> {
    loaded: &'a Loaded,
    ends: Option<Ends>,
    source_port: Option<usize>,
    duration: Option<usize>,
    state: Option<usize>,
    sent: [Option<usize>; 2],
    received: [Option<usize>; 2],
}

impl<'a> Flows<'a> {
    pub(super) fn of(loaded: &'a Loaded) -> Self {
        let table = loaded.table();
        Self {
            loaded,
            ends: Ends::of(table),
            source_port: find(table, SOURCE_PORT),
            duration: find(table, DURATION),
            state: find(table, STATE),
            sent: SENT.map(|names| find(table, names)),
            received: RECEIVED.map(|names| find(table, names)),
        }
    }

    /// The flow in a row; `None` where the table names no hosts.
    pub(super) fn flow(&self, row: u32) -> Option<report::Flow> {
        let (table, at, ends) = (self.loaded.table(), row as usize, self.ends?);
        let said = |column: Option<usize>| column.map_or_else(String::new, |column| plain(text(table, at, column)));
        let end = |address, port, [packets, bytes]: [Option<usize>; 2]| report::End {
            address: text(table, at, address),
            port: whole(table, at, port).and_then(|port| u16::try_from(port).ok()),
            packets: whole(table, at, packets),
            bytes: whole(table, at, bytes),
        };
        let start = self.loaded.times().map(|times| times(at));
        let mut flow = report::Flow {
            row,
            start: start.filter(|start| start.is_finite()),
            duration: self.duration.and_then(|column| number(table, at, column)),
            originator: end(ends.originator, self.source_port, self.sent),
            responder: end(ends.responder, ends.port, self.received),
            protocol: named(&said(ends.protocol)),
            service: said(ends.service),
            state: said(self.state),
            community_id: None,
        };
        flow.community_id = community(&flow);
        Some(flow)
    }
}

/// A flow's name in every tool, where its ends say enough.
pub(super) fn community(flow: &report::Flow) -> Option<String> {
    let end = |end: &report::End| {
        let address: IpAddr = end.address.parse().ok()?;
        let port = end.port.unwrap_or(0);
        Some(Endpoint { address, port })
    };
    community_id(
        end(&flow.originator)?,
        end(&flow.responder)?,
        protocol(&flow.protocol)?,
        0,
    )
}

fn number(table: &Table, row: usize, column: usize) -> Option<f64> {
    match table.cell(row, column) {
        Cell::Number { value, .. } => Some(value).filter(|value| value.is_finite()),
        Cell::Missing | Cell::Text(_) => None,
    }
}

fn whole(table: &Table, row: usize, column: Option<usize>) -> Option<u64> {
    let value = number(table, row, column?)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count; `as` saturates"
    )]
    (value >= 0.0).then_some(value as u64)
}

/// Zeek's sign for nothing is nothing.
fn plain(text: String) -> String {
    if text == "-" { String::new() } else { text }
}

/// Exporters of flows write IANA's numbers.
fn named(protocol: &str) -> String {
    match protocol {
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmp6",
        "132" => "sctp",
        other => other,
    }
    .to_ascii_lowercase()
}
