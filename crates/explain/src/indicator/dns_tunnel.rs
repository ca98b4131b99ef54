//! DNS tunnel: data in the names that are looked up, and in the answers.
//!
//! Read from `dns_queries`, `dns_names`, `dns_longest_name`, `dns_name_entropy` and `dns_carrier_share`, which tables of captures
//! have. What belongs together is told by the last two labels of the first name of a flow, or by the host that is asked.

use super::traffic::{Flow, Traffic};
use super::words::{Count, Time};
use super::{Found, Indicator, IndicatorKind, Subject, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1071.004",
    name: "Application Layer Protocol: DNS",
};
/// Queries below one domain: a page asks for some names of a domain, not for dozens.
const MIN_QUERIES: f64 = 30.0;
/// Of them, names that were asked for once: to a tunnel every name is new.
const MIN_DISTINCT: f64 = 0.5;
/// Length of the longest name, in characters: names for people are below 40, those of clouds below 80.
const MIN_LENGTH: f64 = 50.0;
/// Entropy of labels, in bits a character, mean over queries: 2.5 of seven different letters, which few words have; 3.5 to 4 of
/// hexadecimal digits.
const MIN_ENTROPY: f64 = 2.75;

/// The longest top-level domain of today has 24 characters.
const MAX_TOP_LEVEL: usize = 24;

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let queries = traffic.numbers("dns_queries");
    let key = |flow: &Flow| {
        let is_dns = queries.get(flow.row as usize) > 0.0;
        is_dns.then(|| (flow.source, domain(traffic.text("server_name", flow.row))))
    };
    traffic.for_each_group(key, |(_, domain), flows| found.extend(tunnel(traffic, flows, domain)));
}

/// The last two labels: good enough to keep together what a tunnel asks for.
fn domain(name: &str) -> &str {
    let name = name.trim_end_matches('.');
    // Where the last label is no top-level domain, all of the name is data.
    let last = name.rsplit('.').next().unwrap_or_default();
    let has_digit = last.bytes().any(|byte| byte.is_ascii_digit());
    if last.len() > MAX_TOP_LEVEL || has_digit && !last.starts_with("xn--") {
        return "";
    }
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).map_or(name, |at| &name[at + 1..])
}

fn tunnel(traffic: &Traffic<'_>, flows: &[Flow], domain: &str) -> Option<Indicator> {
    let one = flows.first()?;
    let [queries, names, length, entropy, carriers] = [
        "dns_queries",
        "dns_names",
        "dns_longest_name",
        "dns_name_entropy",
        "dns_carrier_share",
    ]
    .map(|column| traffic.numbers(column));
    let sum = |of: &dyn Fn(usize) -> f64| flows.iter().map(|flow| of(flow.row as usize)).sum::<f64>();
    let n_queries = sum(&|row| queries.get(row));
    if n_queries < MIN_QUERIES {
        return None;
    }
    // Flows of one query each may repeat a name.
    let n_names = if flows.len() > 1 && n_queries < 2.0 * flows.len() as f64 {
        let mut texts: Vec<&str> = flows.iter().map(|flow| traffic.text("server_name", flow.row)).collect();
        wiresift_order::sort(&mut texts);
        texts.dedup();
        texts.len() as f64
    } else {
        sum(&|row| names.get(row))
    };
    let longest = flows
        .iter()
        .map(|flow| length.get(flow.row as usize))
        .fold(0.0, f64::max);
    let mean_entropy = sum(&|row| queries.get(row) * entropy.get(row)) / n_queries;
    let carrier_share = sum(&|row| queries.get(row) * carriers.get(row)) / n_queries;
    // Names are counted up to 256 a flow.
    let is_new = n_names >= MIN_DISTINCT * n_queries.min(256.0 * flows.len() as f64);
    if !is_new || longest < MIN_LENGTH || mean_entropy < MIN_ENTROPY {
        return None;
    }
    let (_, first, last) = span(flows);
    let source = traffic.name(one.source);
    let below = if domain.is_empty() {
        String::new()
    } else {
        format!(" below {domain}")
    };
    let title = format!(
        "{source} asked for {} names{below} in {}",
        Count(n_names),
        Time(last - first)
    );
    let rest = format!(
        ", up to {} characters long and like random text ({mean_entropy:.1} bits a character). This looks like data inside \
         DNS.",
        Count(longest),
    );
    let found = Found {
        kind: IndicatorKind::DnsTunnel,
        technique: TECHNIQUE,
        subject: Subject {
            domain: (!domain.is_empty()).then(|| domain.to_owned()),
            ..traffic.service(one)
        },
        strength: strength(n_queries, MIN_QUERIES),
        evidence: evidence([
            ("queries", n_queries),
            ("names", n_names),
            ("longest name, characters", longest),
            ("entropy of labels, bits a character", mean_entropy),
            ("share of types that carry data", carrier_share),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}
