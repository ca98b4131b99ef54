//! The flows of a capture as a table.
//!
//! [`FlowColumns`] takes flows as they end, which is in any order, and gives a [`Table`] with a row a flow, in the order
//! of their first packets: what names a flow as Zeek names it, what its payload says, and every feature of
//! [`wiresift_flow::features`]. [`TruthRules`] say what the flows really are, where that is known.
//!
//! # Memory
//! 4 bytes a feature and row (8 where counts of bytes need them) and some 40 to 60 bytes a row for the rest. Columns are
//! put in order one after the other, so that nothing but one column is ever there twice. By the bench `flows`, a million
//! flows are 380 MiB while they come and 510 as a table; in between, while behaviour is computed, 580. Where each has an
//! originator of its own, it is 440, 580 and 640.

mod details;
mod growing;
mod truth;
mod words;

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use hashbrown::HashMap;
use wiresift_capture::Timestamp;
use wiresift_flow::features::FLOW;
use wiresift_flow::features::behaviour::{BEHAVIOUR, Behaviour, Connection};
use wiresift_flow::{Endpoint, Flow};

use crate::Table;
use crate::column::{Column, ColumnData, Interner, Numbers, Text, Values, code};
use crate::report::{ReadReport, ReadWarning};
use crate::schema::Schema;
use details::DETAILS;
use growing::Growing;
use truth::Conversation;
pub use truth::{NORMAL, TruthError, TruthRules};
use words::{Words, name_keys};

/// Limits of [`FlowColumns`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowColumnsOptions {
    /// Flows that are kept; those that end later are counted. Default 1,000,000.
    pub max_rows: usize,
}

impl Default for FlowColumnsOptions {
    fn default() -> Self {
        Self { max_rows: 1_000_000 }
    }
}

/// Makes a table of flows.
#[derive(Debug)]
pub struct FlowColumns {
    options: FlowColumnsOptions,
    ids: Vec<u64>,
    connections: Vec<Connection>,
    context: Vec<Connection>,
    hosts: Hosts,
    services: Interner,
    details: Vec<Words>,
    features: Vec<Growing>,
    truth: Option<(TruthRules, Timestamp)>,
    n_left_out: u64,
}

/// Numbers addresses.
#[derive(Debug, Default)]
struct Hosts {
    numbers: HashMap<IpAddr, u32>,
    addresses: Vec<IpAddr>,
}

impl Hosts {
    fn number(&mut self, address: IpAddr) -> u32 {
        *self.numbers.entry(address).or_insert_with(|| {
            self.addresses.push(address);
            code(self.addresses.len() - 1)
        })
    }
}

impl FlowColumns {
    /// An empty table.
    pub fn new(options: FlowColumnsOptions) -> Self {
        Self {
            options,
            ids: Vec::new(),
            connections: Vec::new(),
            context: Vec::new(),
            hosts: Hosts::default(),
            services: Interner::default(),
            details: DETAILS.iter().map(|_| Words::default()).collect(),
            features: FLOW.iter().map(|_| Growing::new()).collect(),
            truth: None,
            n_left_out: 0,
        }
    }

    /// Labels the flows, when [`FlowColumns::finish`] is called. `capture_start` is the time of the first packet.
    pub fn set_truth(&mut self, rules: TruthRules, capture_start: Timestamp) {
        self.truth = Some((rules, capture_start));
    }

    /// Takes a flow. Returns its index in the order of arrival, or `None` when the table is full.
    pub fn push(&mut self, flow: &Flow) -> Option<u32> {
        if self.n_rows() >= self.options.max_rows.min(u32::MAX as usize) {
            self.n_left_out += 1;
            return None;
        }
        let arrival = code(self.n_rows());
        self.ids.push(flow.id);
        let connection = self.connection(flow);
        self.connections.push(connection);
        for (words, detail) in self.details.iter_mut().zip(DETAILS) {
            words.push(&(detail.value)(flow));
        }
        for (column, feature) in self.features.iter_mut().zip(&FLOW) {
            column.push(feature.of(flow));
        }
        Some(arrival)
    }

    /// Takes a flow that is no row of the table, but part of the traffic that behaviour is read from: one that was in a table
    /// before.
    pub fn push_context(&mut self, flow: &Flow) {
        let connection = self.connection(flow);
        self.context.push(connection);
    }

    fn connection(&mut self, flow: &Flow) -> Connection {
        let service = flow.service().map(|name| self.services.code_of(name));
        Connection {
            first: flow.first,
            bytes_out: flow.sent.ip_bytes,
            bytes_in: flow.received.ip_bytes,
            originator: self.hosts.number(flow.originator.address),
            responder: self.hosts.number(flow.responder.address),
            originator_port: flow.originator.port,
            responder_port: flow.responder.port,
            service: service.and_then(|service| u16::try_from(service).ok()),
            protocol: flow.protocol,
            state: flow.state,
            is_one_packet: flow.n_packets() == 1,
        }
    }

    /// Flows kept so far.
    pub fn n_rows(&self) -> usize {
        self.ids.len()
    }

    /// Flows that came when the table was full.
    pub fn n_left_out(&self) -> u64 {
        self.n_left_out
    }

    /// The table, called `name`, and for each of its rows the index that [`FlowColumns::push`] gave.
    pub fn finish(self, name: String) -> (Table, Vec<u32>) {
        let arrivals = in_order(&self.ids);
        let n_rows = arrivals.len();
        let warnings = self.warnings();
        let connections = pick(&self.connections, &arrivals);
        let addresses = self.hosts.addresses;
        drop((self.connections, self.hosts.numbers));
        // First, for it needs room that the columns below take.
        let behaviour = behaviour(&self.context, &connections);
        let mut columns = vec![times(&connections), uids(&pick(&self.ids, &arrivals))];
        columns.extend(identity(&connections, &addresses, self.services));
        for (words, detail) in self.details.into_iter().zip(DETAILS) {
            columns.extend(words.into_data(&arrivals).map(|data| column(detail.name, data)));
        }
        for (values, feature) in self.features.into_iter().zip(&FLOW) {
            columns.push(number(feature.name, values.into_values(&arrivals), None));
        }
        for (values, feature) in behaviour.into_iter().zip(&BEHAVIOUR) {
            columns.push(number(feature.name, Values::F32(values), None));
        }
        if let Some((rules, start)) = &self.truth {
            columns.push(labels(rules, *start, &connections, &addresses));
        }
        let report = ReadReport {
            n_rows,
            warnings,
            ..ReadReport::default()
        };
        (Table::new(name, Schema::Flows, columns, report), arrivals)
    }

    fn warnings(&self) -> Vec<ReadWarning> {
        let flows = (self.n_left_out > 0).then_some(ReadWarning::FlowsLeftOut {
            n_flows: self.n_left_out,
        });
        let details = self.details.iter().zip(DETAILS);
        let names = details.filter(|(words, _)| words.n_left_out() > 0);
        let names = names.map(|(words, detail)| ReadWarning::NamesLeftOut {
            column: detail.name.to_owned(),
            n_rows: words.n_left_out(),
        });
        flows.into_iter().chain(names).collect()
    }
}

/// The columns of [`BEHAVIOUR`] for `connections`, among the traffic of both.
fn behaviour(context: &[Connection], connections: &[Connection]) -> Vec<Vec<f32>> {
    if context.is_empty() {
        return Behaviour::compute(connections).into_columns();
    }
    let traffic = [context, connections].concat();
    let columns = Behaviour::compute(&traffic).into_columns().into_iter();
    columns.map(|mut column| column.split_off(context.len())).collect()
}

/// Arrivals by the flow's place in the order of first packets.
fn in_order(ids: &[u64]) -> Vec<u32> {
    let mut arrivals: Vec<u32> = (0..code(ids.len())).collect();
    arrivals.sort_by_key(|&at| ids.get(at as usize));
    arrivals
}

fn pick<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
    let picked = rows.iter().filter_map(|&row| values.get(row as usize));
    picked.copied().collect()
}

fn column(name: &str, data: ColumnData) -> Column {
    Column::new(name.to_owned(), data)
}

fn number(name: &str, values: Values, decimals: Option<u8>) -> Column {
    column(name, ColumnData::Number(Numbers::computed(values, decimals)))
}

/// Seconds since the epoch: to a microsecond, as Zeek writes them, which `f64` holds until the year 2242.
fn times(connections: &[Connection]) -> Column {
    let seconds = connections
        .iter()
        .map(|connection| connection.first.nanos() as f64 / 1e9);
    number("ts", Values::F64(seconds.collect()), Some(6))
}

/// As Zeek's uids look, but the same in every run.
fn uids(ids: &[u64]) -> Column {
    let mut text = Text::default();
    for id in ids {
        text.push(&format!("C{id}"));
    }
    column("uid", ColumnData::Text(text))
}

fn identity(connections: &[Connection], addresses: &[IpAddr], services: Interner) -> [Column; 7] {
    let host = |name, number: fn(&Connection) -> u32| {
        let address = |number: u32| {
            addresses
                .get(number as usize)
                .map_or_else(String::new, IpAddr::to_string)
        };
        let hosts = connections.iter().map(|connection| Some(number(connection)));
        column(name, name_keys(hosts, address))
    };
    let port = |name, port: fn(&Connection) -> u16| {
        let ports = connections.iter().map(|connection| f32::from(port(connection)));
        number(name, Values::F32(ports.collect()), Some(0))
    };
    let services = services.into_names();
    let service = |number: u16| services.get(usize::from(number)).cloned().unwrap_or_default();
    let protocols = connections.iter().map(|connection| Some(connection.protocol));
    let states = connections.iter().map(|connection| Some(connection.state));
    [
        host("id.orig_h", |connection| connection.originator),
        port("id.orig_p", |connection| connection.originator_port),
        host("id.resp_h", |connection| connection.responder),
        port("id.resp_p", |connection| connection.responder_port),
        column("proto", name_keys(protocols, |protocol| protocol.to_string())),
        column(
            "service",
            name_keys(connections.iter().map(|connection| connection.service), service),
        ),
        column("conn_state", name_keys(states, |state| state.name().to_owned())),
    ]
}

fn labels(rules: &TruthRules, start: Timestamp, connections: &[Connection], addresses: &[IpAddr]) -> Column {
    let end = |host: u32, port| {
        let address = *addresses.get(host as usize)?;
        Some(Endpoint { address, port })
    };
    let label = |connection: &Connection| {
        let conversation = Conversation {
            originator: end(connection.originator, connection.originator_port)?,
            responder: end(connection.responder, connection.responder_port)?,
            protocol: connection.protocol,
            first: connection.first,
        };
        Some(rules.label_of(&conversation, start))
    };
    column("label", name_keys(connections.iter().map(label), str::to_owned))
}
