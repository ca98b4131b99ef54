//! How the findings were made, and what they cannot tell.

use std::fmt::Write;

use crate::model::{Findings, Training};
use crate::text::Escaped;
use crate::words::{grouped, number};

/// What a reader must know before acting on any of it.
const LIMITS: [&str; 5] = [
    "An incident is a hint read from counts and times, not a verdict: who scans may be the administrator.",
    "Detectors find what is rare. In traffic that holds nothing bad something is still the rarest, and what is bad all the time is not rare.",
    "Slow scans, attacks spread over many sources, and what is inside encrypted traffic are not seen.",
    "The number of anomalies follows from the share that was expected before the training; it is not a measure of danger.",
    "A score says how unusual a row is among those learnt from. It is not a probability of an attack.",
];

pub(super) fn write(page: &mut String, findings: &Findings) -> std::fmt::Result {
    page.push_str("<h2>How this was made</h2>\n");
    let source = &findings.source;
    writeln!(
        page,
        "<p>Read: {} {}{}.{}</p>",
        grouped(source.n_rows),
        Escaped(&source.nouns),
        match (source.n_packets, source.n_bytes) {
            (Some(n_packets), Some(n_bytes)) => format!(
                " from {} packets, {} bytes on the wire",
                grouped(n_packets),
                grouped(n_bytes)
            ),
            _ => String::new(),
        },
        if source.digest.is_empty() {
            String::new()
        } else {
            format!(" Contents: SHA-256 <code>{}</code>.", Escaped(&source.digest))
        },
    )?;
    write_list(page, &source.warnings)?;
    match &findings.training {
        Some(training) => write_training(page, training, &source.nouns)?,
        None => page.push_str("<p>No detectors were trained: incidents are those known by their behaviour.</p>\n"),
    }
    page.push_str("<h2>Limits</h2>\n");
    write_list(page, &LIMITS.map(str::to_owned))
}

fn write_training(page: &mut String, training: &Training, nouns: &str) -> std::fmt::Result {
    writeln!(
        page,
        "<p>The detectors learnt from {} {} in {} columns; {:.1}% were expected to be anomalies, {} votes make one. Seed {}: the \
         same file and settings give the same result.</p>",
        grouped(training.n_rows),
        Escaped(nouns),
        grouped(training.n_features),
        training.contamination * 100.0,
        training.min_votes,
        training.seed,
    )?;
    page.push_str(
        "<table><thead><tr><th scope=\"col\">Detector</th><th class=\"n\" scope=\"col\">Votes above</th><th class=\"n\" scope=\"col\">Voted for</th></tr></thead><tbody>\n",
    );
    for detector in &training.detectors {
        writeln!(
            page,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            Escaped(&detector.name.replace('_', " ")),
            number(detector.threshold),
            grouped(detector.n_flagged)
        )?;
    }
    page.push_str("</tbody></table>\n");
    write_list(page, &training.notes)
}

fn write_list(page: &mut String, lines: &[String]) -> std::fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    page.push_str("<ul>\n");
    for line in lines {
        writeln!(page, "<li>{}</li>", Escaped(line))?;
    }
    page.push_str("</ul>\n");
    Ok(())
}
