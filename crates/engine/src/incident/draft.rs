//! An incident before it has a number and a place.

use wiresift_explain::indicator::{Indicator, IndicatorKind, Subject};

use crate::message::{EvidenceNumber, TechniqueName, Threat};

/// Sentences and numbers that are kept of one incident.
const MAX_REASONS: usize = 8;
/// Addresses that are named.
const MAX_HOSTS: usize = 8;

/// Rows that belong together.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The same for the same thing in every build: by it the analyst's word is remembered.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) is_named: bool,
    pub(super) threat: Threat,
    /// Orders those of the same threat.
    pub(super) weight: f64,
    pub(super) technique: Option<TechniqueName>,
    pub(super) reasons: Vec<String>,
    pub(super) evidence: Vec<EvidenceNumber>,
    pub(super) hosts: Vec<String>,
    pub(super) first: Option<f64>,
    pub(super) last: Option<f64>,
    /// Ascending.
    pub(super) rows: Vec<u32>,
}

/// Strength from which an indicator is beyond doubt by its numbers: three times the threshold.
const BEYOND_DOUBT: f64 = 0.75;
/// The same for looking around, which is done by many and harms nobody yet: nine times.
const WIDE_SEARCH: f64 = 0.9;

/// How bad an indicator would be if it is what it looks like.
fn threat(kind: IndicatorKind, strength: f64) -> Threat {
    use IndicatorKind as Kind;
    let high_from = match kind {
        // One in many programs does this.
        Kind::NamelessServer => return Threat::Low,
        // Fetching a program is what updates do, too; how often says nothing.
        Kind::ToolTransfer | Kind::Mining => return Threat::Medium,
        Kind::PortScan | Kind::HostSweep => WIDE_SEARCH,
        _ => BEYOND_DOUBT,
    };
    if strength >= high_from {
        Threat::High
    } else {
        Threat::Medium
    }
}

impl Draft {
    /// Of one indicator.
    pub(super) fn of(indicator: Indicator) -> Self {
        let Subject { source, target, .. } = &indicator.subject;
        // Who is flooded is what a flood is about.
        let about = match indicator.kind {
            IndicatorKind::SynFlood | IndicatorKind::Flood => target.as_ref().or(source.as_ref()),
            _ => source.as_ref().or(target.as_ref()),
        };
        Self {
            key: format!("{} {}", indicator.kind.name(), about.map_or("", String::as_str)),
            kind: indicator.kind.name(),
            is_named: true,
            threat: threat(indicator.kind, indicator.strength),
            weight: indicator.strength,
            technique: Some(TechniqueName {
                id: indicator.technique.id.to_owned(),
                name: indicator.technique.name.to_owned(),
            }),
            evidence: indicator
                .evidence
                .iter()
                .map(|evidence| EvidenceNumber {
                    name: evidence.name.to_owned(),
                    value: evidence.value,
                })
                .collect(),
            hosts: source.iter().chain(target).cloned().collect(),
            first: indicator.first,
            last: indicator.last,
            title: indicator.title,
            reasons: vec![indicator.sentence],
            rows: indicator.rows,
        }
    }

    /// Takes in another of the same kind; the stronger one speaks first.
    pub(super) fn absorb(&mut self, other: Self) {
        let (mut strong, weak) = if other.weight > self.weight {
            (other, self.clone())
        } else {
            (self.clone(), other)
        };
        strong.key.clone_from(&self.key);
        strong.threat = strong.threat.max(weak.threat);
        strong.reasons.extend(weak.reasons);
        strong.reasons.truncate(MAX_REASONS);
        for host in weak.hosts {
            if strong.hosts.len() < MAX_HOSTS && !strong.hosts.contains(&host) {
                strong.hosts.push(host);
            }
        }
        strong.first = least(strong.first, weak.first, f64::min);
        strong.last = least(strong.last, weak.last, f64::max);
        strong.rows.extend(weak.rows);
        strong.rows.sort_unstable();
        strong.rows.dedup();
        *self = strong;
    }
}

/// The one that there is, or the one of two that is chosen.
fn least(a: Option<f64>, b: Option<f64>, choose: fn(f64, f64) -> f64) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(choose(a, b)),
        (a, b) => a.or(b),
    }
}
