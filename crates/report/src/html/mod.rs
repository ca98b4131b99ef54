//! One file to read, to send and to print.
//!
//! It needs no script and loads nothing: its content policy forbids both, and allows the one style sheet in it by its hash (CSP
//! level 3, section 2.3.1). All text from elsewhere goes through [`Escaped`].

mod charts;
mod incidents;
mod method;

use std::fmt::Write;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use crate::error::ReportError;
use crate::model::{Findings, Source, Threat};
use crate::text::Escaped;
use crate::time::shown;
use crate::words::grouped;

const STYLE: &str = include_str!("style.css");

pub(crate) fn write(findings: &Findings) -> Result<Vec<u8>, ReportError> {
    let mut page = String::with_capacity(64 << 10);
    write_page(&mut page, findings)?;
    Ok(page.into_bytes())
}

fn write_page(page: &mut String, findings: &Findings) -> std::fmt::Result {
    let name = Escaped(&findings.source.name);
    let hash = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Wiresift report: {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )?;
    write_head(page, findings)?;
    write_figures(page, findings)?;
    charts::write(page, findings)?;
    incidents::write(page, findings)?;
    incidents::write_anomalies(page, findings)?;
    method::write(page, findings)?;
    write!(
        page,
        "</main>\n<footer><p>Made by Wiresift {} on {}. Nothing left the machine that made it.</p></footer>\n</body>\n</html>\n",
        Escaped(&findings.made.version),
        shown(findings.made.at),
    )
}

fn write_head(page: &mut String, findings: &Findings) -> std::fmt::Result {
    let source = &findings.source;
    writeln!(page, "<h1>{}</h1>", Escaped(&source.name))?;
    writeln!(page, "<p class=\"dim\">{}</p>", Escaped(&about(source)))?;
    if findings.made.is_pseudonymised {
        page.push_str(
            "<p class=\"note\">Addresses and host names are replaced. Subnets stay recognisable as such; ports, times and sizes are \
             the original ones, by which who knows the traffic may know it again.</p>\n",
        );
    }
    if findings.made.is_part {
        page.push_str("<p class=\"note\">This report is about one incident only.</p>\n");
    }
    if !findings.made.filter.is_empty() {
        writeln!(
            page,
            "<p class=\"note\">Only what passes the filter <code>{}</code>.</p>",
            Escaped(&findings.made.filter)
        )?;
    }
    writeln!(page, "<p>{}</p>", Escaped(&findings.words))
}

/// "pcapng, 2026-01-02 03:04:05 UTC to ..."
fn about(source: &Source) -> String {
    let mut about = source.format.clone();
    if let (Some(first), Some(last)) = (source.first, source.last) {
        if !about.is_empty() {
            about.push_str(", ");
        }
        about.push_str(&[shown(first), shown(last)].join(" to "));
    }
    about
}

fn write_figures(page: &mut String, findings: &Findings) -> std::fmt::Result {
    page.push_str("<dl class=\"figures\">\n");
    let mut figure = |name: &str, value: String| {
        writeln!(
            page,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            Escaped(name),
            Escaped(&value)
        )
    };
    if let Some(n_packets) = findings.source.n_packets {
        figure("Packets", grouped(n_packets))?;
    }
    figure(&capital(&findings.source.nouns), grouped(findings.source.n_rows))?;
    figure("Anomalies", grouped(findings.n_anomalies))?;
    for threat in Threat::ALL {
        let of_threat =
            |incident: &&crate::model::Incident| incident.threat == threat && incident.status != "dismissed";
        let n = findings.incidents.iter().filter(of_threat).count() as u64;
        if n > 0 {
            figure(&format!("{} incidents", capital(threat.name())), grouped(n))?;
        }
    }
    page.push_str("</dl>\n");
    Ok(())
}

/// With a capital letter in front.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
