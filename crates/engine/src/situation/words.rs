//! The summary sentence.

use wiresift_report::grouped;

use crate::loaded::{Loaded, span};
use crate::message::{IncidentStatus, Portion, Situation, Threat};

/// Services that are named.
const N_SERVICES: usize = 3;

/// What the rows are and what is the matter with them.
pub(super) fn words(loaded: &Loaded, situation: &Situation, rows: &[u32]) -> String {
    let noun = loaded.noun();
    if rows.is_empty() {
        return format!("No {} passes the filter.", noun.one());
    }
    let noun = if situation.n_rows == 1 { noun.one() } else { noun.many() };
    let n_hosts: u64 = situation.graph.nodes.iter().map(|node| node.n_hosts).sum::<u64>() + situation.graph.n_left_over;
    let hosts = match n_hosts {
        0 => String::new(),
        1 => " of one host".to_owned(),
        n => format!(" among {} hosts", grouped(n)),
    };
    let times = loaded.times();
    let within = times.and_then(|times| span(rows.iter().map(|&row| times(row as usize))));
    let within = within.map_or_else(String::new, |(start, end)| format!(" within {}", duration(end - start)));
    let services = situation.services.iter().take(N_SERVICES);
    let mostly: Vec<String> = services.map(|portion| share(portion, situation.n_rows)).collect();
    let mostly = match &mostly[..] {
        [] => String::new(),
        named => format!(", mostly {}", named.join(", ")),
    };
    let first = format!("{} {noun}{hosts}{within}{mostly}", grouped(situation.n_rows));
    format!("{first}. {}", matter(loaded, situation, rows))
}

fn matter(loaded: &Loaded, situation: &Situation, rows: &[u32]) -> String {
    let incidents = loaded.incidents_among(rows);
    let serious = incidents
        .iter()
        .filter(|incident| incident.threat > Threat::Low && incident.status != IncidentStatus::Dismissed);
    let serious: Vec<_> = serious.collect();
    let unusual = match (loaded.scored().is_some(), situation.n_anomalies) {
        (false, _) => String::new(),
        (true, 0) => format!(" No {} stands out.", loaded.noun().one()),
        (true, 1) => format!(" One {} is unusual.", loaded.noun().one()),
        (true, n) => format!(" {} {} are unusual.", grouped(n), loaded.noun().many()),
    };
    match &serious[..] {
        [] => format!("Nothing looks like a known attack.{unusual}"),
        [one] => format!("One incident matters: {}.{unusual}", one.title),
        [first, ..] => format!(
            "{} incidents matter; the worst: {}.{unusual}",
            serious.len(),
            first.title
        ),
    }
}

fn share(portion: &Portion, n_rows: u64) -> String {
    let share = portion.n_rows as f64 / n_rows.max(1) as f64;
    format!("{} ({:.0}%)", portion.name, share * 100.0)
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} hours", s / 3_600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}
