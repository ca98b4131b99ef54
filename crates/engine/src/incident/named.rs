//! Incidents that look like something known.

use std::collections::BTreeMap;

use wiresift_explain::indicator::Indicators;

use super::draft::Draft;
use crate::message::Threat;

/// Seconds between two of the same kind by the same host that make them two incidents.
const PAUSE: f64 = 3_600.0;

/// One a kind, host and time.
pub(super) fn drafts(indicators: Indicators) -> Vec<Draft> {
    let mut by_key: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
    for indicator in indicators.all {
        let draft = Draft::of(indicator);
        by_key.entry(draft.key.clone()).or_default().push(draft);
    }
    let mut drafts: Vec<Draft> = by_key.into_values().flat_map(joined).collect();
    escalate(&mut drafts);
    drafts
}

/// Joins what follows upon each other; the key tells the first from the second.
fn joined(mut same: Vec<Draft>) -> Vec<Draft> {
    wiresift_order::sort_by(&mut same, |a, b| start(a).total_cmp(&start(b)));
    let mut all: Vec<Draft> = Vec::new();
    for draft in same {
        match all.last_mut() {
            Some(before) if start(&draft) - before.last.unwrap_or(f64::NEG_INFINITY) <= PAUSE => before.absorb(draft),
            Some(_) => {
                let key = format!("{} #{}", draft.key, all.len() + 1);
                all.push(Draft { key, ..draft });
            }
            None => all.push(draft),
        }
    }
    all.iter_mut()
        .filter(|draft| draft.reasons.len() > 1)
        .for_each(add_number);
    all
}

fn add_number(draft: &mut Draft) {
    let n_more = draft.reasons.len() - 1;
    draft.title = format!("{}; {n_more} more of the kind", draft.title);
}

fn start(draft: &Draft) -> f64 {
    draft.first.unwrap_or(0.0)
}

/// Whoever does two kinds of things, each at least of medium threat and one of high, does them for a purpose.
fn escalate(drafts: &mut [Draft]) {
    let mut by_host: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let is_serious = draft.threat >= Threat::Medium;
        by_host
            .entry(draft.hosts.first().filter(|_| is_serious).cloned().unwrap_or_default())
            .or_default()
            .push(at);
    }
    by_host.remove("");
    for of_host in by_host.into_values() {
        let kinds: std::collections::BTreeSet<&str> = of_host.iter().map(|&at| drafts[at].kind).collect();
        if kinds.len() < 2 {
            continue;
        }
        for at in of_host {
            if drafts[at].threat == Threat::High {
                drafts[at].threat = Threat::Critical;
            }
        }
    }
}
