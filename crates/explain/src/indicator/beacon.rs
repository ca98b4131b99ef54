//! Beacon: talks with one service outside, as regular as a clock and all alike.
//!
//! # Source
//! RITA (Active Countermeasures): dispersion of the times between talks and of the bytes sent, as median absolute deviation. Its
//! second part, the skewness of quartiles, is left out: of the few beats in a capture it says little (0.82 overall for sixty
//! beats with 3 % of jitter).

use super::traffic::{Flow, Protocol, Traffic};
use super::window::{distinct, median};
use super::words::{Count, Size, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span};

const TECHNIQUE: Technique = Technique {
    id: "T1071",
    name: "Application Layer Protocol",
};
/// Beats: fewer can be regular by chance. RITA asks for 20; captures are short.
const MIN_BEATS: usize = 10;
/// Median deviation of the intervals from their median, as a share of it. 0.69 by chance (an exponential distribution); 0.14 of a
/// program that shortens its pauses by up to a half, which few go beyond.
const MAX_JITTER: f64 = 0.2;
/// The same of the bytes that are sent: people send different things.
const MAX_SIZE_JITTER: f64 = 0.2;
/// Beats that come faster than every [`SLOW`] seconds: a page that refreshes itself or a program that retries is soon over. RITA asks for 20.
const MIN_FAST_BEATS: usize = 20;
/// In seconds.
const SLOW: f64 = 5.0;
/// Seconds between beats: below, it is one program's retries.
const MIN_INTERVAL: f64 = 1.5;
/// What follows within this many seconds is of the same beat.
const BURST: f64 = 1.0;
/// Hosts that talk to the service: what most hosts do is a service of all, such as mail or updates.
const MAX_PEERS: usize = 2;
/// DNS, DHCP, NTP, mDNS and LLMNR, SSDP, syslog, SNMP: regular by nature.
const REGULAR_PORTS: [u16; 10] = [53, 67, 68, 123, 161, 162, 514, 1900, 5353, 5355];

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |flow: &Flow| {
        let has_ports = matches!(flow.protocol, Protocol::Tcp | Protocol::Udp);
        let is_outside = traffic.is_single(flow.target) && !traffic.is_local(flow.target);
        let is_regular = REGULAR_PORTS.contains(&flow.port);
        (has_ports && is_outside && !is_regular).then_some((flow.target, flow.protocol, flow.port))
    };
    traffic.for_each_group(key, |_, flows| {
        if distinct(flows, |flow| flow.source) > MAX_PEERS {
            return;
        }
        let mut sources: Vec<u32> = flows.iter().map(|flow| flow.source).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            let flows: Vec<Flow> = flows.iter().filter(|flow| flow.source == source).copied().collect();
            found.extend(beacon(traffic, &flows));
        }
    });
}

fn beacon(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let intervals = intervals(flows);
    if intervals.len() + 1 < MIN_BEATS {
        return None;
    }
    let (interval, jitter) = spread(&intervals);
    let sizes: Vec<f64> = flows.iter().map(|flow| flow.bytes_out).collect();
    let (size, size_jitter) = spread(&sizes);
    let is_hasty = interval < SLOW && intervals.len() + 1 < MIN_FAST_BEATS;
    if is_hasty || interval < MIN_INTERVAL || jitter > MAX_JITTER || size_jitter > MAX_SIZE_JITTER {
        return None;
    }
    let (_, first, last) = span(flows);
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let name = traffic.text("server_name", one.row);
    let called = if name.is_empty() {
        String::new()
    } else {
        format!(" ({name})")
    };
    let title = format!(
        "{source} talked to {target}{called} on port {} {} times in {}, about every {}",
        one.port,
        Count((intervals.len() + 1) as f64),
        Time(last - first),
        Time(interval),
    );
    let rest = format!(
        ", and sent about {} each time. This looks like a program that reports to a server.",
        Size(size)
    );
    let found = Found {
        kind: IndicatorKind::Beacon,
        technique: TECHNIQUE,
        subject: Subject {
            domain: (!name.is_empty()).then(|| name.to_owned()),
            ..traffic.service(one)
        },
        // Half at the threshold, 1 for a clock.
        strength: 1.0 - 0.5 * jitter / MAX_JITTER,
        evidence: evidence([
            ("beats", (intervals.len() + 1) as f64),
            ("seconds between beats", interval),
            ("jitter of beats, share", jitter),
            ("jitter of bytes sent, share", size_jitter),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}

/// Seconds from beat to beat; a burst of flows is one.
fn intervals(flows: &[Flow]) -> Vec<f64> {
    let mut intervals = Vec::new();
    let (mut beat, mut last) = (None, f64::NEG_INFINITY);
    for flow in flows {
        if flow.start - last >= BURST {
            intervals.extend(beat.map(|beat| flow.start - beat));
            beat = Some(flow.start);
        }
        last = flow.start;
    }
    intervals
}

/// Median, and the median deviation from it as a share of it.
fn spread(values: &[f64]) -> (f64, f64) {
    let middle = median(values.iter().copied());
    let deviation = median(values.iter().map(|value| (value - middle).abs()));
    (
        middle,
        if middle > 0.0 {
            deviation / middle
        } else {
            f64::INFINITY
        },
    )
}
