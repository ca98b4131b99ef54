//! A file inside a name that is looked up: the first bytes of packed files, written in letters, which no name for people or machines
//! begins with. Read from `server_name`, the first name of a flow; what follows it is [`dns_tunnel`](super::dns_tunnel)'s.

use super::traffic::{Flow, Traffic};
use super::words::{Counted, Time};
use super::{Found, Indicator, IndicatorKind, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1048.003",
    name: "Exfiltration Over Alternative Protocol: Exfiltration Over Unencrypted Non-C2 Protocol",
};
/// Letters of a first label that holds data: names for people are shorter, and the beginnings below are four to eight letters.
const MIN_LABEL: usize = 40;
/// One file is enough for a hint: strength a half.
const MIN_FLOWS: f64 = 1.0;

/// A kind of file, and how it begins (RFC 1952, PKWARE's APPNOTE) in base 64, which keeps to its case, and in base 32 and base 16.
const FILES: [(&str, &str, [&str; 2]); 2] = [
    ("gzip", "H4sI", ["d6fq", "1f8b08"]),
    ("zip", "UEsDB", ["kbfqgb", "504b0304"]),
];

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let queries = traffic.numbers("dns_queries");
    let key = |flow: &Flow| {
        let is_dns = queries.get(flow.row as usize) > 0.0;
        let file = file(traffic.text("server_name", flow.row)).filter(|_| is_dns);
        file.map(|file| (flow.source, flow.target, file))
    };
    traffic.for_each_group(key, |(.., file), flows| found.extend(sent(traffic, flows, file)));
}

/// The kind of file that a name's first label holds the beginning of.
fn file(name: &str) -> Option<&'static str> {
    let label = name.split('.').next().filter(|label| label.len() >= MIN_LABEL)?;
    let begins = |start: &str| {
        label
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let found = FILES
        .iter()
        .find(|(_, base64, others)| label.starts_with(base64) || others.iter().any(|start| begins(start)));
    found.map(|(kind, ..)| *kind)
}

fn sent(traffic: &Traffic<'_>, flows: &[Flow], file: &str) -> Option<Indicator> {
    let one = flows.first()?;
    let (_, first, last) = span(flows);
    let source = traffic.name(one.source);
    let target = traffic.name(one.target);
    let found = Found {
        kind: IndicatorKind::DnsTunnel,
        technique: TECHNIQUE,
        subject: traffic.service(one),
        strength: strength(flows.len() as f64, MIN_FLOWS),
        evidence: evidence([("flows", flows.len() as f64), ("seconds", last - first)]),
        title: format!("{source} asked {target} for a name that holds a {file} file"),
        rest: format!(
            ", in {} within {}. The name begins as such a file does when it is written in letters. This looks like data sent out \
             by DNS.",
            Counted(flows.len(), "flow"),
            Time(last - first)
        ),
    };
    Some(found.of(flows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_how_they_begin() {
        let rest = "ICN032QAA3RlcQudHh0AAvJyCxWAKJEheLU5KLUEoW0zJ";
        let cases = [
            (format!("H4sI{rest}-.test.txt"), Some("gzip")),
            (format!("h4si{rest}.example.org"), None),
            (format!("D6FQ{rest}.example.org"), Some("gzip")),
            (format!("1F8B08{rest}.example.org"), Some("gzip")),
            (format!("UEsDBB{rest}.example.org"), Some("zip")),
            ("H4sIAAAA.example.org".to_owned(), None),
            (format!("www.H4sI{rest}.org"), None),
            (format!("\u{e4}\u{e4}{rest}"), None),
            (String::new(), None),
        ];
        for (name, kind) in cases {
            assert_eq!(file(&name), kind, "{name}");
        }
    }
}
