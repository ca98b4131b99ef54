//! Zeek's conn.log in KDD's columns: what a connection says of itself is renamed, and the windows around it are counted over
//! the table as over the flows of a capture.

use std::collections::HashMap;
use std::hash::Hash;

use wiresift_capture::{Protocol, Timestamp};
use wiresift_flow::features::behaviour::{BEHAVIOUR, Behaviour, Connection};
use wiresift_flow::{ConnState, FlowProtocol};
use wiresift_table::{Cell, Column, ColumnData, Numbers, Role, Table, Values};

/// The words of `proto`, with the numbers of IP; anything else counts as none of them.
const PROTOCOLS: [(&str, u8); 4] = [("tcp", 6), ("udp", 17), ("icmp", 1), ("icmpv6", 58)];
/// A number that IANA keeps for experiments.
const NO_PROTOCOL: u8 = 253;

/// Whether a connection goes from a host and port to themselves, and the windows of KDD, a column each. Without times or
/// hosts there are no windows.
pub(super) fn computed(table: &Table) -> Vec<Column> {
    let parts = Parts::of(table);
    let mut columns = Vec::new();
    if let Some(connections) = parts.connections() {
        let is_land = |connection: &Connection| {
            let ends = (connection.originator, connection.originator_port);
            f32::from(u8::from(ends == (connection.responder, connection.responder_port)))
        };
        columns.push(number("land", connections.iter().map(is_land).collect()));
        let windows = Behaviour::compute(&connections).into_columns();
        let named = BEHAVIOUR.iter().zip(windows);
        columns.extend(named.map(|(feature, values)| number(feature.name, values)));
    }
    columns
}

/// The columns that a connection is made from.
struct Parts<'a> {
    n_rows: usize,
    time: Option<&'a Column>,
    originator: Option<&'a Column>,
    responder: Option<&'a Column>,
    originator_port: Option<&'a Column>,
    responder_port: Option<&'a Column>,
    protocol: Option<&'a Column>,
    state: Option<&'a Column>,
    service: Option<&'a Column>,
}

impl<'a> Parts<'a> {
    fn of(table: &'a Table) -> Self {
        let find = |name: &str| table.columns.iter().find(|column| column.name == name);
        Self {
            n_rows: table.n_rows(),
            time: find("ts"),
            originator: find("id.orig_h"),
            responder: find("id.resp_h"),
            originator_port: find("id.orig_p"),
            responder_port: find("id.resp_p"),
            protocol: find("proto"),
            state: find("conn_state"),
            service: find("service"),
        }
    }

    fn connections(&self) -> Option<Vec<Connection>> {
        let (time, originator, responder) = (self.time?, self.originator?, self.responder?);
        let (mut hosts, mut services) = (Numbering::default(), Numbering::default());
        let mut latest = 0.0_f64;
        let connection = |row: usize| {
            // A row without a time counts as one of the moment before.
            latest = value(Some(time), row).filter(|time| time.is_finite()).unwrap_or(latest);
            let service = word(self.service, row);
            let service = (!service.is_empty()).then(|| services.number(service));
            Connection {
                first: timestamp(latest),
                bytes_out: 0,
                bytes_in: 0,
                originator: hosts.number(word(Some(originator), row)),
                responder: hosts.number(word(Some(responder), row)),
                originator_port: port(self.originator_port, row),
                responder_port: port(self.responder_port, row),
                service: service.and_then(|service| u16::try_from(service).ok()),
                protocol: protocol(&word(self.protocol, row)),
                state: state(&word(self.state, row)),
                is_one_packet: false,
            }
        };
        Some((0..self.n_rows).map(connection).collect())
    }
}

/// Numbers for what is alike.
#[derive(Default)]
struct Numbering<T>(HashMap<T, u32>);

impl<T: Eq + Hash> Numbering<T> {
    fn number(&mut self, key: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(key).or_insert(next)
    }
}

fn word(column: Option<&Column>, row: usize) -> String {
    column.map_or_else(String::new, |column| column.cell(row).to_string())
}

fn value(column: Option<&Column>, row: usize) -> Option<f64> {
    match column?.cell(row) {
        Cell::Number { value, .. } => Some(value),
        Cell::Missing | Cell::Text(_) => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
fn timestamp(seconds: f64) -> Timestamp {
    Timestamp((seconds * 1e9) as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such a cast saturates: what is no port becomes the nearest one"
)]
fn port(column: Option<&Column>, row: usize) -> u16 {
    value(column, row).unwrap_or(0.0) as u16
}

fn protocol(word: &str) -> FlowProtocol {
    let known = PROTOCOLS.iter().find(|(name, _)| *name == word);
    FlowProtocol::Ip(Protocol(known.map_or(NO_PROTOCOL, |(_, number)| *number)))
}

fn state(word: &str) -> ConnState {
    let known = ConnState::ALL.into_iter().find(|state| state.name() == word);
    known.unwrap_or(ConnState::Oth)
}

fn number(name: &str, values: Vec<f32>) -> Column {
    Column {
        name: name.to_owned(),
        data: ColumnData::Number(Numbers::computed(Values::F32(values), None)),
        role: Role::Feature,
        scaling: None,
        unit: None,
        n_missing: 0,
        n_infinite: 0,
    }
}
