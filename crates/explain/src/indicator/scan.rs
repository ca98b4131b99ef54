//! Port scan: one host tries many ports of another, most of them in vain.

use super::traffic::{Flow, Outcome, Protocol, Traffic};
use super::window::{distinct, most_distinct};
use super::words::{Count, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1046",
    name: "Network Service Discovery",
};
/// Ports tried in vain within [`WINDOW`]: Zeek's `port_scan_threshold`. A client with a wrong setting tries one or two.
const MIN_PORTS: usize = 15;
/// In seconds: Zeek's `port_scan_interval`.
const WINDOW: f64 = 300.0;
/// Ports probed by TCP packets that begin nothing (FIN, XMAS, NULL; RFC 9293, section 3.10.7.1, has them refused): no program but
/// a scanner sends them, and a connection that was cut into by the capture has one port.
const MIN_ODD_PORTS: usize = 3;
/// UDP ports that traceroute counts up through.
const TRACEROUTE: std::ops::RangeInclusive<u16> = 33_434..=33_534;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |flow: &Flow| {
        let has_ports = matches!(flow.protocol, Protocol::Tcp | Protocol::Udp);
        let is_traceroute = flow.protocol == Protocol::Udp && TRACEROUTE.contains(&flow.port);
        let is_probe = has_ports && !is_traceroute && traffic.is_single(flow.target);
        is_probe.then_some((flow.source, flow.target, flow.protocol))
    };
    traffic.for_each_group(key, |_, flows| found.extend(scan(traffic, flows)));
}

/// One packet that neither begins nor belongs to a connection, without data, maybe refused.
fn is_odd(traffic: &Traffic<'_>, flow: &Flow) -> bool {
    let is_probe = flow.protocol == Protocol::Tcp && flow.packets_out <= 1.0 && flow.packets_in <= 1.0;
    // Zeek's letters: FIN, RST; `-` and `r` alone are of a packet without a flag.
    is_probe && matches!(traffic.text("history", flow.row), "F" | "Fr" | "r" | "-")
}

fn scan(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let failed: Vec<Flow> = flows.iter().filter(|flow| flow.outcome.is_failed()).copied().collect();
    let odd: Vec<Flow> = flows.iter().filter(|flow| is_odd(traffic, flow)).copied().collect();
    let n_odd_ports = distinct(&odd, |flow| flow.port.into());
    let n_failed_ports = distinct(&failed, |flow| flow.port.into());
    let has_many = n_failed_ports >= MIN_PORTS && most_distinct(&failed, WINDOW, |flow| flow.port.into()) >= MIN_PORTS;
    if !has_many && n_odd_ports < MIN_ODD_PORTS {
        return None;
    }
    let failed = if has_many { failed } else { [failed, odd].concat() };
    // Ports that answered are what was looked for.
    let (_, first, last) = span(&failed);
    let is_of_scan = |flow: &&Flow| flow.start >= first - WINDOW && flow.start <= last + WINDOW;
    let flows: Vec<Flow> = flows.iter().filter(is_of_scan).copied().collect();
    let (_, first, last) = span(&flows);
    let n_ports = distinct(&flows, |flow| flow.port.into());
    let refused = flows.iter().filter(|flow| flow.outcome == Outcome::Refused);
    let n_refused = refused.count();
    let n_unanswered = failed.len() - n_refused.min(failed.len());
    let (source, target) = (traffic.name(flows.first()?.source), traffic.name(flows.first()?.target));
    let title = format!(
        "{source} tried {} ports on {target} in {}",
        Count(n_ports as f64),
        Time(last - first)
    );
    let rest = format!(
        "; {} attempts were refused and {} not answered. This looks like a port scan.",
        Count(n_refused as f64),
        Count(n_unanswered as f64),
    );
    let found = Found {
        kind: IndicatorKind::PortScan,
        technique: TECHNIQUE,
        subject: Subject {
            source: Some(source.to_owned()),
            target: Some(target.to_owned()),
            ..Subject::default()
        },
        strength: strength(n_failed_ports as f64, MIN_PORTS as f64)
            .max(strength(n_odd_ports as f64, MIN_ODD_PORTS as f64)),
        evidence: evidence([
            ("ports", n_ports as f64),
            ("refused flows", n_refused as f64),
            ("unanswered flows", n_unanswered as f64),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(&flows))
}
