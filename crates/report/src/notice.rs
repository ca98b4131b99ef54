//! Zeek's `notice.log`, tab-separated as Zeek's ASCII writer has it.
//!
//! A notice an incident, then one an anomaly that belongs to none. The types are `Wiresift::` and what was seen, so that they
//! collide with none of Zeek's; `sub` holds the reasons, `n` the rows.
//!
//! # Source
//! Zeek 7, `scripts/base/frameworks/notice/main.zeek` (`Notice::Info`) and `src/threading/formatters/Ascii.cc` (escapes).

use std::net::IpAddr;

use data_encoding::HEXLOWER;

use crate::model::{Anomaly, Findings, Flow, Incident};
use crate::time;

const FIELDS: [(&str, &str); 26] = [
    ("ts", "time"),
    ("uid", "string"),
    ("id.orig_h", "addr"),
    ("id.orig_p", "port"),
    ("id.resp_h", "addr"),
    ("id.resp_p", "port"),
    ("fuid", "string"),
    ("file_mime_type", "string"),
    ("file_desc", "string"),
    ("proto", "enum"),
    ("note", "enum"),
    ("msg", "string"),
    ("sub", "string"),
    ("src", "addr"),
    ("dst", "addr"),
    ("p", "port"),
    ("n", "count"),
    ("peer_descr", "string"),
    ("actions", "set[enum]"),
    ("email_dest", "set[string]"),
    ("suppress_for", "interval"),
    ("remote_location.country_code", "string"),
    ("remote_location.region", "string"),
    ("remote_location.city", "string"),
    ("remote_location.latitude", "double"),
    ("remote_location.longitude", "double"),
];

const UNSET: &str = "-";
const EMPTY: &str = "(empty)";

/// What the fields of one notice are made of.
struct Notice<'a> {
    time: f64,
    kind: &'a str,
    message: String,
    detail: String,
    flow: Option<&'a Flow>,
    source: Option<IpAddr>,
    target: Option<IpAddr>,
    n: u64,
}

pub(crate) fn write(findings: &Findings) -> Vec<u8> {
    let at = time::zeek(findings.made.at);
    let mut log = format!(
        "#separator \\x09\n#set_separator\t,\n#empty_field\t{EMPTY}\n#unset_field\t{UNSET}\n#path\tnotice\n#open\t{at}\n#fields"
    );
    for (name, _) in FIELDS {
        log.push('\t');
        log.push_str(name);
    }
    log.push_str("\n#types");
    for (_, kind) in FIELDS {
        log.push('\t');
        log.push_str(kind);
    }
    log.push('\n');
    for incident in &findings.incidents {
        add(&mut log, &of_incident(findings, incident));
    }
    for anomaly in findings.anomalies.iter().filter(|anomaly| anomaly.incident.is_none()) {
        add(&mut log, &of_anomaly(findings, anomaly));
    }
    log.push_str("#close\t");
    log.push_str(&at);
    log.push('\n');
    log.into_bytes()
}

fn of_incident<'a>(findings: &Findings, incident: &'a Incident) -> Notice<'a> {
    let mut addresses = incident.addresses();
    Notice {
        time: incident.first.unwrap_or(findings.made.at),
        kind: &incident.kind,
        message: incident.title.clone(),
        detail: incident.description(),
        // What a single flow did is that flow's notice.
        flow: incident.flows.first().filter(|_| incident.n_rows == 1),
        source: addresses.next(),
        target: addresses.next(),
        n: incident.n_rows,
    }
}

fn of_anomaly<'a>(findings: &Findings, anomaly: &'a Anomaly) -> Notice<'a> {
    let flow = anomaly.flow.as_ref();
    Notice {
        time: flow.and_then(|flow| flow.start).unwrap_or(findings.made.at),
        kind: "unusual traffic",
        message: anomaly.title(&findings.source.noun),
        detail: anomaly.description(),
        flow,
        source: flow.and_then(|flow| flow.originator.ip()),
        target: flow.and_then(|flow| flow.responder.ip()),
        n: 1,
    }
}

fn add(log: &mut String, notice: &Notice<'_>) {
    let flow = notice
        .flow
        .filter(|flow| flow.originator.ip().is_some() && flow.responder.ip().is_some());
    let end = |end: fn(&Flow) -> &crate::model::End| {
        let end = flow.map(end);
        let port = end.and_then(|end| end.port).map(|port| port.to_string());
        [end.map(|end| end.address.clone()), port]
    };
    let [source, source_port] = end(|flow| &flow.originator);
    let [target, target_port] = end(|flow| &flow.responder);
    let protocol = flow.map(|flow| transport(&flow.protocol).to_owned());
    let port = target_port.clone();
    let address = |address: Option<IpAddr>| address.map(|address| address.to_string());
    let fields: [Option<String>; FIELDS.len()] = [
        Some(seconds(notice.time)),
        None,
        source,
        source_port,
        target,
        target_port,
        None,
        None,
        None,
        protocol,
        Some(kind(notice.kind)),
        Some(escaped(&notice.message)),
        Some(escaped(&notice.detail)),
        address(notice.source),
        address(notice.target),
        port,
        Some(notice.n.to_string()),
        Some("wiresift".to_owned()),
        Some("Notice::ACTION_LOG".to_owned()),
        Some(EMPTY.to_owned()),
        Some("0.000000".to_owned()),
        None,
        None,
        None,
        None,
        None,
    ];
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            log.push('\t');
        }
        log.push_str(field.as_deref().unwrap_or(UNSET));
    }
    log.push('\n');
}

/// Seconds with six decimals.
fn seconds(time: f64) -> String {
    let micros = time::micros(time).unwrap_or(0);
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// Zeek's `transport_proto`.
fn transport(protocol: &str) -> &'static str {
    match protocol {
        "tcp" => "tcp",
        "udp" => "udp",
        "icmp" | "icmp6" => "icmp",
        _ => "unknown_transport",
    }
}

/// `Wiresift::Port_Scan`, of "port scan". Kinds are words of ours: letters and blanks.
fn kind(kind: &str) -> String {
    let words = kind.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter_map(|word| {
            let (first, rest) = word.split_at_checked(1)?;
            Some(format!("{}{rest}", first.to_ascii_uppercase()))
        })
        .collect();
    format!("Wiresift::{}", words.join("_"))
}

/// A string as Zeek's ASCII writer escapes it: what would end the field or the line, what cannot be seen, and what would be taken
/// for an unset or an empty field.
fn escaped(text: &str) -> String {
    if text.is_empty() {
        return EMPTY.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    let is_reserved = text == UNSET || text == EMPTY;
    for (at, letter) in text.chars().enumerate() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            letter if letter.is_control() || at == 0 && is_reserved => {
                let mut bytes = [0; 4];
                for byte in letter.encode_utf8(&mut bytes).bytes() {
                    escaped.push_str("\\x");
                    escaped.push_str(&HEXLOWER.encode(&[byte]));
                }
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kinds_are_names_of_zeeks_form() {
        assert_eq!(kind("port scan"), "Wiresift::Port_Scan");
        assert_eq!(kind("DNS tunnel"), "Wiresift::DNS_Tunnel");
    }

    #[test]
    fn what_zeek_would_misread_is_escaped() {
        let shown = ["-", "(empty)", "", "a\tb\nc\\d", "-1", "\u{85}"].map(escaped);
        assert_eq!(
            shown,
            [
                "\\x2d",
                "\\x28empty)",
                "(empty)",
                "a\\x09b\\x0ac\\\\d",
                "-1",
                "\\xc2\\x85"
            ]
        );
    }

    proptest! {
        #[test]
        fn a_field_stays_one(text: String) {
            let escaped = escaped(&text);
            let splits = escaped.contains(['\t', '\n', '\r', '\0']);
            prop_assert!(!splits);
            prop_assert!(escaped != UNSET && (escaped != EMPTY || text.is_empty()));
        }
    }
}
