//! Incidents as CSV.

use crate::error::ReportError;
use crate::model::{Findings, Incident};
use crate::text::defused;
use crate::time::rfc3339;
use crate::words::number;

const HEADER: [&str; 14] = [
    "number",
    "threat",
    "status",
    "title",
    "kind",
    "technique_id",
    "technique",
    "first",
    "last",
    "hosts",
    "rows",
    "anomalies",
    "reasons",
    "evidence",
];

/// A header, and a line an incident. Times are RFC 3339, lists are joined by a semicolon and a blank.
pub(crate) fn write(findings: &Findings) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for incident in &findings.incidents {
        writer.write_record(fields(incident).map(|field| defused(&field)))?;
    }
    writer
        .into_inner()
        .map_err(|error| ReportError::Csv(error.into_error().into()))
}

fn fields(incident: &Incident) -> [String; HEADER.len()] {
    let (id, name) = incident
        .technique
        .clone()
        .map(|technique| (technique.id, technique.name))
        .unwrap_or_default();
    let time = |time: Option<f64>| time.map(rfc3339).unwrap_or_default();
    let evidence = incident.evidence.iter();
    let evidence: Vec<String> = evidence
        .map(|evidence| format!("{}: {}", evidence.name, number(evidence.value)))
        .collect();
    [
        incident.number.to_string(),
        incident.threat.name().to_owned(),
        incident.status.clone(),
        incident.title.clone(),
        incident.kind.clone(),
        id,
        name,
        time(incident.first),
        time(incident.last),
        incident.hosts.join("; "),
        incident.n_rows.to_string(),
        incident.n_anomalies.to_string(),
        incident.reasons.join("; "),
        evidence.join("; "),
    ]
}
