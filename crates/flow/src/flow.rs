//! A flow, as it is handed out when it ends.

use wiresift_capture::{Parent, Timestamp};

use crate::hint::{Detection, Service};
use crate::{ConnState, Endpoint, FlowProtocol, Hints, History, Moments, Side};

/// A bidirectional flow.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Flow {
    /// Place in the order of first packets, from 0.
    pub id: u64,
    /// Who began, or is taken to have begun.
    pub originator: Endpoint,
    /// The other.
    pub responder: Endpoint,
    /// What it is made of.
    pub protocol: FlowProtocol,
    /// Time of the first packet.
    pub first: Timestamp,
    /// Time of the last packet.
    pub last: Timestamp,
    /// How it went.
    pub state: ConnState,
    /// What happened, in order.
    pub history: History,
    /// Whether the first packet seen came from the responder.
    pub is_flipped: bool,
    /// Whether it goes on from a flow that was cut for its length.
    pub continues: bool,
    /// Why it ended.
    pub end: End,
    /// What the originator sent.
    pub sent: Side,
    /// What the responder sent.
    pub received: Side,
    /// Time between packets, whoever sent them, in seconds.
    pub inter_arrival: Moments,
    /// Length of periods with packets, in seconds.
    pub active: Moments,
    /// Length of pauses between these, in seconds.
    pub idle: Moments,
    /// Seconds from SYN to SYN-ACK, where both were seen.
    pub handshake: Option<f64>,
    /// Identifier of the VLAN of its first packet.
    pub vlan: Option<u16>,
    /// The innermost tunnel that its first packet came in.
    pub parent: Option<Parent>,
    /// What its payload says. Never sent from process to process: who captures reads no payload.
    #[serde(skip)]
    pub hints: Option<Box<Hints>>,
    /// Its first packets.
    pub trace: Vec<TracedPacket>,
}

impl Flow {
    /// Seconds from the first to the last packet.
    pub fn duration(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "under a microsecond in a century")]
        let nanos = self.last.0.saturating_sub(self.first.0) as f64;
        nanos.max(0.0) / 1e9
    }

    /// The application, as its payload shows it; a port alone is no proof.
    pub fn service(&self) -> Option<&'static str> {
        let hints = self.hints.as_deref()?;
        let is_proof = hints.detection == Detection::ByContent;
        hints.service.filter(|_| is_proof).map(Service::name)
    }

    /// Packets of both sides.
    pub fn n_packets(&self) -> u64 {
        self.sent.n_packets + self.received.n_packets
    }
}

/// Why a flow ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum End {
    /// FIN from both sides, or RST.
    Closed,
    /// No packets for too long.
    Idle,
    /// It was cut for its length.
    Active,
    /// The table was full.
    Evicted,
    /// The capture ended.
    Capture,
}

/// A packet of a flow, for a plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TracedPacket {
    /// Microseconds since the flow's first packet.
    pub micros: u32,
    /// Bytes of the IP packet; negative from the responder.
    pub size: i32,
}
