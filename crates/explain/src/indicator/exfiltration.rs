//! Exfiltration: far more goes to a place outside than comes back.

use super::traffic::{Flow, Protocol, Traffic};
use super::window::distinct;
use super::words::{Size, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1048",
    name: "Exfiltration Over Alternative Protocol",
};
/// Bytes sent to one service: a photograph or an attachment is less.
const MIN_BYTES: f64 = 2e6;
/// Bytes sent for each byte that came back: in a download it is the other way round by 20 and more, in a call even. TCP's
/// acknowledgements alone bring back a twentieth to a fiftieth of what is sent.
const MIN_RATIO: f64 = 10.0;
/// Hosts that send to the service: a place where all put their files is the house's own.
const MAX_PEERS: usize = 2;
/// Mail goes out by nature.
const MAIL_PORTS: [u16; 3] = [25, 465, 587];

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |flow: &Flow| {
        let has_ports = matches!(flow.protocol, Protocol::Tcp | Protocol::Udp);
        let leaves = traffic.is_local(flow.source) && traffic.is_single(flow.target) && !traffic.is_local(flow.target);
        let is_mail = MAIL_PORTS.contains(&flow.port);
        (has_ports && leaves && !is_mail).then_some((flow.target, flow.protocol, flow.port))
    };
    traffic.for_each_group(key, |_, flows| {
        if distinct(flows, |flow| flow.source) > MAX_PEERS {
            return;
        }
        // The sources are one or two.
        let lowest = flows.iter().map(|flow| flow.source).min();
        let of = |is_lowest: bool| -> Vec<Flow> {
            let flows = flows.iter().filter(|flow| (Some(flow.source) == lowest) == is_lowest);
            flows.copied().collect()
        };
        found.extend(upload(traffic, &of(true)));
        found.extend(upload(traffic, &of(false)));
    });
}

fn upload(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let bytes_out: f64 = flows.iter().map(|flow| flow.bytes_out).sum();
    let bytes_in: f64 = flows.iter().map(|flow| flow.bytes_in).sum();
    if bytes_out < MIN_BYTES || bytes_out < MIN_RATIO * bytes_in {
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
        "{source} sent {} to {target}{called} on port {} in {}",
        Size(bytes_out),
        one.port,
        Time(last - first),
    );
    let rest = format!(
        " and got {} back. This may be data that leaves the house.",
        Size(bytes_in)
    );
    let found = Found {
        kind: IndicatorKind::Exfiltration,
        technique: TECHNIQUE,
        subject: Subject {
            domain: (!name.is_empty()).then(|| name.to_owned()),
            ..traffic.service(one)
        },
        strength: strength(bytes_out, MIN_BYTES),
        evidence: evidence([
            ("bytes out", bytes_out),
            ("bytes in", bytes_in),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}
