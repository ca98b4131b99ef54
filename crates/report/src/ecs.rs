//! JSON lines in the names of the Elastic Common Schema.
//!
//! An object an incident, then one an anomaly. `event.severity` is 1 to 4 for low to critical; `event.risk_score` 0 to 100. What
//! ECS has no name for is below `wiresift`, as ECS wants of fields of one's own.
//!
//! # Source
//! Elastic Common Schema 9.0: base, event, source, destination, network, threat, rule, related, observer. `event.kind` `alert`,
//! `event.category` `intrusion_detection` and `network`, `event.type` `info`.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::document::{Document, add_line};
use crate::error::ReportError;
use crate::model::{Anomaly, End, Findings, Flow, Incident, Threat};
use crate::time::rfc3339;
use crate::words::PRODUCT;

const VERSION: &str = "9.0.0";

pub(crate) fn write(findings: &Findings) -> Result<Vec<u8>, ReportError> {
    let mut lines = Vec::new();
    for incident in &findings.incidents {
        add_line(&mut lines, &of_incident(findings, incident))?;
    }
    for anomaly in &findings.anomalies {
        add_line(&mut lines, &of_anomaly(findings, anomaly))?;
    }
    Ok(lines)
}

/// What every event says.
fn event(findings: &Findings, dataset: &str, start: Option<f64>, end: Option<f64>) -> Document {
    let mut event = Document::default();
    event.set("@timestamp", rfc3339(start.unwrap_or(findings.made.at)));
    event.set("ecs.version", VERSION);
    event.set("event.kind", "alert");
    event.set("event.category", json!(["intrusion_detection", "network"]));
    event.set("event.type", json!(["info"]));
    event.set("event.module", "wiresift");
    event.set("event.provider", "wiresift");
    event.set("event.dataset", dataset);
    event.set("event.created", rfc3339(findings.made.at));
    event.set("event.start", start.map(rfc3339));
    event.set("event.end", end.map(rfc3339));
    event.set("event.duration", nanos(start, end));
    event.set("observer.vendor", PRODUCT);
    event.set("observer.product", PRODUCT);
    event.set("observer.version", findings.made.version.as_str());
    event.set("observer.type", "ids");
    event.set("wiresift.source.name", findings.source.name.as_str());
    event.set("wiresift.source.digest", findings.source.digest.as_str());
    event.set("wiresift.pseudonymised", findings.made.is_pseudonymised);
    event
}

fn of_incident(findings: &Findings, incident: &Incident) -> Document {
    let mut event = event(findings, "wiresift.incident", incident.first, incident.last);
    event.set("message", incident.title.as_str());
    event.set("event.id", format!("{}-incident-{}", findings.id(), incident.number));
    event.set("event.action", incident.kind.as_str());
    event.set("event.reason", incident.description());
    event.set("event.severity", severity(incident.threat));
    event.set("event.risk_score", risk(incident.threat));
    event.set("rule.name", incident.kind.as_str());
    event.set("rule.category", if incident.is_named { "behaviour" } else { "anomaly" });
    event.set("rule.ruleset", "wiresift");
    if let Some(technique) = &incident.technique {
        event.set("threat.framework", "MITRE ATT&CK");
        let (id, name) = technique
            .id
            .split_once('.')
            .map_or((technique.id.as_str(), Some(&technique.name)), |(id, _)| (id, None));
        event.set("threat.technique.id", json!([id]));
        event.set("threat.technique.name", name.map(|name| json!([name])));
        if name.is_none() {
            event.set("threat.technique.subtechnique.id", json!([technique.id]));
            event.set("threat.technique.subtechnique.name", json!([technique.name]));
        }
        event.set("threat.technique.reference", json!([technique.url()]));
        if let Some(tactic) = technique.tactic() {
            event.set("threat.tactic.id", json!([tactic.id]));
            event.set("threat.tactic.name", json!([tactic.name]));
        }
    }
    let mut addresses = incident.addresses();
    set_end(&mut event, "source", addresses.next());
    set_end(&mut event, "destination", addresses.next());
    event.set("related.ip", ips(incident.addresses()));
    let ids: Vec<&str> = incident
        .flows
        .iter()
        .filter_map(|flow| flow.community_id.as_deref())
        .collect();
    event.set("network.community_id", ids);
    event.set("wiresift.incident.number", incident.number);
    event.set("wiresift.incident.threat", incident.threat.name());
    event.set("wiresift.incident.status", incident.status.as_str());
    event.set("wiresift.incident.rows", incident.n_rows);
    event.set("wiresift.incident.anomalies", incident.n_anomalies);
    let evidence = incident
        .evidence
        .iter()
        .map(|evidence| json!({"name": evidence.name, "value": evidence.value}));
    event.set("wiresift.incident.evidence", evidence.collect::<Vec<Value>>());
    event
}

fn of_anomaly(findings: &Findings, anomaly: &Anomaly) -> Document {
    let flow = anomaly.flow.as_ref();
    let (start, end) = (flow.and_then(|flow| flow.start), flow.and_then(Flow::end));
    let mut event = event(findings, "wiresift.anomaly", start, end);
    event.set("message", anomaly.title(&findings.source.noun));
    event.set("event.id", format!("{}-row-{}", findings.id(), anomaly.row));
    event.set("event.action", "unusual traffic");
    event.set("event.reason", anomaly.description());
    event.set(
        "event.severity",
        match anomaly.severity.as_str() {
            "high" => 3,
            "medium" => 2,
            _ => 1,
        },
    );
    event.set("event.risk_score", (anomaly.score * 1e4).round() / 1e2);
    event.set("rule.name", "ensemble vote");
    event.set("rule.category", "anomaly");
    event.set("rule.ruleset", "wiresift");
    if let Some(flow) = flow {
        set_flow(&mut event, flow);
    }
    event.set("wiresift.anomaly.row", anomaly.row);
    event.set("wiresift.anomaly.rank", anomaly.rank);
    event.set("wiresift.anomaly.score", anomaly.score);
    event.set("wiresift.anomaly.confidence", anomaly.confidence);
    event.set("wiresift.anomaly.severity", anomaly.severity.as_str());
    event.set("wiresift.anomaly.incident", anomaly.incident);
    event.set("wiresift.anomaly.label", anomaly.label.as_deref());
    event.set("wiresift.anomaly.mark", anomaly.mark.as_deref());
    event.set("wiresift.anomaly.votes", anomaly.voters());
    event.set("wiresift.anomaly.reasons", anomaly.reasons.clone());
    if let Some(family) = &anomaly.family {
        event.set("wiresift.anomaly.family.name", family.name.as_str());
        event.set("wiresift.anomaly.family.confidence", family.confidence);
        event.set("wiresift.anomaly.family.risk", family.risk.as_str());
    }
    event
}

fn set_flow(event: &mut Document, flow: &Flow) {
    for (name, end, port) in [
        ("source", &flow.originator, flow.ports()[0]),
        ("destination", &flow.responder, flow.ports()[1]),
    ] {
        set_end(event, name, end.ip());
        event.set(&format!("{name}.address"), end.address.as_str());
        event.set(&format!("{name}.port"), port);
        event.set(&format!("{name}.packets"), end.packets);
        event.set(&format!("{name}.bytes"), end.bytes);
    }
    let ips_of = [&flow.originator, &flow.responder].into_iter().filter_map(End::ip);
    event.set("related.ip", ips(ips_of));
    let transport = if flow.protocol == "icmp6" {
        "ipv6-icmp"
    } else {
        &flow.protocol
    };
    event.set("network.transport", transport);
    event.set("network.type", flow.originator.ip().map(kind));
    event.set("network.protocol", flow.service.as_str());
    event.set("network.community_id", flow.community_id.as_deref());
    let sum = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
    event.set("network.packets", sum(flow.originator.packets, flow.responder.packets));
    event.set("network.bytes", sum(flow.originator.bytes, flow.responder.bytes));
    event.set("zeek.connection.state", flow.state.as_str());
}

fn set_end(event: &mut Document, name: &str, address: Option<IpAddr>) {
    let address = address.map(|address| address.to_string());
    event.set(&format!("{name}.ip"), address.clone());
    event.set(&format!("{name}.address"), address);
}

fn ips(addresses: impl Iterator<Item = IpAddr>) -> Vec<String> {
    let mut ips: Vec<String> = addresses.map(|address| address.to_string()).collect();
    wiresift_order::sort(&mut ips);
    ips.dedup();
    ips
}

fn kind(address: IpAddr) -> &'static str {
    match address {
        IpAddr::V4(_) => "ipv4",
        IpAddr::V6(_) => "ipv6",
    }
}

fn severity(threat: Threat) -> u8 {
    match threat {
        Threat::Low => 1,
        Threat::Medium => 2,
        Threat::High => 3,
        Threat::Critical => 4,
    }
}

/// As Elastic's own rules have it: 21, 47, 73, 99.
fn risk(threat: Threat) -> u8 {
    match threat {
        Threat::Low => 21,
        Threat::Medium => 47,
        Threat::High => 73,
        Threat::Critical => 99,
    }
}

fn nanos(start: Option<f64>, end: Option<f64>) -> Option<u64> {
    let seconds = end? - start?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative; `as` saturates"
    )]
    (seconds >= 0.0).then(|| (seconds * 1e9).round() as u64)
}
