//! Incidents with what speaks for them, and the anomalies.

use std::fmt::Write;

use super::capital;
use crate::model::{Anomaly, Findings, Flow, Incident, Threat};
use crate::text::Escaped;
use crate::time::shown;
use crate::words::{grouped, number};

/// Flows that are listed of one incident.
const N_FLOWS: usize = 8;
/// Anomalies that are listed: a page of thousands is read by nobody, and other formats have them all.
const N_ANOMALIES: usize = 50;

pub(super) fn write(page: &mut String, findings: &Findings) -> std::fmt::Result {
    page.push_str("<h2>Incidents</h2>\n");
    if findings.incidents.is_empty() {
        page.push_str("<p>None.</p>\n");
    }
    // What is only unusual is told in a line: pages of it would hide what matters.
    let is_told = |incident: &&Incident| incident.threat > Threat::Low || findings.made.is_part;
    let (told, listed): (Vec<&Incident>, Vec<&Incident>) = findings.incidents.iter().partition(is_told);
    for incident in told {
        write_incident(page, findings, incident)?;
    }
    write_listed(page, findings, &listed)?;
    if findings.n_muted > 0 {
        writeln!(
            page,
            "<p class=\"dim\">{} {} are muted by rules and not among these.</p>",
            grouped(findings.n_muted),
            Escaped(&findings.source.nouns)
        )?;
    }
    Ok(())
}

fn write_incident(page: &mut String, findings: &Findings, incident: &Incident) -> std::fmt::Result {
    let threat = incident.threat.name();
    writeln!(
        page,
        "<article class=\"{threat}\">\n<h3><span class=\"tag {threat}\">{}</span>{}</h3>",
        capital(threat),
        Escaped(&incident.title)
    )?;
    writeln!(page, "<p class=\"dim\">{}</p>", Escaped(&facts(findings, incident)))?;
    if let Some(technique) = &incident.technique {
        // Spelt out and not a link: a report may be opened where nothing shall be asked of the network.
        writeln!(
            page,
            "<p>Hints at MITRE ATT&amp;CK {} {}.</p>",
            Escaped(&technique.id),
            Escaped(&technique.name)
        )?;
    }
    page.push_str("<ul>\n");
    for reason in &incident.reasons {
        writeln!(page, "<li>{}</li>", Escaped(reason))?;
    }
    page.push_str("</ul>\n");
    write_evidence(page, incident)?;
    write_flows(page, incident)?;
    page.push_str("</article>\n");
    Ok(())
}

/// Incidents a line each.
fn write_listed(page: &mut String, findings: &Findings, incidents: &[&Incident]) -> std::fmt::Result {
    if incidents.is_empty() {
        return Ok(());
    }
    page.push_str("<h3>Only unusual</h3>\n<div class=\"wide\"><table><thead><tr>");
    write!(
        page,
        "<th scope=\"col\">What</th><th scope=\"col\">Start</th><th class=\"n\" scope=\"col\">{}</th><th scope=\"col\">Status</th>",
        Escaped(&capital(&findings.source.nouns))
    )?;
    page.push_str("</tr></thead><tbody>\n");
    for incident in incidents {
        writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            Escaped(&incident.title),
            incident.first.map(shown).unwrap_or_default(),
            grouped(incident.n_rows),
            Escaped(&incident.status)
        )?;
    }
    page.push_str("</tbody></table></div>\n");
    Ok(())
}

fn facts(findings: &Findings, incident: &Incident) -> String {
    let nouns = if incident.n_rows == 1 {
        &findings.source.noun
    } else {
        &findings.source.nouns
    };
    let mut facts = vec![format!("{} {nouns}", grouped(incident.n_rows))];
    if incident.n_anomalies > 0 {
        facts.push(format!("{} unusual", grouped(incident.n_anomalies)));
    }
    if let (Some(first), Some(last)) = (incident.first, incident.last) {
        facts.push(format!("{} to {}", shown(first), shown(last)));
    }
    if !incident.hosts.is_empty() {
        facts.push(incident.hosts.join(", "));
    }
    facts.push(incident.status.clone());
    facts.join(" \u{b7} ")
}

fn write_evidence(page: &mut String, incident: &Incident) -> std::fmt::Result {
    if incident.evidence.is_empty() {
        return Ok(());
    }
    page.push_str("<table><thead><tr><th scope=\"col\">Evidence</th><th class=\"n\" scope=\"col\">Value</th></tr></thead><tbody>\n");
    for evidence in &incident.evidence {
        writeln!(
            page,
            "<tr><td>{}</td><td class=\"n\">{}</td></tr>",
            Escaped(&evidence.name),
            number(evidence.value)
        )?;
    }
    page.push_str("</tbody></table>\n");
    Ok(())
}

fn write_flows(page: &mut String, incident: &Incident) -> std::fmt::Result {
    if incident.flows.is_empty() {
        return Ok(());
    }
    let flows = incident.flows.get(..N_FLOWS).unwrap_or(&incident.flows);
    page.push_str("<div class=\"wide\"><table><thead><tr>");
    for head in ["Start", "Flow", "State", "Community ID"] {
        write!(page, "<th scope=\"col\">{head}</th>")?;
    }
    page.push_str("</tr></thead><tbody>\n");
    for flow in flows {
        write_flow(page, flow)?;
    }
    page.push_str("</tbody></table></div>\n");
    let n_more = incident.n_rows.saturating_sub(flows.len() as u64);
    if n_more > 0 {
        writeln!(page, "<p class=\"dim\">And {} more.</p>", grouped(n_more))?;
    }
    Ok(())
}

fn write_flow(page: &mut String, flow: &Flow) -> std::fmt::Result {
    writeln!(
        page,
        "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
        flow.start.map(shown).unwrap_or_default(),
        Escaped(&flow.sentence()),
        Escaped(&flow.state),
        Escaped(flow.community_id.as_deref().unwrap_or_default())
    )
}

pub(super) fn write_anomalies(page: &mut String, findings: &Findings) -> std::fmt::Result {
    if findings.anomalies.is_empty() {
        return Ok(());
    }
    page.push_str("<h2>Most unusual</h2>\n<div class=\"wide\"><table><thead><tr>");
    for (head, class) in [
        ("Rank", " class=\"n\""),
        ("What", ""),
        ("Severity", ""),
        ("Score", " class=\"n\""),
        ("Why", ""),
    ] {
        write!(page, "<th scope=\"col\"{class}>{head}</th>")?;
    }
    page.push_str("</tr></thead><tbody>\n");
    for anomaly in findings.anomalies.iter().take(N_ANOMALIES) {
        write_anomaly(page, anomaly)?;
    }
    page.push_str("</tbody></table></div>\n");
    let n_more = findings
        .n_anomalies
        .saturating_sub(findings.anomalies.len().min(N_ANOMALIES) as u64);
    if n_more > 0 {
        writeln!(
            page,
            "<p class=\"dim\">And {} more, which the exports as JSON and as CSV hold.</p>",
            grouped(n_more)
        )?;
    }
    Ok(())
}

fn write_anomaly(page: &mut String, anomaly: &Anomaly) -> std::fmt::Result {
    let what = anomaly
        .flow
        .as_ref()
        .map_or_else(|| format!("row {}", anomaly.row), Flow::sentence);
    write!(page, "<tr><td class=\"n\">{}</td><td>{}", anomaly.rank, Escaped(&what))?;
    for (name, value) in [("label", &anomaly.label), ("marked", &anomaly.mark)] {
        if let Some(value) = value {
            write!(page, "<br><span class=\"dim\">{name}: {}</span>", Escaped(value))?;
        }
    }
    if let Some(family) = &anomaly.family {
        write!(
            page,
            "<br><span class=\"dim\">looks like {} ({:.0}%)</span>",
            Escaped(&family.name),
            family.confidence * 100.0
        )?;
    }
    writeln!(
        page,
        "</td><td><span class=\"tag {0}\">{0}</span></td><td class=\"n\">{1:.3}</td><td>{2}</td></tr>",
        Escaped(&anomaly.severity),
        anomaly.score,
        Escaped(&anomaly.description())
    )
}
