//! A row as a flow: its ends, how it went, what it said, its first packets.
//!
//! What can be had from the columns is: so logs of Zeek's, which have the same ones, are explained as captures are.

mod codes;

use std::net::IpAddr;

use wiresift_capture::Protocol;
use wiresift_flow::{End, Endpoint, FlowProtocol, community_id};
use wiresift_table::{Cell, Table};

use crate::capture::{Extra, facts};
use crate::loaded::Loaded;
use crate::message::{FlowDetail, TracePoint};

/// The flow in a row; `None` where the row has no two ends.
pub(crate) fn flow_detail(loaded: &Loaded, row: usize) -> Option<FlowDetail> {
    let cells = Cells {
        table: loaded.table(),
        row,
    };
    let ends = cells.ends()?;
    let extra = loaded.opened.captured.as_deref();
    let extra = extra.and_then(|captured| captured.extras.of_row(row));
    let trace = extra.as_ref().map(|extra| extra.trace).unwrap_or_default();
    Some(FlowDetail {
        sentence: ends.sentence(cells.text("service").as_deref()),
        community_id: community_id(ends.originator, ends.responder, ends.protocol, 0),
        state: cells
            .text("conn_state")
            .and_then(|state| codes::state(&state, ends.protocol)),
        history: cells
            .text("history")
            .map(|history| codes::history(&history))
            .unwrap_or_default(),
        facts: extra.as_ref().map(said).unwrap_or_default(),
        n_packets: cells.n_packets(),
        trace: trace
            .iter()
            .map(|packet| TracePoint {
                seconds: f64::from(packet.micros) / 1e6,
                size: packet.size,
            })
            .collect(),
        trace_note: extra.and_then(|extra| {
            let note = "The first packets of this flow were not kept: the capture has too many.";
            extra.mark.is_untraced.then(|| note.to_owned())
        }),
    })
}

/// What the payload said, and what was odd about the flow as a whole.
fn said(extra: &Extra<'_>) -> Vec<(String, String)> {
    let mut said = extra.hints.map(facts).unwrap_or_default();
    let mut add = |name: &str, value: &str| said.push((name.to_owned(), value.to_owned()));
    if extra.mark.is_flipped {
        add("Direction", "Turned round: the first packet seen was an answer");
    }
    if extra.mark.continues {
        add("Beginning", "Goes on from a flow that was cut for its length");
    }
    let end = match extra.mark.end {
        End::Closed => return said,
        End::Idle => "No more packets for longer than the idle timeout",
        End::Active => "Cut for its length; what follows is another flow",
        End::Evicted => "Ended early: too many flows were open",
        End::Capture => "Still open when the capture ended",
    };
    add("End", end);
    said
}

/// A row's cells by name.
struct Cells<'a> {
    table: &'a Table,
    row: usize,
}

/// Who talks to whom.
struct Ends {
    originator: Endpoint,
    responder: Endpoint,
    protocol: FlowProtocol,
    name: String,
}

impl Cells<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let cell = self.table.cell(self.row, self.table.column_index(name)?);
        (!matches!(cell, Cell::Missing)).then(|| cell.to_string())
    }

    fn number(&self, name: &str) -> Option<f64> {
        match self.table.cell(self.row, self.table.column_index(name)?) {
            Cell::Number { value, .. } => Some(value),
            Cell::Missing | Cell::Text(_) => None,
        }
    }

    fn end(&self, address: &str, port: &str) -> Option<Endpoint> {
        let address: IpAddr = self.text(address)?.parse().ok()?;
        let port = self.text(port).and_then(|port| port.parse().ok());
        Some(Endpoint {
            address,
            port: port.unwrap_or(0),
        })
    }

    fn ends(&self) -> Option<Ends> {
        let name = self.text("proto")?;
        Some(Ends {
            originator: self.end("id.orig_h", "id.orig_p")?,
            responder: self.end("id.resp_h", "id.resp_p")?,
            protocol: protocol(&name)?,
            name,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count; `as` saturates"
    )]
    fn n_packets(&self) -> Option<u64> {
        let sum = self.number("orig_packets")? + self.number("resp_packets")?;
        Some(sum as u64)
    }
}

/// A protocol by the name that tables of flows have for it.
pub(crate) fn protocol(name: &str) -> Option<FlowProtocol> {
    match name {
        "arp" => Some(FlowProtocol::Arp),
        // Zeek has one name for both.
        "icmp6" => Some(FlowProtocol::Ip(Protocol::ICMPV6)),
        name => (0..=u8::MAX)
            .map(Protocol)
            .find(|protocol| protocol.to_string() == name)
            .map(FlowProtocol::Ip),
    }
}

impl Ends {
    /// "TCP (ssh) from 192.0.2.1, port 50000, to 198.51.100.7, port 22"
    fn sentence(&self, service: Option<&str>) -> String {
        let name = match self.protocol {
            FlowProtocol::Arp => "ARP".to_owned(),
            FlowProtocol::Ip(protocol) if protocol.name().is_some() => self.name.to_ascii_uppercase(),
            FlowProtocol::Ip(_) => format!("IP protocol {}", self.name),
        };
        let service = service.map_or_else(String::new, |service| format!(" ({service})"));
        let (from, to) = (self.end(self.originator), self.end(self.responder));
        let comma = if self.protocol.has_ports() { "," } else { "" };
        format!("{name}{service} from {from}{comma} to {to}{}", self.messages())
    }

    fn end(&self, end: Endpoint) -> String {
        if self.protocol.has_ports() {
            format!("{}, port {}", end.address, end.port)
        } else {
            end.address.to_string()
        }
    }

    /// Of ICMP what stands in the place of the ports.
    fn messages(&self) -> String {
        if self.protocol.is_icmp() {
            format!(
                ", type {}, answer or code {}",
                self.originator.port, self.responder.port
            )
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests;
