//! Host sweep: one host looks for others, by one port, by ping or by ARP.

use super::traffic::{Flow, Protocol, Traffic};
use super::window::{distinct, most_distinct};
use super::words::{Count, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const SERVICES: Technique = Technique {
    id: "T1046",
    name: "Network Service Discovery",
};
const HOSTS: Technique = Technique {
    id: "T1018",
    name: "Remote System Discovery",
};
/// Hosts tried in vain by one port within [`WINDOW`]: Zeek's `addr_scan_threshold`.
const MIN_HOSTS: usize = 25;
/// Hosts pinged, of which [`MIN_SILENT`] do not answer: those who watch over a network ping some, but such as are there.
const MIN_PINGED: usize = 10;
const MIN_SILENT: usize = 5;
/// Addresses asked for by ARP without answer: a machine that wakes up asks for a few that have gone.
const MIN_ASKED: usize = 30;
/// In seconds: Zeek's `addr_scan_interval`.
const WINDOW: f64 = 300.0;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |flow: &Flow| {
        let port = match flow.protocol {
            Protocol::Tcp | Protocol::Udp => flow.port,
            Protocol::Icmp | Protocol::Arp => 0,
            Protocol::Other => return None,
        };
        traffic
            .is_single(flow.target)
            .then_some((flow.source, flow.protocol, port))
    };
    traffic.for_each_group(key, |_, flows| found.extend(sweep(traffic, flows)));
}

/// Hosts of which a flow failed.
fn n_silent(flows: &[Flow]) -> usize {
    let failed: Vec<Flow> = flows.iter().filter(|flow| flow.outcome.is_failed()).copied().collect();
    distinct(&failed, |flow| flow.target)
}

fn sweep(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let first_flow = flows.first()?;
    let protocol = first_flow.protocol;
    // Who answers a ping was looked for as well as who does not.
    let counts = |flow: &&Flow| protocol == Protocol::Icmp || flow.outcome.is_failed();
    let threshold = match protocol {
        Protocol::Icmp => MIN_PINGED,
        Protocol::Arp => MIN_ASKED,
        _ => MIN_HOSTS,
    };
    let tried: Vec<Flow> = flows.iter().filter(counts).copied().collect();
    let n_tried = distinct(&tried, |flow| flow.target);
    if n_tried < threshold || most_distinct(&tried, WINDOW, |flow| flow.target) < threshold {
        return None;
    }
    let n_silent = n_silent(&tried);
    if protocol == Protocol::Icmp && n_silent < MIN_SILENT {
        return None;
    }
    let (_, first, last) = span(&tried);
    let is_of_sweep = |flow: &&Flow| flow.start >= first - WINDOW && flow.start <= last + WINDOW;
    let flows: Vec<Flow> = flows.iter().filter(is_of_sweep).copied().collect();
    let (_, first, last) = span(&flows);
    let n_hosts = distinct(&flows, |flow| flow.target);
    let source = traffic.name(first_flow.source);
    let (how, port) = match protocol {
        Protocol::Icmp => ("by ping".to_owned(), None),
        Protocol::Arp => ("by ARP".to_owned(), None),
        Protocol::Udp => (format!("on UDP port {}", first_flow.port), Some(first_flow.port)),
        _ => (format!("on TCP port {}", first_flow.port), Some(first_flow.port)),
    };
    let title = format!(
        "{source} tried {} hosts {how} in {}",
        Count(n_hosts as f64),
        Time(last - first)
    );
    let rest = format!(
        "; {} refused or did not answer. This looks like a search for hosts.",
        Count(n_silent as f64),
    );
    let found = Found {
        kind: IndicatorKind::HostSweep,
        technique: if port.is_some() { SERVICES } else { HOSTS },
        subject: Subject {
            source: Some(source.to_owned()),
            port,
            ..Subject::default()
        },
        strength: strength(n_tried as f64, threshold as f64),
        evidence: evidence([
            ("hosts", n_hosts as f64),
            ("silent hosts", n_silent as f64),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(&flows))
}
