//! Observables: addresses, and traffic between them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::id::observable;
use crate::document::Document;
use crate::model::Flow;
use crate::time::{micros, rfc3339};

/// The observables of a bundle, each once.
#[derive(Debug, Default)]
pub(super) struct Observables(BTreeMap<String, Document>);

impl Observables {
    /// Adds an address; its identifier.
    pub(super) fn address(&mut self, address: IpAddr) -> String {
        let kind = match address {
            IpAddr::V4(_) => "ipv4-addr",
            IpAddr::V6(_) => "ipv6-addr",
        };
        let properties = Document::default().with("value", address.to_string());
        self.add(kind, properties, Document::default())
    }

    /// Adds a flow and its ends; their identifiers. None, where an end is no IP address.
    pub(super) fn flow(&mut self, flow: &Flow) -> Vec<String> {
        let (Some(source), Some(target)) = (flow.originator.ip(), flow.responder.ip()) else {
            return Vec::new();
        };
        let ends = [self.address(source), self.address(target)];
        let [source_port, target_port] = flow.ports();
        let time = |time: Option<f64>| time.filter(|time| micros(*time).is_some()).map(rfc3339);
        let (start, end) = (time(flow.start), time(flow.end()));
        let contributing = Document::default()
            .with("start", start)
            .with("end", end.clone())
            .with("src_ref", ends[0].as_str())
            .with("dst_ref", ends[1].as_str())
            .with("src_port", source_port)
            .with("dst_port", target_port)
            .with("protocols", protocols(flow, source));
        let other = Document::default()
            // The standard wants it beside an end.
            .with("is_active", end.map(|_| false))
            .with("src_packets", flow.originator.packets)
            .with("src_byte_count", flow.originator.bytes)
            .with("dst_packets", flow.responder.packets)
            .with("dst_byte_count", flow.responder.bytes);
        let id = self.add("network-traffic", contributing, other);
        ends.into_iter().chain([id]).collect()
    }

    fn add(&mut self, kind: &str, contributing: Document, other: Document) -> String {
        let id = observable(kind, &contributing);
        self.0.entry(id.clone()).or_insert_with(|| {
            let object = contributing
                .with("type", kind)
                .with("spec_version", "2.1")
                .with("id", id.as_str());
            object.joined(other)
        });
        id
    }

    pub(super) fn into_objects(self) -> impl Iterator<Item = Document> {
        self.0.into_values()
    }
}

/// From the outermost; the names are of the IANA's registry, in lower case, where it has them.
fn protocols(flow: &Flow, source: IpAddr) -> Vec<String> {
    let network = match source {
        IpAddr::V4(_) => "ipv4",
        IpAddr::V6(_) => "ipv6",
    };
    let transport = match flow.protocol.as_str() {
        "icmp6" => "ipv6-icmp",
        other => other,
    };
    let names = [network, transport, flow.service.as_str()];
    let named = names.iter().filter(|name| is_name(name));
    named.map(|name| name.to_ascii_lowercase()).collect()
}

/// Letters, digits and hyphens; what a table has else in its column of services is no protocol.
fn is_name(text: &str) -> bool {
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    (1..=32).contains(&text.len()) && text != "-" && text.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::End;

    #[test]
    fn traffic_has_the_identifier_that_oasis_library_gives_it() {
        let end = |address: &str, port| End {
            address: address.to_owned(),
            port: Some(port),
            ..End::default()
        };
        let flow = Flow {
            start: Some(1_767_323_045.678_901),
            duration: Some(0.833_444),
            originator: end("10.0.0.5", 40_000),
            responder: end("10.0.0.9", 80),
            protocol: "tcp".to_owned(),
            service: "http".to_owned(),
            ..Flow::default()
        };
        let mut observables = Observables::default();
        let ids = observables.flow(&flow);
        assert_eq!(ids[2], "network-traffic--9ab6d85a-6f5a-54c2-a6a7-bd2d5c9925ba");
        assert_eq!(observables.flow(&flow), ids);
        assert_eq!(observables.into_objects().count(), 3);
    }
}
