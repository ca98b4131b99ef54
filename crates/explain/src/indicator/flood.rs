//! Flood: half-open TCP connections, or packets that nobody answers, more than any use explains.

use super::traffic::{Flow, Outcome, Protocol, Traffic};
use super::window::{distinct, most_flows};
use super::words::{Count, Counted, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1498.001",
    name: "Network Denial of Service: Direct Network Flood",
};
/// Half-open connections to one port within [`WINDOW`]: half of what fills Linux's smallest usual backlog, 512 or 1,024.
const MIN_HALF_OPEN: usize = 256;
/// The same of UDP flows without answer; more, because syslog and the like ask for none.
const MIN_UNANSWERED: usize = 512;
/// In seconds.
const WINDOW: f64 = 10.0;
/// Of all connections to the port while it lasts: a busy server under no attack answers most.
const MIN_SHARE: f64 = 0.5;
/// Pings to one host, and a second: `ping` sends one a second, an impatient person five.
const MIN_PINGS: f64 = 500.0;
const MIN_PING_RATE: f64 = 20.0;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let to_port = |flow: &Flow| {
        let has_ports = matches!(flow.protocol, Protocol::Tcp | Protocol::Udp);
        (has_ports && traffic.is_single(flow.target)).then_some((flow.target, flow.protocol, flow.port))
    };
    traffic.for_each_group(to_port, |_, flows| found.extend(half_open(traffic, flows)));
    let pings = |flow: &Flow| {
        let is_ping = flow.protocol == Protocol::Icmp && traffic.is_single(flow.target);
        is_ping.then_some((flow.source, flow.target))
    };
    traffic.for_each_group(pings, |_, flows| found.extend(ping_flood(traffic, flows)));
}

/// SYN without the rest: no answer, or an answer that was not taken up.
fn is_half_open(traffic: &Traffic<'_>, flow: &Flow) -> bool {
    match flow.outcome {
        Outcome::Unanswered => true,
        Outcome::Refused => false,
        // Zeek's letters: the responder's SYN-ACK is h; with the originator's ACK, data or end there are capitals behind it.
        Outcome::Other => {
            let history = traffic.text("history", flow.row);
            flow.protocol == Protocol::Tcp
                && history.starts_with("Sh")
                && !history[2..].contains(|letter: char| letter.is_ascii_uppercase())
        }
    }
}

fn half_open(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let (threshold, is_tcp) = match one.protocol {
        Protocol::Tcp => (MIN_HALF_OPEN, true),
        _ => (MIN_UNANSWERED, false),
    };
    if flows.len() < threshold {
        return None;
    }
    let open: Vec<Flow> = flows
        .iter()
        .filter(|flow| is_half_open(traffic, flow))
        .copied()
        .collect();
    let most = most_flows(&open, WINDOW);
    if most < threshold {
        return None;
    }
    let (_, first, last) = span(&open);
    let meanwhile = flows.iter().filter(|flow| flow.start >= first && flow.start <= last);
    if (open.len() as f64) < MIN_SHARE * meanwhile.count() as f64 {
        return None;
    }
    let n_sources = distinct(&open, |flow| flow.source);
    let target = traffic.name(one.target);
    let title = format!(
        "{target} got {} {} on port {} from {} in {}",
        Count(open.len() as f64),
        if is_tcp {
            "requests for a connection (SYN) that were not completed"
        } else {
            "UDP conversations that it did not answer"
        },
        one.port,
        Counted(n_sources, "host"),
        Time(last - first),
    );
    let rest = format!(
        ", up to {} in {}. This looks like a flood.",
        Count(most as f64),
        Time(WINDOW)
    );
    let source = (n_sources == 1).then(|| traffic.name(one.source).to_owned());
    let found = Found {
        kind: if is_tcp {
            IndicatorKind::SynFlood
        } else {
            IndicatorKind::Flood
        },
        technique: TECHNIQUE,
        subject: Subject {
            source,
            target: Some(target.to_owned()),
            port: Some(one.port),
            ..Subject::default()
        },
        strength: strength(most as f64, threshold as f64),
        evidence: evidence([
            ("half-open flows", open.len() as f64),
            ("most in 10 s", most as f64),
            ("sources", n_sources as f64),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(&open))
}

fn ping_flood(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let n_packets: f64 = flows.iter().map(|flow| flow.packets_out).sum();
    let (_, first, last) = span(flows);
    let rate = n_packets / (last - first).max(1.0);
    if n_packets < MIN_PINGS || rate < MIN_PING_RATE {
        return None;
    }
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = format!(
        "{source} sent {} ICMP packets to {target} in {}",
        Count(n_packets),
        Time(last - first),
    );
    let rest = format!(", {} a second. This looks like a flood.", Count(rate));
    let found = Found {
        kind: IndicatorKind::Flood,
        technique: TECHNIQUE,
        subject: Subject {
            source: Some(source.to_owned()),
            target: Some(target.to_owned()),
            ..Subject::default()
        },
        strength: strength(rate, MIN_PING_RATE),
        evidence: evidence([
            ("packets", n_packets),
            ("packets a second", rate),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}
