//! ICMP tunnel: pings whose answers hold other bytes than the questions.

use super::traffic::{Flow, Protocol, Traffic};
use super::words::{Count, Size, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1095",
    name: "Non-Application Layer Protocol",
};
/// Pings of a pair: fewer carry little.
const MIN_PINGS: f64 = 20.0;
/// Bytes by which question and answer differ on average. RFC 792: "the data received in the echo message must be returned
/// in the echo reply message", so that they are equal but for a lost one.
const MIN_DIFFERENCE: f64 = 4.0;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    // Whoever is seen first is the originator, and a tunnel's answers may come first.
    let key = |flow: &Flow| {
        let is_ping = flow.protocol == Protocol::Icmp && flow.packets_out > 0.0 && flow.packets_in > 0.0;
        is_ping.then(|| (flow.source.min(flow.target), flow.source.max(flow.target)))
    };
    traffic.for_each_group(key, |_, flows| found.extend(tunnel(traffic, flows)));
}

fn tunnel(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let differs =
        |flow: &&Flow| (flow.bytes_out / flow.packets_out - flow.bytes_in / flow.packets_in).abs() >= MIN_DIFFERENCE;
    let flows: Vec<Flow> = flows.iter().filter(differs).copied().collect();
    let one = flows.first()?;
    let n_packets: f64 = flows.iter().map(|flow| flow.packets_out + flow.packets_in).sum();
    if n_packets / 2.0 < MIN_PINGS {
        return None;
    }
    let n_bytes: f64 = flows.iter().map(|flow| flow.bytes_out + flow.bytes_in).sum();
    let (_, first, last) = span(&flows);
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = format!(
        "{source} and {target} exchanged {} in pings in {}",
        Size(n_bytes),
        Time(last - first)
    );
    let rest = format!(
        "; the {} packets do not return what they were sent, as pings do. This looks like data inside ICMP.",
        Count(n_packets)
    );
    let found = Found {
        kind: IndicatorKind::IcmpTunnel,
        technique: TECHNIQUE,
        subject: Subject {
            source: Some(source.to_owned()),
            target: Some(target.to_owned()),
            ..Subject::default()
        },
        strength: strength(n_packets / 2.0, MIN_PINGS),
        evidence: evidence([("packets", n_packets), ("bytes", n_bytes), ("seconds", last - first)]),
        title,
        rest,
    };
    Some(found.of(&flows))
}
