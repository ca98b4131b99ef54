//! Charts as SVG. Marks carry classes, so that the style sheet colours them for light, dark and paper; each chart says its numbers
//! in its label, and the few that matter stand beside the marks.

use std::fmt::Write;

use crate::model::{Bin, Findings, Host};
use crate::text::Escaped;
use crate::time::shown;
use crate::words::grouped;

/// Size of the timeline, in units of its own.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 150.0;
/// What bars stand on.
const FLOOR: f64 = 148.0;
/// Size of the charts that stand side by side.
const HALF: f64 = 460.0;
const LINE: f64 = 24.0;
/// Where the bars of hosts and severities begin and end.
const BAR: (f64, f64) = (170.0, 340.0);
const N_HOSTS: usize = 8;
/// Letters of a host's name that fit.
const N_LETTERS: usize = 26;
const SEVERITIES: [&str; 3] = ["low", "medium", "high"];

pub(super) fn write(page: &mut String, findings: &Findings) -> std::fmt::Result {
    if findings.timeline.len() > 1 {
        write_timeline(page, findings)?;
    }
    page.push_str("<div class=\"pair\">\n");
    if findings.training.is_some() {
        write_severities(page, findings.severities)?;
    }
    if !findings.hosts.is_empty() {
        write_hosts(page, &findings.hosts, &findings.source.nouns)?;
    }
    page.push_str("</div>\n");
    Ok(())
}

/// All rows behind, anomalies by severity in front; the two have scales of their own, for anomalies are few.
fn write_timeline(page: &mut String, findings: &Findings) -> std::fmt::Result {
    let bins = &findings.timeline;
    let most = |count: fn(&Bin) -> u64| bins.iter().map(count).max().unwrap_or(0);
    let (most_rows, most_anomalies) = (most(|bin| bin.n_rows), most(n_anomalies));
    let nouns = Escaped(&findings.source.nouns);
    let along = if findings.has_times {
        "along time"
    } else {
        "in the order of the table"
    };
    write!(
        page,
        "<figure><figcaption>What happened when</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"{nouns} and anomalies {along}: at most {} {nouns} and {} anomalies at once\">\n",
        grouped(most_rows),
        grouped(most_anomalies),
    )?;
    let width = WIDTH / bins.len() as f64;
    for (at, bin) in bins.iter().enumerate() {
        let x = at as f64 * width;
        let mut bar = |class: &str, from: f64, height: f64| {
            if height <= 0.0 {
                return Ok(());
            }
            let y = from - height;
            writeln!(
                page,
                "<rect class=\"f-{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
                (width - 0.6).max(0.4)
            )
        };
        bar("rows", FLOOR, scaled(bin.n_rows, most_rows, FLOOR))?;
        let mut floor = FLOOR;
        for (name, n) in SEVERITIES.iter().zip(bin.severities) {
            let height = scaled(n, most_anomalies, FLOOR * 0.7);
            bar(name, floor, height)?;
            floor -= height;
        }
    }
    // Below the picture and not in it: there they would shrink with it.
    write!(
        page,
        "<line class=\"f-axis\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>\n</svg>\n\
         <p class=\"axis\"><span>{}</span><span>{}</span></p>\n",
        Escaped(&place(findings, bins.first().map(|bin| bin.start))),
        Escaped(&place(findings, bins.last().map(|bin| bin.end))),
    )?;
    write!(
        page,
        "<ul class=\"key\"><li>{}{}, at most {}</li>",
        swatch("rows"),
        nouns,
        grouped(most_rows)
    )?;
    if findings.training.is_some() {
        for name in SEVERITIES {
            write!(page, "<li>{}anomalies of {name} severity</li>", swatch(name))?;
        }
        write!(
            page,
            "<li>at most {} at once, on a scale of their own</li>",
            grouped(most_anomalies)
        )?;
    }
    page.push_str("</ul></figure>\n");
    Ok(())
}

fn n_anomalies(bin: &Bin) -> u64 {
    bin.severities.iter().sum()
}

/// A time, or a row.
fn place(findings: &Findings, at: Option<f64>) -> String {
    let at = at.unwrap_or(0.0);
    if findings.has_times {
        shown(at)
    } else {
        format!("row {at:.0}")
    }
}

fn swatch(class: &str) -> String {
    format!("<svg viewBox=\"0 0 8 8\" aria-hidden=\"true\"><rect class=\"f-{class}\" width=\"8\" height=\"8\"/></svg>")
}

fn write_severities(page: &mut String, severities: [u64; 3]) -> std::fmt::Result {
    let most = severities.iter().copied().max().unwrap_or(0);
    let [low, medium, high] = severities.map(grouped);
    writeln!(
        page,
        "<figure><figcaption>Anomalies by severity</figcaption>\n<svg viewBox=\"0 0 {HALF} {:.0}\" role=\"img\" \
         aria-label=\"{low} low, {medium} medium, {high} high\">",
        LINE * 3.0
    )?;
    for (line, (name, n)) in SEVERITIES.iter().zip(severities).rev().enumerate() {
        let length = scaled(n, most, BAR.1 - BAR.0);
        write_line(page, line, name, &[(name, length)], &grouped(n))?;
    }
    page.push_str("</svg></figure>\n");
    Ok(())
}

fn write_hosts(page: &mut String, hosts: &[Host], nouns: &str) -> std::fmt::Result {
    let hosts = hosts.get(..N_HOSTS).unwrap_or(hosts);
    let most = hosts.iter().map(|host| host.n_rows).max().unwrap_or(0);
    writeln!(
        page,
        "<figure><figcaption>Hosts with most {}</figcaption>\n<svg viewBox=\"0 0 {HALF} {:.0}\" role=\"img\" \
         aria-label=\"The hosts with most {0}, and how many of them are anomalies\">",
        Escaped(nouns),
        LINE * hosts.len() as f64
    )?;
    for (line, host) in hosts.iter().enumerate() {
        let n_anomalies = host.n_anomalies.min(host.n_rows);
        let length = |n| scaled(n, most, BAR.1 - BAR.0);
        let bars = [
            ("high", length(n_anomalies)),
            ("rows", length(host.n_rows - n_anomalies)),
        ];
        let value = format!("{} ({})", grouped(host.n_rows), grouped(n_anomalies));
        write_line(page, line, &host.name, &bars, &value)?;
    }
    writeln!(
        page,
        "</svg><ul class=\"key\"><li>{}anomalies (in brackets)</li><li>{}other {}</li></ul></figure>",
        swatch("high"),
        swatch("rows"),
        Escaped(nouns)
    )
}

/// A name, bars one behind the other, a value.
fn write_line(page: &mut String, line: usize, name: &str, bars: &[(&str, f64)], value: &str) -> std::fmt::Result {
    let y = line as f64 * LINE;
    let short: String = name.chars().take(N_LETTERS).collect();
    let more = if short.len() < name.len() { "\u{2026}" } else { "" };
    write!(
        page,
        "<text x=\"0\" y=\"{:.0}\">{}{more}</text>",
        y + 16.0,
        Escaped(&short)
    )?;
    let mut x = BAR.0;
    for (class, length) in bars {
        write!(
            page,
            "<rect class=\"f-{class}\" x=\"{x:.1}\" y=\"{:.0}\" width=\"{length:.1}\" height=\"{:.0}\"/>",
            y + 4.0,
            LINE - 8.0
        )?;
        x += length;
    }
    writeln!(
        page,
        "<text x=\"{:.1}\" y=\"{:.0}\">{}</text>",
        x + 6.0,
        y + 16.0,
        Escaped(value)
    )
}

/// A count on a scale; something is never nothing.
fn scaled(n: u64, most: u64, length: f64) -> f64 {
    if n == 0 || most == 0 {
        return 0.0;
    }
    (n as f64 / most as f64 * length).max(1.0)
}
