//! The flows that ended since somebody looked.

use std::net::IpAddr;

use wiresift_flow::{Endpoint, Flow, FlowProtocol};

use super::words;
use crate::message::EndedFlow;

/// Flows that are handed out at once.
const N_KEPT: usize = 12;

/// The largest of the flows that ended lately.
#[derive(Debug, Default)]
pub(super) struct Newest(Vec<EndedFlow>);

impl Newest {
    /// Takes a flow, if it is larger than one of those that are kept.
    pub(super) fn add(&mut self, flow: &Flow, n_bytes: u64) {
        if self.0.len() >= N_KEPT {
            let smallest = (0..).zip(&self.0).min_by_key(|(_, kept)| kept.n_bytes);
            match smallest {
                Some((at, kept)) if kept.n_bytes < n_bytes => {
                    let at: usize = at;
                    self.0.remove(at);
                }
                _ => return,
            }
        }
        self.0.push(line(flow, n_bytes));
    }

    /// Those there are, once.
    pub(super) fn take(&mut self) -> Vec<EndedFlow> {
        std::mem::take(&mut self.0)
    }
}

fn line(flow: &Flow, n_bytes: u64) -> EndedFlow {
    let protocol = flow.protocol.to_string();
    EndedFlow {
        id: flow.id,
        start: flow.first.nanos() as f64 / 1e9,
        originator: flow.originator.address.to_string(),
        responder: end(flow.responder, flow.protocol),
        protocol: match words::service(flow) {
            Some(service) => format!("{protocol} {service}"),
            None => protocol,
        },
        state: flow.state.name().to_owned(),
        n_bytes,
    }
}

/// An address with its port, as a URL has it.
pub(crate) fn end(end: Endpoint, protocol: FlowProtocol) -> String {
    match end.address {
        address if !protocol.has_ports() => address.to_string(),
        IpAddr::V4(address) => format!("{address}:{}", end.port),
        IpAddr::V6(address) => format!("[{address}]:{}", end.port),
    }
}
