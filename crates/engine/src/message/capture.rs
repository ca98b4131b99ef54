//! What is in a capture, at its end and while it is read.

use serde::{Deserialize, Serialize};

/// What a capture held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureSummary {
    /// "pcapng", "pcap with nanoseconds", ...; with ", gzip" where it was compressed.
    pub format: String,
    /// Packets in the file.
    pub n_packets: u64,
    /// Bytes of their frames on the wire.
    pub n_bytes: u64,
    /// Of these, bytes that are in the file.
    pub captured_bytes: u64,
    /// Flows found, kept or not.
    pub n_flows: u64,
    /// Flows beyond the limit, which are not in the table.
    pub n_flows_not_kept: u64,
    /// Flows that ended early because too many were open at once.
    pub n_evicted: u64,
    /// Time of the earliest packet, in seconds since the Unix epoch.
    pub first: Option<f64>,
    /// Time of the latest packet.
    pub last: Option<f64>,
    /// Link types with their packets, most first.
    pub link_types: Vec<(String, u64)>,
    /// What the flows are made of, most bytes first.
    pub protocols: Vec<Share>,
    /// What the flows are for, most bytes first.
    pub services: Vec<Share>,
    /// The addresses with most bytes.
    pub talkers: Vec<Talker>,
    /// Different addresses, counted up to a cap.
    pub n_addresses: u64,
    /// Whether the cap on addresses was reached: small ones are then missing, and counts are too low.
    pub addresses_capped: bool,
    /// Packets that joined no flow, and records that were skipped, by reason.
    pub skipped: Vec<SkippedPackets>,
}

/// Flows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// "tcp", "dns", ...
    pub name: String,
    /// Flows.
    pub n_flows: u64,
    /// Their packets.
    pub n_packets: u64,
    /// Bytes of their IP packets.
    pub n_bytes: u64,
}

/// An address and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talker {
    /// The address.
    pub address: String,
    /// Flows that it took part in.
    pub n_flows: u64,
    /// Bytes of the IP packets that it sent.
    pub bytes_out: u64,
    /// Bytes of the IP packets that it received.
    pub bytes_in: u64,
}

/// Packets set aside for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedPackets {
    /// In words.
    pub reason: String,
    /// Packets.
    pub n_packets: u64,
}

/// A capture while it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureProgress {
    /// Packets so far.
    pub n_packets: u64,
    /// Bytes of their frames on the wire.
    pub n_bytes: u64,
    /// Flows that began.
    pub n_flows: u64,
    /// Flows that are open.
    pub n_open: u64,
    /// Seconds of traffic.
    pub duration: f64,
    /// The addresses with most bytes, of the flows that ended.
    pub talkers: Vec<Talker>,
    /// The services with most bytes, of the flows that ended.
    pub services: Vec<Share>,
    /// Flows that ended since the last report, the largest of them, in the order of their ends.
    pub ended: Vec<EndedFlow>,
}

/// A flow in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndedFlow {
    /// Its number, from 0, in the order of first packets.
    pub id: u64,
    /// When it began, in seconds since the Unix epoch.
    pub start: f64,
    /// Who began it.
    pub originator: String,
    /// Whom it went to, with the port where there is one.
    pub responder: String,
    /// Protocol, and service where known.
    pub protocol: String,
    /// How it went, in Zeek's letters.
    pub state: String,
    /// Bytes of its IP packets, both ways.
    pub n_bytes: u64,
}

/// What a flow is, in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowDetail {
    /// Who talked to whom, over what.
    pub sentence: String,
    /// Its name in every tool (Community ID, version 1).
    pub community_id: Option<String>,
    /// How it went.
    pub state: Option<Explained>,
    /// What happened, letter by letter.
    pub history: Vec<Explained>,
    /// What its payload said, and what else is known: name and value.
    pub facts: Vec<(String, String)>,
    /// Its first packets.
    pub trace: Vec<TracePoint>,
    /// All its packets, where the table counts them.
    pub n_packets: Option<u64>,
    /// Why the first packets are not there, where they are not.
    pub trace_note: Option<String>,
}

/// A code and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// "SF".
    pub code: String,
    /// "Opened and closed as it should be."
    pub meaning: String,
}

/// A packet of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TracePoint {
    /// Seconds since the flow's first packet.
    pub seconds: f64,
    /// Bytes of the IP packet; negative from the responder.
    pub size: i32,
}
