//! What a side file says of a capture: which flows belong to which attack.
//!
//! A CSV with a header; a row is a rule. Columns, in any order, others are ignored:
//!
//! | column | meaning |
//! | --- | --- |
//! | `attack` | the label |
//! | `source`, `destination` | an address or a network (`192.168.1.0/24`), maybe with a comment in parentheses; `any` |
//! | `protocol` | as a name (`tcp`, `icmp`, `arp`) or a number; may be empty or `any` |
//! | `destination_port` | may be empty or `any` |
//! | `first_second` | seconds since the start of the capture |
//! | `last_second` | the same, for the last flow to start; may be absent or empty |

use std::net::IpAddr;

use csv::{ReaderBuilder, StringRecord, Trim};
use ipnet::IpNet;
use wiresift_capture::{Protocol, Timestamp};
use wiresift_flow::{Endpoint, Flow, FlowProtocol};

/// Label of a flow that no rule matches.
pub const NORMAL: &str = "normal";

/// Seconds by which a flow may start before or after what a rule says: rules are written in whole seconds.
const TOLERANCE: f64 = 1.0;
/// Every flow is held against every rule.
const MAX_RULES: usize = 1_000;

/// Rules that say what the flows of a capture are. The first that matches counts.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthRules {
    rules: Vec<Rule>,
}

/// Why a side file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TruthError {
    /// A line is no record of the CSV.
    #[error("line {line}: {detail}")]
    Csv {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        detail: String,
    },
    /// The header lacks a column.
    #[error("line 1: expected a column {column:?}, found none")]
    NoColumn {
        /// The column.
        column: &'static str,
    },
    /// A value is not what its column holds.
    #[error("line {line}, column {column:?}: expected {expected}, found {found:?}")]
    Value {
        /// The line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// More rules than allowed.
    #[error("line {line}: expected at most {max} rules, found more")]
    TooMany {
        /// Where the limit was reached.
        line: u64,
        /// The limit.
        max: usize,
    },
    /// A header and nothing below it, or not even that.
    #[error("the file holds no rule")]
    Empty,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    label: String,
    /// `None` is any.
    source: Option<IpNet>,
    destination: Option<IpNet>,
    protocol: Option<FlowProtocol>,
    port: Option<u16>,
    first_second: f64,
    last_second: f64,
}

/// The part of a flow that rules look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conversation {
    pub(super) originator: Endpoint,
    pub(super) responder: Endpoint,
    pub(super) protocol: FlowProtocol,
    pub(super) first: Timestamp,
}

impl TruthRules {
    /// Reads a side file.
    ///
    /// # Errors
    /// [`TruthError`] on the first line that is no rule.
    pub fn parse(csv: &[u8]) -> Result<Self, TruthError> {
        let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(csv);
        let header = reader.headers().map_err(|error| csv_error(&error))?;
        let columns = Columns::find(header)?;
        let mut rules = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| csv_error(&error))?;
            let row = Row {
                line: record.position().map_or(0, csv::Position::line),
                record: &record,
            };
            if rules.len() == MAX_RULES {
                return Err(TruthError::TooMany {
                    line: row.line,
                    max: MAX_RULES,
                });
            }
            rules.push(columns.rule(&row)?);
        }
        if rules.is_empty() {
            return Err(TruthError::Empty);
        }
        Ok(Self { rules })
    }

    /// What `flow` is, in a capture whose first packet is of `capture_start`; [`NORMAL`] where no rule matches.
    ///
    /// A rule matches flows between its source and its destination, whoever began, to its port, that start within its
    /// time, give or take a second.
    pub fn label(&self, flow: &Flow, capture_start: Timestamp) -> &str {
        let conversation = Conversation {
            originator: flow.originator,
            responder: flow.responder,
            protocol: flow.protocol,
            first: flow.first,
        };
        self.label_of(&conversation, capture_start)
    }

    pub(super) fn label_of(&self, conversation: &Conversation, capture_start: Timestamp) -> &str {
        let second = conversation.first.since(capture_start) as f64 / 1e9;
        let matching = self.rules.iter().find(|rule| rule.matches(conversation, second));
        matching.map_or(NORMAL, |rule| &rule.label)
    }
}

impl Rule {
    fn matches(&self, flow: &Conversation, second: f64) -> bool {
        self.protocol.is_none_or(|protocol| protocol == flow.protocol)
            && second >= self.first_second - TOLERANCE
            && second < self.last_second + TOLERANCE
            && (self.is_between(flow.originator, flow.responder) && self.is_port(flow.responder)
                || self.is_between(flow.responder, flow.originator)
                    // Where the destination is taken to have begun, its port is the originator's.
                    && (self.is_port(flow.responder) || self.is_port(flow.originator)))
    }

    fn is_between(&self, source: Endpoint, destination: Endpoint) -> bool {
        let holds = |net: Option<IpNet>, end: Endpoint| net.is_none_or(|net| net.contains(&end.address));
        holds(self.source, source) && holds(self.destination, destination)
    }

    fn is_port(&self, end: Endpoint) -> bool {
        self.port.is_none_or(|port| port == end.port)
    }
}

/// Where each column is in a row.
struct Columns {
    attack: usize,
    source: usize,
    destination: usize,
    protocol: usize,
    destination_port: usize,
    first_second: usize,
    last_second: Option<usize>,
}

impl Columns {
    fn find(header: &StringRecord) -> Result<Self, TruthError> {
        let at = |column: &str| {
            header
                .iter()
                .position(|name| name.trim_start_matches('\u{feff}') == column)
        };
        let need = |column| at(column).ok_or(TruthError::NoColumn { column });
        if header.is_empty() {
            return Err(TruthError::Empty);
        }
        Ok(Self {
            attack: need("attack")?,
            source: need("source")?,
            destination: need("destination")?,
            protocol: need("protocol")?,
            destination_port: need("destination_port")?,
            first_second: need("first_second")?,
            last_second: at("last_second"),
        })
    }

    fn rule(&self, row: &Row<'_>) -> Result<Rule, TruthError> {
        let label = row.get(self.attack);
        if label.is_empty() {
            return Err(row.error("attack", "a name", label));
        }
        let seconds = |at, column, default| row.read(at, column, "a number of seconds", default, seconds);
        Ok(Rule {
            label: label.to_owned(),
            source: row.read_any(self.source, "source", ADDRESS, network)?,
            destination: row.read_any(self.destination, "destination", ADDRESS, network)?,
            protocol: row.read_any(self.protocol, "protocol", "a protocol's name or number", protocol)?,
            port: row.read_any(self.destination_port, "destination_port", "a port", |port| {
                port.parse().ok()
            })?,
            first_second: seconds(Some(self.first_second), "first_second", None)?,
            last_second: seconds(self.last_second, "last_second", Some(f64::INFINITY))?,
        })
    }
}

const ADDRESS: &str = "an address or a network";

struct Row<'a> {
    line: u64,
    record: &'a StringRecord,
}

impl Row<'_> {
    /// Empty where the row is too short.
    fn get(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }

    fn error(&self, column: &'static str, expected: &'static str, found: &str) -> TruthError {
        TruthError::Value {
            line: self.line,
            column,
            expected,
            found: found.chars().take(40).collect(),
        }
    }

    /// `None` for any.
    fn read_any<T>(
        &self,
        at: usize,
        column: &'static str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, TruthError> {
        self.read(Some(at), column, expected, Some(None), |text| parse(text).map(Some))
    }

    /// `default` stands for "any" and for nothing; without it there must be a value.
    fn read<T>(
        &self,
        at: Option<usize>,
        column: &'static str,
        expected: &'static str,
        default: Option<T>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, TruthError> {
        let text = at.map_or("", |at| self.get(at));
        let is_any = text.is_empty() || text.eq_ignore_ascii_case("any");
        let value = if is_any { default } else { parse(text) };
        value.ok_or_else(|| self.error(column, expected, text))
    }
}

fn csv_error(error: &csv::Error) -> TruthError {
    TruthError::Csv {
        line: error.position().map_or(1, csv::Position::line),
        detail: error.to_string(),
    }
}

/// What is in parentheses behind it is a comment.
fn network(text: &str) -> Option<IpNet> {
    let text = text.split('(').next().unwrap_or_default().trim();
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

fn protocol(text: &str) -> Option<FlowProtocol> {
    let name = text.to_ascii_lowercase();
    let by_name = || (0..=u8::MAX).find(|&number| Protocol(number).name() == Some(&name));
    match name.as_str() {
        "arp" => Some(FlowProtocol::Arp),
        "icmp6" | "ipv6-icmp" => Some(FlowProtocol::Ip(Protocol::ICMPV6)),
        _ => name
            .parse()
            .ok()
            .or_else(by_name)
            .map(|number| FlowProtocol::Ip(Protocol(number))),
    }
}

fn seconds(text: &str) -> Option<f64> {
    text.parse().ok().filter(|seconds: &f64| seconds.is_finite())
}
