//! What payload gives away: attacks on web servers, programs sent in the clear, malformed packets, mining. Read from the columns
//! `payload_sign` and `service`, which tables of captures have.

use std::collections::BTreeSet;

use super::traffic::{Flow, Traffic};
use super::words::Counted;
use super::{Found, Indicator, IndicatorKind, Technique, evidence, span, strength};

const EXPLOIT: Technique = Technique {
    id: "T1190",
    name: "Exploit Public-Facing Application",
};
const SCAN: Technique = Technique {
    id: "T1595",
    name: "Active Scanning",
};
const TRANSFER: Technique = Technique {
    id: "T1105",
    name: "Ingress Tool Transfer",
};
const MINING: Technique = Technique {
    id: "T1496",
    name: "Resource Hijacking",
};
const BREAKDOWN: Technique = Technique {
    id: "T1499.004",
    name: "Endpoint Denial of Service: Application or System Exploitation",
};
/// One sign is enough for a hint: strength a half.
const MIN_FLOWS: f64 = 1.0;
/// What a page that is made by hand may ask of a scanner's name, and nothing else.
const SCANNER: &str = "scanner";
/// Signs of an attack on a web server.
const WEB: [&str; 6] = [
    "SQL injection",
    "cross-site scripting",
    "command injection",
    "path traversal",
    "secret file",
    SCANNER,
];
const PROGRAMS: [&str; 2] = ["executable", "shell script"];
const MALFORMED: &str = "malformed TPKT";

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let key = |is_wanted: fn(&str, &str) -> bool| {
        move |flow: &Flow| {
            let (sign, service) = (
                traffic.text("payload_sign", flow.row),
                traffic.text("service", flow.row),
            );
            is_wanted(sign, service).then_some((flow.source, flow.target, flow.port))
        }
    };
    let web = key(|sign, _| WEB.contains(&sign));
    traffic.for_each_group(web, |_, flows| found.extend(web_attack(traffic, flows)));
    let transfer = key(|sign, _| PROGRAMS.contains(&sign));
    traffic.for_each_group(transfer, |_, flows| found.extend(tool_transfer(traffic, flows)));
    let malformed = key(|sign, _| sign == MALFORMED);
    traffic.for_each_group(malformed, |_, flows| found.extend(broken(traffic, flows)));
    let mining = key(|_, service| service == "stratum");
    traffic.for_each_group(mining, |_, flows| found.extend(mine(traffic, flows)));
}

fn signs<'a>(traffic: &Traffic<'a>, flows: &[Flow]) -> BTreeSet<&'a str> {
    let signs = flows.iter().map(|flow| traffic.text("payload_sign", flow.row));
    signs.collect()
}

fn web_attack(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let signs: Vec<&str> = signs(traffic, flows).into_iter().collect();
    let is_scan_only = signs == [SCANNER];
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = if is_scan_only {
        format!(
            "{source} looked for weak spots of the web server {target} on port {}",
            one.port
        )
    } else {
        format!(
            "{source} tried {} on the web server {target}, port {}",
            attempts(&signs),
            one.port
        )
    };
    let rest = format!(
        ", in {}. The words of the requests look like an attack; whether it worked is not seen.",
        Counted(flows.len(), "flow")
    );
    let technique = if is_scan_only { SCAN } else { EXPLOIT };
    Some(indicator(
        traffic,
        flows,
        (IndicatorKind::WebAttack, technique),
        title,
        rest,
    ))
}

/// The signs in a row; that a scanner sends them is no attempt of its own.
fn attempts(signs: &[&str]) -> String {
    let signs: Vec<&str> = signs.iter().filter(|sign| **sign != SCANNER).copied().collect();
    signs.join(", ").replace("secret file", "to read secret files")
}

fn tool_transfer(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let signs: Vec<&str> = signs(traffic, flows).into_iter().collect();
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    // The larger side sends the program.
    let sum = |of: fn(&Flow) -> f64| flows.iter().map(of).sum::<f64>();
    let is_download = sum(|flow| flow.bytes_in) >= sum(|flow| flow.bytes_out);
    let (verb, to) = if is_download { ("got", "from") } else { ("sent", "to") };
    let what = match signs[..] {
        ["executable"] => "a program",
        ["shell script"] => "a shell script",
        _ => "programs and shell scripts",
    };
    let title = format!(
        "{source} {verb} {what} {to} {target} on port {}, not encrypted",
        one.port
    );
    let rest = format!(
        ", in {}. Malware is often fetched like this; so are some updates.",
        Counted(flows.len(), "flow")
    );
    Some(indicator(
        traffic,
        flows,
        (IndicatorKind::ToolTransfer, TRANSFER),
        title,
        rest,
    ))
}

fn broken(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = format!("{source} sent {target} a malformed TPKT packet on port {}", one.port);
    let rest = format!(
        ", in {}. It is too short for what it must hold, which has broken servers of H.323 and of remote desktops.",
        Counted(flows.len(), "flow")
    );
    let kind = (IndicatorKind::MalformedPacket, BREAKDOWN);
    Some(indicator(traffic, flows, kind, title, rest))
}

fn mine(traffic: &Traffic<'_>, flows: &[Flow]) -> Option<Indicator> {
    let one = flows.first()?;
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let title = format!("{source} spoke with the mining pool {target} on port {}", one.port);
    let rest = format!(
        ", in {}. The words are those of Stratum, by which crypto-currency is mined.",
        Counted(flows.len(), "flow")
    );
    Some(indicator(traffic, flows, (IndicatorKind::Mining, MINING), title, rest))
}

fn indicator(
    traffic: &Traffic<'_>,
    flows: &[Flow],
    (kind, technique): (IndicatorKind, Technique),
    title: String,
    rest: String,
) -> Indicator {
    let (_, first, last) = span(flows);
    let subject = flows.first().map(|one| traffic.service(one)).unwrap_or_default();
    let found = Found {
        kind,
        technique,
        subject,
        strength: strength(flows.len() as f64, MIN_FLOWS),
        evidence: evidence([("flows", flows.len() as f64), ("seconds", last - first)]),
        title,
        rest,
    };
    found.of(flows)
}
