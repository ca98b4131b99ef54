//! Nameless server: data that is posted by HTTP to a bare address, on a port that is not for it. People follow names; programs that
//! do not want to be found by theirs do not.

use std::net::IpAddr;

use super::traffic::{Flow, Protocol, Traffic};
use super::words::{Counted, Size};
use super::{Found, Indicator, IndicatorKind, Technique, evidence, span};

const TECHNIQUE: Technique = Technique {
    id: "T1571",
    name: "Non-Standard Port",
};
/// Where HTTP is spoken by custom.
const HTTP_PORTS: [u16; 8] = [80, 443, 3128, 8000, 8008, 8080, 8081, 8888];
/// There is no number that it grows with.
const STRENGTH: f64 = 0.5;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |flow: &Flow| {
        let leaves = flow.protocol == Protocol::Tcp && traffic.is_single(flow.target) && !traffic.is_local(flow.target);
        let is_odd = leaves && !HTTP_PORTS.contains(&flow.port);
        let posts =
            is_odd && traffic.text("service", flow.row) == "http" && traffic.text("http_method", flow.row) == "POST";
        let is_bare = posts && is_address(traffic.text("server_name", flow.row));
        is_bare.then_some((flow.source, flow.target, flow.port))
    };
    traffic.for_each_group(key, |_, flows| found.extend(nameless(traffic, flows)));
}

/// An address, maybe with a port behind it.
fn is_address(host: &str) -> bool {
    let bare = host.rsplit_once(':').map_or(host, |(bare, _)| bare);
    bare.parse::<IpAddr>().is_ok() || host.parse::<IpAddr>().is_ok()
}

fn nameless(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let sum = |of: fn(&Flow) -> f64| flows.iter().map(of).sum::<f64>();
    let (bytes_out, bytes_in) = (sum(|flow| flow.bytes_out), sum(|flow| flow.bytes_in));
    let (_, first, last) = span(flows);
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = format!(
        "{source} posted data by HTTP to the bare address {target} on port {}",
        one.port
    );
    let rest = format!(
        ", in {}, {} out and {} in. Programs that take orders from a server do this; so do some games and devices.",
        Counted(flows.len(), "flow"),
        Size(bytes_out),
        Size(bytes_in),
    );
    let found = Found {
        kind: IndicatorKind::NamelessServer,
        technique: TECHNIQUE,
        subject: traffic.service(one),
        strength: STRENGTH,
        evidence: evidence([
            ("flows", flows.len() as f64),
            ("bytes out", bytes_out),
            ("bytes in", bytes_in),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}
