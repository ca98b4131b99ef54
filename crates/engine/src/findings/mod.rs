//! What was found, gathered for a report: [`wiresift_report`] writes it.
//!
//! All of it follows from the session; nothing is computed here that the page does not show. The filter counts for everything: rows
//! that do not pass are as if they were not there, and an incident is there as long as one of its rows is.

mod anomaly;
mod flow;
mod hide;

use wiresift_report as report;

use crate::case::pseudonym::{KEY_BYTES, Pseudonyms};
use crate::loaded::{Loaded, span};
use crate::message::{ErrorReport, Filter, Incident, ReportOptions, Summary, TableSlot, Threat};
use crate::overview::overview;
use crate::report::file_stem;
use crate::session::Session;
use flow::Flows;

/// Anomalies that a report holds: more would be many megabytes that nobody reads. All of them are in the table as CSV.
const MAX_ANOMALIES: usize = 20_000;
/// Flows of one incident that a report holds.
const MAX_FLOWS: usize = 100;

impl Session {
    /// The report, and a name for its file.
    ///
    /// # Errors
    /// Without a table, for an incident that there is not, or for a filter that is none.
    pub fn write_report(
        &mut self,
        slot: TableSlot,
        options: &ReportOptions,
        key: &[u8; KEY_BYTES],
    ) -> Result<(String, Vec<u8>), ErrorReport> {
        let mut findings = self.findings(slot, options)?;
        if options.pseudonymise {
            hide::hide(&mut findings, &Pseudonyms::new(key));
        }
        let bytes = findings.write(options.format);
        let bytes = bytes.map_err(|error| ErrorReport::bug(format!("{error}.")))?;
        let part = options
            .incident
            .map_or_else(String::new, |number| format!("-incident-{number}"));
        let stem = file_stem(&findings.source.name);
        Ok((format!("{stem}{part}-{}", options.format.ending()), bytes))
    }

    /// What was found in a table.
    ///
    /// # Errors
    /// As [`Session::write_report`].
    pub fn findings(&mut self, slot: TableSlot, options: &ReportOptions) -> Result<report::Findings, ErrorReport> {
        let incidents = self.chosen_incidents(slot, options)?;
        let filter = self.filter_of(slot, options)?;
        let situation = self.situation(slot, &filter)?;
        let timeline = self.timeline(slot, &filter, None)?;
        let summary = self
            .result(slot)
            .is_ok()
            .then(|| self.summary(slot, &filter))
            .transpose()?;
        let (anomalies, n_left_out) = if options.scope.has_anomalies() && options.format.has_anomalies() {
            self.anomalies(slot, &filter)?
        } else {
            (Vec::new(), 0)
        };
        let loaded = self.loaded(slot)?;
        let n_muted = loaded.incidents().n_muted;
        let words = match (options.incident, incidents.first()) {
            (Some(_), Some(incident)) => format!("{}.", incident.title),
            _ => situation.words,
        };
        Ok(report::Findings {
            made: report::Made {
                at: options.at,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                is_pseudonymised: options.pseudonymise,
                filter: options.filter.expression.trim().to_owned(),
                is_part: options.incident.is_some(),
            },
            source: source(loaded),
            training: summary.as_ref().map(training),
            words,
            n_anomalies: summary.as_ref().map_or(0, |summary| summary.n_anomalies),
            severities: summary.as_ref().map_or([0; 3], |summary| summary.severities),
            timeline: timeline.bins.iter().map(bin).collect(),
            has_times: timeline.time_column.is_some(),
            hosts: situation.hosts.into_iter().map(host).collect(),
            incidents: if options.scope.has_incidents() {
                let flows = Flows::of(loaded);
                incidents.into_iter().map(|one| incident(loaded, &flows, one)).collect()
            } else {
                Vec::new()
            },
            anomalies,
            n_left_out,
            n_muted,
        })
    }

    /// The incident that was asked for, or those that have a row that passes.
    fn chosen_incidents(&self, slot: TableSlot, options: &ReportOptions) -> Result<Vec<Incident>, ErrorReport> {
        let loaded = self.loaded(slot)?;
        if let Some(number) = options.incident {
            let one = loaded
                .incidents()
                .all
                .into_iter()
                .find(|incident| incident.number == number);
            return one.map(|one| vec![one]).ok_or_else(|| no_incident(number));
        }
        Ok(loaded.incidents_among(&loaded.rows(&options.filter)?))
    }

    /// The filter with the incident that was asked for.
    fn filter_of(&self, slot: TableSlot, options: &ReportOptions) -> Result<Filter, ErrorReport> {
        let Some(number) = options.incident else {
            return Ok(options.filter.clone());
        };
        let all = self.loaded(slot)?.incidents().all;
        let one = all.into_iter().find(|incident| incident.number == number);
        Ok(Filter {
            time: None,
            expression: one.ok_or_else(|| no_incident(number))?.expression,
        })
    }
}

pub(crate) fn no_incident(number: u32) -> ErrorReport {
    let hint = Some("Incidents change with the rules that mute, and with every training.");
    ErrorReport::setting(format!("There is no incident {number}."), hint)
}

fn source(loaded: &Loaded) -> report::Source {
    let overview = overview(loaded);
    let capture = overview.capture.as_deref();
    let times = loaded.times();
    let of_rows = times.and_then(|times| span((0..loaded.table().n_rows()).map(times)));
    report::Source {
        name: overview.name.clone(),
        digest: loaded.digest().to_owned(),
        format: capture.map_or(overview.schema.clone(), |capture| capture.format.clone()),
        noun: overview.noun.one().to_owned(),
        nouns: overview.noun.many().to_owned(),
        n_rows: overview.n_rows,
        n_packets: capture.map(|capture| capture.n_packets),
        n_bytes: capture.map(|capture| capture.n_bytes),
        first: capture
            .and_then(|capture| capture.first)
            .or(of_rows.map(|(first, _)| first)),
        last: capture
            .and_then(|capture| capture.last)
            .or(of_rows.map(|(_, last)| last)),
        warnings: overview.skipped.into_iter().chain(overview.warnings).collect(),
    }
}

fn training(summary: &Summary) -> report::Training {
    let detectors = summary.detectors.iter().map(|detector| report::Detector {
        name: detector.kind.name().to_owned(),
        threshold: detector.threshold,
        n_flagged: detector.n_flagged,
    });
    report::Training {
        n_rows: summary.n_training_rows,
        n_features: summary.features.len() as u64,
        contamination: summary.settings.contamination,
        min_votes: summary.settings.min_votes,
        seed: summary.settings.seed,
        detectors: detectors.collect(),
        notes: summary.notes.clone(),
    }
}

fn bin(bin: &crate::message::TimelineBin) -> report::Bin {
    report::Bin {
        start: bin.start,
        end: bin.end,
        n_rows: bin.n_rows,
        severities: bin.severities,
    }
}

fn host(host: crate::message::Portion) -> report::Host {
    report::Host {
        name: host.name,
        n_rows: host.n_rows,
        n_anomalies: host.n_anomalies,
    }
}

fn incident(loaded: &Loaded, flows: &Flows<'_>, incident: Incident) -> report::Incident {
    report::Incident {
        number: incident.number,
        title: incident.title,
        kind: incident.kind,
        is_named: incident.is_named,
        threat: match incident.threat {
            Threat::Low => report::Threat::Low,
            Threat::Medium => report::Threat::Medium,
            Threat::High => report::Threat::High,
            Threat::Critical => report::Threat::Critical,
        },
        status: incident.status.name().to_owned(),
        technique: incident.technique.map(|technique| report::Technique {
            id: technique.id,
            name: technique.name,
        }),
        reasons: incident.reasons,
        evidence: incident.evidence.into_iter().map(evidence).collect(),
        hosts: incident.hosts,
        first: incident.first,
        last: incident.last,
        n_rows: incident.n_rows,
        n_anomalies: incident.n_anomalies,
        flows: flows_of(loaded, flows, incident.number),
    }
}

fn evidence(evidence: crate::message::EvidenceNumber) -> report::Evidence {
    report::Evidence {
        name: evidence.name,
        value: evidence.value,
    }
}

/// The first of an incident's flows.
fn flows_of(loaded: &Loaded, flows: &Flows<'_>, number: u32) -> Vec<report::Flow> {
    loaded
        .incident_rows(number)
        .take(MAX_FLOWS)
        .filter_map(|row| flows.flow(row))
        .collect()
}
