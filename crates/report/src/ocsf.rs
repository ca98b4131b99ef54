//! JSON lines in the names of the Open Cybersecurity Schema Framework: Detection Finding, class 2004.
//!
//! A finding an incident, then one an anomaly; `activity_id` 1 (Create). Times are milliseconds since the Unix epoch.
//!
//! # Source
//! OCSF 1.5.0: class `detection_finding`, objects `finding_info`, `analytic`, `attack`, `evidences`, `network_endpoint`,
//! `network_connection_info`, `metadata`, `product`.

use serde_json::{Value, json};

use crate::document::{Document, add_line};
use crate::error::ReportError;
use crate::model::{Anomaly, Findings, Flow, Incident, Threat};
use crate::time::millis;
use crate::words::PRODUCT;

const VERSION: &str = "1.5.0";

/// Kinds of analytics: a rule over behaviour, and what was learnt.
const BEHAVIOURAL: (u8, &str) = (2, "Behavioral");
const LEARNING: (u8, &str) = (4, "Learning (ML/DL)");

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

/// What every finding says.
fn finding(findings: &Findings, (severity_id, severity): (u8, &str), start: Option<f64>, end: Option<f64>) -> Document {
    let mut finding = Document::default();
    finding.set("activity_id", 1);
    finding.set("activity_name", "Create");
    finding.set("category_uid", 2);
    finding.set("category_name", "Findings");
    finding.set("class_uid", 2004);
    finding.set("class_name", "Detection Finding");
    finding.set("type_uid", 200_401);
    finding.set("type_name", "Detection Finding: Create");
    finding.set("severity_id", severity_id);
    finding.set("severity", severity);
    finding.set(
        "time",
        start.and_then(millis).or_else(|| millis(findings.made.at)).unwrap_or(0),
    );
    finding.set("start_time", start.and_then(millis));
    finding.set("end_time", end.and_then(millis));
    finding.set("metadata.version", VERSION);
    finding.set("metadata.product.name", PRODUCT);
    finding.set("metadata.product.vendor_name", PRODUCT);
    finding.set("metadata.product.version", findings.made.version.as_str());
    finding.set("metadata.original_time", crate::time::rfc3339(findings.made.at));
    finding.set("finding_info.created_time", millis(findings.made.at));
    finding.set("finding_info.first_seen_time", start.and_then(millis));
    finding.set("finding_info.last_seen_time", end.and_then(millis));
    finding.set("finding_info.data_sources", json!([findings.source.name]));
    finding
}

fn of_incident(findings: &Findings, incident: &Incident) -> Document {
    let mut finding = finding(findings, severity(incident.threat), incident.first, incident.last);
    finding.set("message", incident.title.as_str());
    finding.set(
        "is_alert",
        incident.threat > Threat::Low && incident.status != "dismissed",
    );
    let (status_id, status) = match incident.status.as_str() {
        "confirmed" => (2, "In Progress"),
        "dismissed" => (3, "Suppressed"),
        _ => (1, "New"),
    };
    finding.set("status_id", status_id);
    finding.set("status", status);
    finding.set("count", incident.n_rows);
    finding.set(
        "finding_info.uid",
        format!("{}-incident-{}", findings.id(), incident.number),
    );
    finding.set("finding_info.title", incident.title.as_str());
    finding.set("finding_info.desc", incident.description());
    finding.set("finding_info.types", json!([incident.kind]));
    set_analytic(
        &mut finding,
        &incident.kind,
        if incident.is_named { BEHAVIOURAL } else { LEARNING },
    );
    if let Some(technique) = &incident.technique {
        let mut attack = Document::default().with("version", "16");
        let (parent, is_sub) = technique
            .id
            .split_once('.')
            .map_or((technique.id.as_str(), false), |(id, _)| (id, true));
        attack.set("technique.uid", parent);
        let place = if is_sub { "sub_technique" } else { "technique" };
        attack.set(&format!("{place}.uid"), technique.id.as_str());
        attack.set(&format!("{place}.name"), technique.name.as_str());
        if let Some(tactic) = technique.tactic() {
            attack.set("tactic.uid", tactic.id);
            attack.set("tactic.name", tactic.name);
        }
        finding.set("finding_info.attacks", vec![Value::from(attack)]);
    }
    let mut evidences: Vec<Value> = incident.flows.iter().map(|flow| evidence(flow).into()).collect();
    let numbers = incident
        .evidence
        .iter()
        .map(|evidence| (evidence.name.clone(), json!(evidence.value)));
    let numbers = Value::Object(numbers.collect());
    evidences.push(Document::default().with("name", "numbers").with("data", numbers).into());
    finding.set("evidences", evidences);
    finding.set(
        "observables",
        observables(incident.hosts.iter().map(|host| ("evidences", host))),
    );
    finding
}

fn of_anomaly(findings: &Findings, anomaly: &Anomaly) -> Document {
    let flow = anomaly.flow.as_ref();
    let severity_of = match anomaly.severity.as_str() {
        "high" => Threat::High,
        "medium" => Threat::Medium,
        _ => Threat::Low,
    };
    let (start, end) = (flow.and_then(|flow| flow.start), flow.and_then(Flow::end));
    let mut finding = finding(findings, severity(severity_of), start, end);
    let title = anomaly.title(&findings.source.noun);
    finding.set("message", title.as_str());
    finding.set("is_alert", false);
    finding.set("status_id", 1);
    finding.set("status", "New");
    finding.set("confidence_score", percent(anomaly.confidence));
    finding.set("risk_score", percent(anomaly.score));
    finding.set("finding_info.uid", format!("{}-row-{}", findings.id(), anomaly.row));
    finding.set("finding_info.title", title);
    finding.set("finding_info.desc", anomaly.description());
    finding.set("finding_info.types", json!(["unusual traffic"]));
    set_analytic(&mut finding, "ensemble vote", LEARNING);
    let mut data = Document::default();
    data.set("row", anomaly.row);
    data.set("rank", anomaly.rank);
    data.set("score", anomaly.score);
    data.set("incident", anomaly.incident);
    data.set("label", anomaly.label.as_deref());
    data.set("mark", anomaly.mark.as_deref());
    data.set("family", anomaly.family.as_ref().map(|family| family.name.clone()));
    for vote in &anomaly.votes {
        data.set(&format!("percentiles.{}", vote.detector), vote.percentile);
    }
    let evidence = flow.map(evidence).unwrap_or_default().with("data", data);
    finding.set("evidences", vec![Value::from(evidence)]);
    finding
}

fn set_analytic(finding: &mut Document, name: &str, (type_id, kind): (u8, &str)) {
    finding.set("finding_info.analytic.name", name);
    finding.set(
        "finding_info.analytic.uid",
        format!("wiresift.{}", name.replace(' ', "_")),
    );
    finding.set("finding_info.analytic.type_id", type_id);
    finding.set("finding_info.analytic.type", kind);
}

fn evidence(flow: &Flow) -> Document {
    let mut evidence = Document::default();
    for (name, end, port) in [
        ("src_endpoint", &flow.originator, flow.ports()[0]),
        ("dst_endpoint", &flow.responder, flow.ports()[1]),
    ] {
        evidence.set(&format!("{name}.ip"), end.ip().map(|address| address.to_string()));
        evidence.set(&format!("{name}.port"), port);
    }
    evidence.set("connection_info.direction_id", 0);
    evidence.set("connection_info.protocol_name", flow.protocol.as_str());
    evidence.set("connection_info.protocol_num", protocol_number(&flow.protocol));
    evidence.set("connection_info.community_uid", flow.community_id.as_deref());
    evidence
}

fn protocol_number(name: &str) -> Option<u8> {
    match name {
        "icmp" => Some(1),
        "tcp" => Some(6),
        "udp" => Some(17),
        "icmp6" => Some(58),
        "sctp" => Some(132),
        _ => None,
    }
}

/// IP addresses as OCSF's observables of type 2.
fn observables<'a>(hosts: impl Iterator<Item = (&'static str, &'a String)>) -> Vec<Value> {
    let ips = hosts.filter(|(_, host)| host.parse::<std::net::IpAddr>().is_ok());
    ips.map(|(name, host)| json!({"name": name, "type_id": 2, "type": "IP Address", "value": host}))
        .collect()
}

fn severity(threat: Threat) -> (u8, &'static str) {
    match threat {
        Threat::Low => (2, "Low"),
        Threat::Medium => (3, "Medium"),
        Threat::High => (4, "High"),
        Threat::Critical => (5, "Critical"),
    }
}

fn percent(ratio: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let percent = (ratio.clamp(0.0, 1.0) * 100.0).round() as u8;
    percent
}
