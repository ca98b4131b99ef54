//! The traffic around a flow: what else happened to its hosts, just before, in the same minute, in the whole capture.
//!
//! [`Behaviour::compute`] takes a compact record of every flow and gives one column a feature. Three views:
//!
//! - [KDD'99's windows](kdd): the connections of the last 2 s and the last 100 of them.
//! - Hosts by minute (`hosts`): how many others a host contacted, how many contacted it, and how often that failed.
//! - Pairs over the whole capture (`pairs`): how regular the flows from a host to a service are.
//!
//! Flows count from the time they start. "Failed" is what [`ConnState::is_failed`] says: refused or unanswered.
//!
//! # Cost
//! `O(n log n)` in time, for sorting; windows slide, so that a capture in which all flows fall into one window or go to
//! one host costs no more. Memory is proportional to the number of flows.

#![expect(
    clippy::indexing_slicing,
    reason = "every index is a row of the input or an id counted from it, below"
)]

mod beacon;
mod groups;
mod hosts;
pub mod kdd;
mod pairs;

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "counts and simple shares are exact")]
mod tests;

use wiresift_capture::Timestamp;

use super::{Feature, Unit, join::join};
use crate::{ConnState, FlowProtocol};

/// What is kept of every flow of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Time of the first packet.
    pub first: Timestamp,
    /// Bytes of IP packets that the originator sent.
    pub bytes_out: u64,
    /// Bytes of IP packets that the responder sent.
    pub bytes_in: u64,
    /// Number of the originator's address; any numbering will do.
    pub originator: u32,
    /// Number of the responder's address.
    pub responder: u32,
    /// Port of the originator.
    pub originator_port: u16,
    /// Port of the responder.
    pub responder_port: u16,
    /// Number of the application that the payload shows, where it does. Otherwise the service is protocol and port.
    pub service: Option<u16>,
    /// Protocol.
    pub protocol: FlowProtocol,
    /// How it went.
    pub state: ConnState,
    /// Whether it is a single packet.
    pub is_one_packet: bool,
}

const _: () = assert!(size_of::<Connection>() <= 48, "a million of them are kept");

/// A feature that [`Behaviour`] computes; how, is said where it is defined.
type Defined = Feature<()>;

/// Short form of the lists below.
macro_rules! defined {
    ($($name:literal, $unit:ident, $about:literal, $source:literal;)*) => {
        &[$(Feature { name: $name, unit: Unit::$unit, about: $about, source: $source, value: () },)*]
    };
}
use defined;

/// What is known from the flows around a flow, in the order of [`Behaviour::into_columns`].
pub static BEHAVIOUR: [Feature<()>; kdd::FEATURES.len() + NOT_KDD.len()] = join(kdd::FEATURES, &NOT_KDD);
const NOT_KDD: [Defined; hosts::FEATURES.len() + pairs::FEATURES.len()] = join(hosts::FEATURES, pairs::FEATURES);

/// The features of [`BEHAVIOUR`] for every flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Behaviour {
    columns: Vec<Vec<f32>>,
}

impl Behaviour {
    /// Computes all features. Connections that start at the same time count in the order in which they are given.
    ///
    /// # Shapes
    /// `connections`: `[n]`, in any order. Gives `[BEHAVIOUR.len()][n]`, rows in the order of `connections`, all finite.
    ///
    /// # Panics
    /// With more than `u32::MAX` connections.
    pub fn compute(connections: &[Connection]) -> Self {
        let traffic = Traffic::new(connections);
        let mut columns = Vec::with_capacity(BEHAVIOUR.len());
        columns.extend(kdd::compute(&traffic));
        columns.extend(hosts::compute(&traffic));
        columns.extend(pairs::compute(&traffic));
        Self { columns }
    }

    /// The values of the feature called `name`.
    pub fn column(&self, name: &str) -> Option<&[f32]> {
        let at = BEHAVIOUR.iter().position(|feature| feature.name == name)?;
        self.columns.get(at).map(Vec::as_slice)
    }

    /// A column a feature, in the order of [`BEHAVIOUR`].
    pub fn into_columns(self) -> Vec<Vec<f32>> {
        self.columns
    }
}

/// Connections and the order in which they start.
struct Traffic<'a> {
    connections: &'a [Connection],
    /// Rows by time.
    order: Vec<u32>,
}

impl<'a> Traffic<'a> {
    fn new(connections: &'a [Connection]) -> Self {
        let mut order: Vec<u32> = (0..).take(connections.len()).collect();
        assert_eq!(order.len(), connections.len(), "more connections than numbers");
        // Stable, so that equal times keep their order; mostly there is nothing to do.
        order.sort_by_key(|&row| connections[row as usize].first);
        Self { connections, order }
    }

    fn len(&self) -> usize {
        self.connections.len()
    }

    fn first(&self, row: u32) -> Timestamp {
        self.connections[row as usize].first
    }
}

/// The protocol and the responder's port as one number.
fn port(connection: &Connection) -> u32 {
    let protocol = match connection.protocol {
        FlowProtocol::Ip(protocol) => u32::from(protocol.0),
        FlowProtocol::Arp => 256,
    };
    protocol << 16 | u32::from(connection.responder_port)
}

/// Columns of zeros.
fn columns<const N: usize>(n_rows: usize) -> [Vec<f32>; N] {
    std::array::from_fn(|_| vec![0.0; n_rows])
}

/// `part / whole`, 0 of nothing.
#[expect(clippy::cast_possible_truncation, reason = "features are single precision")]
fn share(part: u64, whole: u64) -> f32 {
    if whole == 0 {
        0.0
    } else {
        (part as f64 / whole as f64) as f32
    }
}
