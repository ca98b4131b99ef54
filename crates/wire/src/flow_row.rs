//! A flow as programs get it from a server.

use std::net::IpAddr;

use serde::Serialize;
use wiresift_flow::Flow;

/// A flow in few words: what the HTTP interfaces of the sidecar and of `wiresift serve` give as JSON.
#[derive(Debug, Serialize)]
pub struct FlowRow {
    id: u64,
    /// Since 1970.
    first_nanos: i64,
    duration_secs: f64,
    protocol: String,
    /// By content; the sidecar looks at none.
    service: Option<&'static str>,
    originator: IpAddr,
    originator_port: u16,
    responder: IpAddr,
    responder_port: u16,
    /// Zeek's `conn_state`.
    state: &'static str,
    /// Zeek's.
    history: String,
    sent_packets: u64,
    /// Of the IP layer.
    sent_bytes: u64,
    received_packets: u64,
    received_bytes: u64,
}

impl From<&Flow> for FlowRow {
    fn from(flow: &Flow) -> Self {
        Self {
            id: flow.id,
            first_nanos: flow.first.nanos(),
            duration_secs: flow.duration(),
            protocol: flow.protocol.to_string(),
            service: flow.service(),
            originator: flow.originator.address,
            originator_port: flow.originator.port,
            responder: flow.responder.address,
            responder_port: flow.responder.port,
            state: flow.state.name(),
            history: flow.history.to_string(),
            sent_packets: flow.sent.n_packets,
            sent_bytes: flow.sent.ip_bytes,
            received_packets: flow.received.n_packets,
            received_bytes: flow.received.ip_bytes,
        }
    }
}
