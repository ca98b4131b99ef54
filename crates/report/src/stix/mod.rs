//! A STIX 2.1 bundle.
//!
//! | what | as |
//! | --- | --- |
//! | this program | `identity` |
//! | an incident | `grouping` ("suspicious-activity") of what follows |
//! | its flows | `network-traffic` between `ipv4-addr` or `ipv6-addr`, held by an `observed-data` |
//! | its technique | `attack-pattern` with ATT&CK's number |
//! | who acts, where an incident looks like something known | `indicator` that `indicates` the technique, and a `sighting` of it |
//! | an anomaly with addresses | `observed-data`, and a `note` that says why |
//!
//! STIX' own `incident` has no properties in 2.1 but a name; a `grouping` is what the standard has for "these belong together".
//! Rows without IP addresses have no place in it and are left out.
//!
//! Identifiers of observables are those that the standard derives from their properties (UUID version 5), so that the same address
//! has the same one everywhere. All others are of version 5, too, in a namespace of this project's, and made from what they
//! stand for and when the report was made: the same report gives the same file.
//!
//! # Source
//! OASIS, "STIX Version 2.1", 10 June 2021: 2.9 (identifiers), 3.2 (common properties), 4 (domain objects), 5 (relationships),
//! 6.9, 6.10, 6.12 (observables); RFC 8785 for the text that identifiers are made of.

mod id;
mod observable;

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::document::Document;
use crate::error::ReportError;
use crate::model::{Anomaly, Findings, Incident, Technique};
use crate::time::rfc3339;
use crate::words::PRODUCT;
use id::own;
use observable::Observables;

/// When the identity of this program was made up: it is the same in all bundles.
const IDENTITY_CREATED: &str = "2026-01-01T00:00:00.000Z";

pub(crate) fn write(findings: &Findings) -> Result<Vec<u8>, ReportError> {
    let mut bundle = Bundle::new(findings);
    for incident in &findings.incidents {
        bundle.add_incident(incident);
    }
    for anomaly in &findings.anomalies {
        bundle.add_anomaly(anomaly);
    }
    let id = own("bundle", &bundle.name("bundle"));
    let mut objects = bundle.objects;
    objects.extend(bundle.observables.into_objects());
    let bundle = Document::default()
        .with("type", "bundle")
        .with("id", id)
        .with("objects", objects.into_iter().map(Value::from).collect::<Vec<_>>());
    Ok(serde_json::to_vec(&bundle)?)
}

struct Bundle<'a> {
    findings: &'a Findings,
    identity: String,
    created: String,
    objects: Vec<Document>,
    observables: Observables,
    techniques: Vec<(String, String)>,
}

impl<'a> Bundle<'a> {
    fn new(findings: &'a Findings) -> Self {
        let id = own("identity", PRODUCT);
        let identity = Document::default()
            .with("type", "identity")
            .with("spec_version", "2.1")
            .with("id", id.as_str())
            .with("created", IDENTITY_CREATED)
            .with("modified", IDENTITY_CREATED)
            .with("name", PRODUCT)
            .with("description", "Finds what is unusual in network traffic.")
            .with("identity_class", "system");
        Self {
            findings,
            identity: id,
            created: rfc3339(findings.made.at),
            objects: vec![identity],
            observables: Observables::default(),
            techniques: Vec::new(),
        }
    }

    /// What an identifier is made of.
    fn name(&self, of: &str) -> String {
        format!("{} {} {of}", self.findings.id(), self.created)
    }

    /// An object with the properties that all have.
    fn object(&self, kind: &str, of: &str) -> (Document, String) {
        let id = own(kind, &self.name(of));
        let object = Document::default()
            .with("type", kind)
            .with("spec_version", "2.1")
            .with("id", id.as_str())
            .with("created_by_ref", self.identity.as_str())
            .with("created", self.created.as_str())
            .with("modified", self.created.as_str());
        (object, id)
    }

    fn add_incident(&mut self, incident: &Incident) {
        let of = format!("incident {}", incident.number);
        let mut refs = Vec::new();
        let observed = self.observed(&of, incident);
        refs.extend(observed.clone());
        let technique = incident.technique.as_ref().map(|technique| self.technique(technique));
        refs.extend(technique.clone());
        if let Some(address) = incident.addresses().next().filter(|_| incident.is_named) {
            refs.extend(self.indicator(&of, incident, address, technique, observed));
        }
        if refs.is_empty() {
            refs.push(self.identity.clone());
        }
        let labels = [
            format!("threat-{}", incident.threat.name()),
            format!("status-{}", incident.status),
        ];
        let (object, _) = self.object("grouping", &of);
        let object = object
            .with("name", incident.title.as_str())
            .with("description", incident.description())
            .with("context", "suspicious-activity")
            .with("labels", labels.to_vec())
            .with("object_refs", refs);
        self.objects.push(object);
    }

    /// What was seen of an incident; `None` where none of its rows says who talked to whom.
    fn observed(&mut self, of: &str, incident: &Incident) -> Option<String> {
        let mut refs = Vec::new();
        for flow in &incident.flows {
            refs.extend(self.observables.flow(flow));
        }
        for address in incident.addresses() {
            refs.push(self.observables.address(address));
        }
        let (first, last) = self.span(incident.first, incident.last);
        self.observed_data(of, refs, (first, last), incident.n_rows)
    }

    fn observed_data(&mut self, of: &str, mut refs: Vec<String>, span: (f64, f64), n: u64) -> Option<String> {
        wiresift_order::sort(&mut refs);
        refs.dedup();
        if refs.is_empty() {
            return None;
        }
        let (object, id) = self.object("observed-data", of);
        let object = object
            .with("first_observed", rfc3339(span.0))
            .with("last_observed", rfc3339(span.1))
            // The standard's range.
            .with("number_observed", n.clamp(1, 999_999_999))
            .with("object_refs", refs);
        self.objects.push(object);
        Some(id)
    }

    /// First and last time; when the report was made, where there is none.
    fn span(&self, first: Option<f64>, last: Option<f64>) -> (f64, f64) {
        let first = first.unwrap_or(self.findings.made.at);
        (first, last.unwrap_or(first).max(first))
    }

    /// A technique, once for all incidents that hint at it.
    fn technique(&mut self, technique: &Technique) -> String {
        if let Some((_, id)) = self.techniques.iter().find(|(known, _)| *known == technique.id) {
            return id.clone();
        }
        let (mut object, id) = self.object("attack-pattern", &technique.id);
        object.set("name", technique.name.as_str());
        let reference = json!({"source_name": "mitre-attack", "external_id": technique.id, "url": technique.url()});
        object.set("external_references", vec![reference]);
        if let Some(tactic) = technique.tactic() {
            object.set(
                "kill_chain_phases",
                json!([{"kill_chain_name": "mitre-attack", "phase_name": tactic.phase}]),
            );
        }
        self.objects.push(object);
        self.techniques.push((technique.id.clone(), id.clone()));
        id
    }

    /// Who acts, as a pattern that other tools can look for; what it indicates, and that it was seen.
    fn indicator(
        &mut self,
        of: &str,
        incident: &Incident,
        address: IpAddr,
        technique: Option<String>,
        observed: Option<String>,
    ) -> Vec<String> {
        let (first, last) = self.span(incident.first, incident.last);
        let (object, indicator) = self.object("indicator", of);
        // An address as `IpAddr` writes it holds nothing that a pattern would have to escape.
        let object = object
            .with("name", incident.title.as_str())
            .with("description", incident.description())
            .with("indicator_types", json!(["anomalous-activity"]))
            .with("pattern", format!("[network-traffic:src_ref.value = '{address}']"))
            .with("pattern_type", "stix")
            .with("valid_from", rfc3339(first));
        self.objects.push(object);
        let mut ids = vec![indicator.clone()];
        if let Some(technique) = technique {
            let (object, id) = self.object("relationship", of);
            let object = object
                .with("relationship_type", "indicates")
                .with("source_ref", indicator.as_str())
                .with("target_ref", technique);
            self.objects.push(object);
            ids.push(id);
        }
        let (object, id) = self.object("sighting", of);
        let object = object
            .with("first_seen", rfc3339(first))
            .with("last_seen", rfc3339(last))
            .with("count", incident.n_rows.min(999_999_999))
            .with("sighting_of_ref", indicator)
            .with("observed_data_refs", observed.map(|id| vec![id]))
            .with("where_sighted_refs", vec![self.identity.clone()]);
        self.objects.push(object);
        ids.push(id);
        ids
    }

    fn add_anomaly(&mut self, anomaly: &Anomaly) {
        let Some(flow) = &anomaly.flow else { return };
        let of = format!("row {}", anomaly.row);
        let refs = self.observables.flow(flow);
        let span = self.span(flow.start, flow.end());
        let Some(observed) = self.observed_data(&of, refs, span, 1) else {
            return;
        };
        let (object, _) = self.object("note", &of);
        let object = object
            .with("abstract", anomaly.title(&self.findings.source.noun))
            .with("content", anomaly.description())
            .with("labels", vec![format!("severity-{}", anomaly.severity)])
            .with("object_refs", vec![observed]);
        self.objects.push(object);
    }
}
