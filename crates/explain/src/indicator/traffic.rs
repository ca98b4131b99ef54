//! A table of flows as plain numbers.

use std::net::IpAddr;

use hashbrown::HashMap;
use wiresift_table::{Cell, Column, ColumnData, Table};

use super::Subject;

/// What indicators read of a flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    pub(super) row: u32,
    /// Number of the originator's address.
    pub(super) source: u32,
    /// Number of the responder's address.
    pub(super) target: u32,
    pub(super) port: u16,
    pub(super) protocol: Protocol,
    pub(super) outcome: Outcome,
    /// Start, in seconds since the epoch.
    pub(super) start: f64,
    /// In seconds.
    pub(super) duration: f64,
    pub(super) packets_out: f64,
    pub(super) packets_in: f64,
    /// Bytes, with headers where the table has them.
    pub(super) bytes_out: f64,
    pub(super) bytes_in: f64,
}

/// What a flow is carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protocol {
    Tcp,
    Udp,
    Icmp,
    Arp,
    Other,
}

/// How a flow went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The responder said no.
    Refused,
    /// The responder said nothing, or the originator never went on.
    Unanswered,
    /// Both took part, or it is not known.
    Other,
}

impl Outcome {
    pub(super) fn is_failed(self) -> bool {
        self != Self::Other
    }
}

/// Flows in the order in which they start, and the columns that only some indicators need.
#[derive(Debug)]
pub(super) struct Traffic<'a> {
    pub(super) flows: Vec<Flow>,
    hosts: Vec<Host>,
    table: &'a Table,
}

#[derive(Debug)]
struct Host {
    name: String,
    address: Option<IpAddr>,
}

impl<'a> Traffic<'a> {
    /// `None` for a table without addresses, times or protocols in Zeek's names, which tables of captures have, too.
    pub(super) fn of(table: &'a Table, keeps: &impl Fn(u32) -> bool) -> Option<Self> {
        let column = |name: &str| table.column_index(name).and_then(|at| table.columns.get(at));
        let mut hosts = Hosts::default();
        let sources = hosts.numbers(column("id.orig_h")?);
        let targets = hosts.numbers(column("id.resp_h")?);
        let starts = Reader::of(column("ts"));
        starts.0?;
        let protocols = by_word(column("proto")?, protocol);
        let outcomes = by_word(column("conn_state")?, outcome);
        let ports = Reader::of(column("id.resp_p"));
        let either = |a: &str, b: &str| Reader::of(column(a).or_else(|| column(b)));
        let duration = Reader::of(column("duration"));
        let (packets_out, packets_in) = (either("orig_packets", "orig_pkts"), either("resp_packets", "resp_pkts"));
        let (bytes_out, bytes_in) = (
            either("orig_ip_bytes", "orig_bytes"),
            either("resp_ip_bytes", "resp_bytes"),
        );
        let flow = |(row, ((&source, &target), (&protocol, &outcome)))| {
            let at = row as usize;
            Some(Flow {
                row,
                source: source?,
                target: target?,
                port: to_port(ports.get(at)),
                protocol,
                outcome,
                start: starts.get(at),
                duration: duration.get(at),
                packets_out: packets_out.get(at),
                packets_in: packets_in.get(at),
                bytes_out: bytes_out.get(at),
                bytes_in: bytes_in.get(at),
            })
        };
        let ends = sources.iter().zip(&targets);
        let how = protocols.iter().zip(&outcomes);
        let mut flows: Vec<Flow> = (0_u32..)
            .zip(ends.zip(how))
            .filter(|&(row, _)| keeps(row))
            .filter_map(flow)
            .collect();
        flows.sort_by(|a, b| a.start.total_cmp(&b.start));
        Some(Self {
            flows,
            hosts: hosts.hosts,
            table,
        })
    }

    pub(super) fn name(&self, host: u32) -> &str {
        self.hosts.get(host as usize).map_or("", |host| host.name.as_str())
    }

    /// Who talks to whose port in `flow`.
    pub(super) fn service(&self, flow: &Flow) -> Subject {
        Subject {
            source: Some(self.name(flow.source).to_owned()),
            target: Some(self.name(flow.target).to_owned()),
            port: Some(flow.port),
            domain: None,
        }
    }

    /// Whether the address is of one machine: no broadcast, no multicast, not unspecified.
    pub(super) fn is_single(&self, host: u32) -> bool {
        self.address(host).is_some_and(|address| match address {
            // Networks are mostly of 256 addresses; where not, one machine of them is missed.
            IpAddr::V4(v4) => !v4.is_multicast() && !v4.is_unspecified() && v4.octets()[3] != 255,
            IpAddr::V6(v6) => !v6.is_multicast() && !v6.is_unspecified(),
        })
    }

    /// Whether the address is of a private network, of the link or of the machine itself.
    pub(super) fn is_local(&self, host: u32) -> bool {
        self.address(host).is_some_and(|address| match address {
            IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_loopback(),
            IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
        })
    }

    fn address(&self, host: u32) -> Option<IpAddr> {
        self.hosts.get(host as usize)?.address
    }

    /// A column of numbers; 0 where there is none.
    pub(super) fn numbers(&self, column: &str) -> Reader<'a> {
        Reader::named(self.table, column)
    }

    /// The text of a row; empty where there is none.
    pub(super) fn text(&self, column: &str, row: u32) -> &'a str {
        match self.column(column).map(|column| column.cell(row as usize)) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.table.columns.get(self.table.column_index(name)?)
    }

    /// Calls `f` with the flows that have the same key, in the order of keys; flows stay in the order of time. Flows
    /// without a key are left out.
    pub(super) fn for_each_group<K: Ord>(&self, key: impl Fn(&Flow) -> Option<K>, mut f: impl FnMut(&K, &[Flow])) {
        let keyed = self.flows.iter().filter_map(|flow| Some((key(flow)?, *flow)));
        let mut keyed: Vec<(K, Flow)> = keyed.collect();
        sort_by_key(&mut keyed);
        let mut flows = Vec::new();
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            flows.clear();
            flows.extend(group.iter().map(|(_, flow)| *flow));
            if let Some((key, _)) = group.first() {
                f(key, &flows);
            }
        }
    }
}

// By itself, so that it is compiled once for each type of key and not for every indicator.
fn sort_by_key<K: Ord>(keyed: &mut [(K, Flow)]) {
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
}

/// Numbers of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(Option<&'a wiresift_table::Numbers>);

impl<'a> Reader<'a> {
    /// Of the column that is called `name`; of zeros where there is none.
    pub(super) fn named(table: &'a Table, name: &str) -> Self {
        Self::of(table.column_index(name).and_then(|at| table.columns.get(at)))
    }

    fn of(column: Option<&'a Column>) -> Self {
        Self(column.and_then(|column| match &column.data {
            ColumnData::Number(numbers) => Some(numbers),
            _ => None,
        }))
    }

    /// 0 where there is no number.
    pub(super) fn get(self, row: usize) -> f64 {
        let value = self.0.map_or(0.0, |numbers| numbers.get(row));
        if value.is_finite() { value } else { 0.0 }
    }
}

/// Numbers addresses.
#[derive(Default)]
struct Hosts {
    known: HashMap<String, u32>,
    hosts: Vec<Host>,
}

impl Hosts {
    fn number(&mut self, name: &str) -> Option<u32> {
        if name.is_empty() {
            return None;
        }
        if let Some(&number) = self.known.get(name) {
            return Some(number);
        }
        let number = u32::try_from(self.hosts.len()).ok()?;
        self.known.insert(name.to_owned(), number);
        self.hosts.push(Host {
            name: name.to_owned(),
            address: name.parse().ok(),
        });
        Some(number)
    }

    fn numbers(&mut self, column: &Column) -> Vec<Option<u32>> {
        match &column.data {
            ColumnData::Category(category) => {
                let of_code: Vec<Option<u32>> = category.names.iter().map(|name| self.number(name)).collect();
                let of_row = category.codes.iter();
                of_row
                    .map(|&code| of_code.get(code as usize).copied().flatten())
                    .collect()
            }
            ColumnData::Text(text) => text.iter().map(|name| self.number(name)).collect(),
            ColumnData::Number(numbers) => vec![None; numbers.len()],
        }
    }
}

/// What the words of a column mean.
pub(super) fn by_word<T: Copy>(column: &Column, meaning: fn(&str) -> T) -> Vec<T> {
    match &column.data {
        ColumnData::Category(category) => {
            let of_code: Vec<T> = category.names.iter().map(|name| meaning(name)).collect();
            let of_row = category.codes.iter();
            let unknown = meaning("");
            of_row
                .map(|&code| of_code.get(code as usize).copied().unwrap_or(unknown))
                .collect()
        }
        ColumnData::Text(text) => text.iter().map(meaning).collect(),
        ColumnData::Number(numbers) => vec![meaning(""); numbers.len()],
    }
}

fn protocol(word: &str) -> Protocol {
    match word {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        "icmp" | "icmp6" | "icmpv6" | "ipv6-icmp" => Protocol::Icmp,
        "arp" => Protocol::Arp,
        _ => Protocol::Other,
    }
}

fn outcome(word: &str) -> Outcome {
    match word {
        "REJ" => Outcome::Refused,
        // SH: the originator sent FIN and nothing came back; RSTOS0: it gave up itself.
        "S0" | "SH" | "RSTOS0" => Outcome::Unanswered,
        _ => Outcome::Other,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the range of ports"
)]
fn to_port(value: f64) -> u16 {
    value.clamp(0.0, f64::from(u16::MAX)) as u16
}
