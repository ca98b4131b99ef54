//! Findings with addresses and names replaced.
//!
//! A flow gets the Community ID of its pseudonyms, so that it is one of the report's own. What was read from numbers stays.

use std::cell::RefCell;

use hashbrown::HashMap;
use wiresift_report::{Anomaly, Findings, Flow, Incident};

use super::flow::community;
use crate::case::pseudonym::{Pseudonyms, file_name};

/// Pseudonyms that are remembered: a pseudonym takes as many encryptions as an address has bits, and a report names each host again
/// and again.
struct Hider<'a> {
    pseudonyms: &'a Pseudonyms,
    names: RefCell<HashMap<String, String>>,
}

impl Hider<'_> {
    fn text(&self, text: &str) -> String {
        self.pseudonyms.text(text)
    }

    fn addresses(&self, text: &str) -> String {
        self.pseudonyms.addresses(text)
    }

    fn name(&self, name: &str) -> String {
        let mut names = self.names.borrow_mut();
        if let Some(known) = names.get(name) {
            return known.clone();
        }
        let replaced = self.pseudonyms.name(name);
        names.insert(name.to_owned(), replaced.clone());
        replaced
    }
}

/// Replaces every address and name.
pub(super) fn hide(findings: &mut Findings, pseudonyms: &Pseudonyms) {
    let pseudonyms = &Hider {
        pseudonyms,
        names: RefCell::default(),
    };
    let text = |text: &mut String| *text = pseudonyms.text(text);
    findings.made.filter = pseudonyms.text(&findings.made.filter);
    let source = &mut findings.source;
    source.name = file_name(&source.name);
    // What is known by its digest is known.
    source.digest.clear();
    source.warnings.iter_mut().for_each(text);
    if let Some(training) = &mut findings.training {
        training.notes.iter_mut().for_each(text);
    }
    findings.words = pseudonyms.text(&findings.words);
    for host in &mut findings.hosts {
        host.name = pseudonyms.name(&host.name);
    }
    for incident in &mut findings.incidents {
        of_incident(incident, pseudonyms);
    }
    for anomaly in &mut findings.anomalies {
        of_anomaly(anomaly, pseudonyms);
    }
}

fn of_incident(incident: &mut Incident, pseudonyms: &Hider<'_>) {
    incident.title = pseudonyms.text(&incident.title);
    for reason in &mut incident.reasons {
        *reason = pseudonyms.text(reason);
    }
    for host in &mut incident.hosts {
        *host = pseudonyms.name(host);
    }
    for flow in &mut incident.flows {
        of_flow(flow, pseudonyms);
    }
}

fn of_anomaly(anomaly: &mut Anomaly, pseudonyms: &Hider<'_>) {
    for reason in &mut anomaly.reasons {
        *reason = pseudonyms.text(reason);
    }
    // Words of labels look like names, and stay.
    anomaly.label = anomaly.label.as_ref().map(|label| pseudonyms.addresses(label));
    if let Some(flow) = &mut anomaly.flow {
        of_flow(flow, pseudonyms);
    }
}

fn of_flow(flow: &mut Flow, pseudonyms: &Hider<'_>) {
    for end in [&mut flow.originator, &mut flow.responder] {
        end.address = pseudonyms.name(&end.address);
    }
    flow.service = pseudonyms.text(&flow.service);
    flow.state = pseudonyms.text(&flow.state);
    flow.community_id = community(flow);
}
