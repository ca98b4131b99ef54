//! An alert in the Common Event Format of `ArcSight`, which most SIEMs read.
//!
//! # Source
//! Micro Focus Security `ArcSight` Common Event Format, version 26: header `CEF:0|vendor|product|version|event class|name|
//! severity|extension`. In the header `\` and `|` are escaped and line ends are not allowed; in the extension `\`, `=` and line
//! ends are escaped.

use std::net::IpAddr;

use crate::serve::live::AlertRow;

/// Longest value, in characters: that of `msg`, the longest there is.
const MAX_CHARS: usize = 1_023;

/// The message.
pub(super) fn message(alert: &AlertRow) -> String {
    let mut text = format!(
        "CEF:0|Wiresift|Wiresift|{}|{}|{}|{}|",
        env!("CARGO_PKG_VERSION"),
        header(&alert.name.replace(' ', "-")),
        header(&alert.name),
        severity(alert.severity)
    );
    let mut add = |key: &str, value: &str| {
        if !value.is_empty() {
            let space = if text.ends_with('|') { "" } else { " " };
            text.extend([space, key, "=", &extension(value)]);
        }
    };
    add("externalId", &alert.id.to_string());
    add("rt", &millis(alert.last));
    add("start", &millis(alert.first));
    add("end", &millis(alert.last));
    add("cnt", &alert.flows.to_string());
    place(&mut add, ["src", "shost"], &alert.originator);
    let (responder, port) = alert.responder.split_once(" port ").unwrap_or((&alert.responder, ""));
    let responder_port = responder.strip_prefix("port ").unwrap_or(port);
    if !responder.starts_with("port ") {
        place(&mut add, ["dst", "dhost"], responder);
    }
    let port: String = responder_port.chars().take_while(char::is_ascii_digit).collect();
    add("dpt", &port);
    if let Some(technique) = &alert.technique {
        add("cs1Label", "technique");
        add("cs1", technique);
    }
    if !alert.votes.is_empty() {
        add("cs2Label", "votes");
        add("cs2", &alert.votes.join(", "));
    }
    if let Some(score) = alert.score {
        add("cfp1Label", "score");
        add("cfp1", &format!("{score:.4}"));
    }
    add("msg", &alert.reasons.join("; "));
    text
}

/// Addresses and names have keys of their own.
fn place(add: &mut impl FnMut(&str, &str), [address, name]: [&str; 2], value: &str) {
    let is_address = value.parse::<IpAddr>().is_ok();
    add(if is_address { address } else { name }, value);
}

fn severity(name: &str) -> u8 {
    match name {
        "high" => 9,
        "medium" => 6,
        "low" => 3,
        _ => 0,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
fn millis(seconds: f64) -> String {
    ((seconds * 1e3).round() as i64).to_string()
}

fn header(text: &str) -> String {
    let text = text.chars().take(MAX_CHARS);
    let mut escaped = String::new();
    for c in text {
        match c {
            '\\' | '|' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

fn extension(text: &str) -> String {
    let text = text.chars().take(MAX_CHARS);
    let mut escaped = String::new();
    for c in text {
        match c {
            '\\' | '=' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
