//! Incidents that are only unusual: anomalies that look like nothing known, by host and time; by kind of traffic where a table
//! names no hosts.

use std::collections::BTreeMap;

use wiresift_table::{ColumnData, Role, Table};

use super::draft::Draft;
use super::hosts::{Ends, find, text};
use crate::detail::short;
use crate::loaded::Loaded;
use crate::message::{EvidenceNumber, Noun, Threat};

/// Seconds without an anomaly that end a group.
const PAUSE: f64 = 1_800.0;
/// Groups that are shown; a page of hundreds helps nobody.
pub(super) const MAX_GROUPS: usize = 50;
/// Hosts that are named.
const N_NAMED: usize = 4;
/// Columns that say what kind of traffic a row is, the ones that say most first.
const KINDS: [&[&str]; 3] = [
    &["service", "app_proto"],
    &["flag", "conn_state", "state"],
    &["protocol_type", "proto", "protocol"],
];
/// Of these, as many as a title holds.
const MAX_KINDS: usize = 2;

/// The groups of `rows`, the most unusual first, and how many rows are in none.
pub(super) fn drafts(loaded: &Loaded, rows: Vec<u32>) -> (Vec<Draft>, u64) {
    let groups = match Ends::of(loaded.table()) {
        Some(ends) => by_host(loaded, &ends, rows),
        None => by_kind(loaded, rows),
    };
    let mut drafts: Vec<Draft> = groups.into_iter().map(|group| group.draft(loaded)).collect();
    wiresift_order::sort_by(&mut drafts, |a, b| {
        b.weight.total_cmp(&a.weight).then_with(|| a.key.cmp(&b.key))
    });
    let left: usize = drafts.iter().skip(MAX_GROUPS).map(|draft| draft.rows.len()).sum();
    drafts.truncate(MAX_GROUPS);
    (drafts, left as u64)
}

struct Group {
    key: String,
    title: String,
    hosts: Vec<String>,
    rows: Vec<u32>,
}

fn by_host(loaded: &Loaded, ends: &Ends, rows: Vec<u32>) -> Vec<Group> {
    let table = loaded.table();
    let times = loaded.times();
    let time = |row: u32| times.as_ref().map_or(0.0, |times| times(row as usize));
    let mut by_source: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in rows {
        by_source
            .entry(text(table, row as usize, ends.originator))
            .or_default()
            .push(row);
    }
    let mut groups = Vec::new();
    for (source, mut rows) in by_source {
        wiresift_order::sort_by(&mut rows, |&a, &b| time(a).total_cmp(&time(b)).then(a.cmp(&b)));
        let parts = rows.chunk_by(|&a, &b| (time(b) - time(a)).max(0.0) <= PAUSE);
        groups.extend(
            parts
                .enumerate()
                .map(|(part, rows)| of_host(loaded, ends, &source, part, rows)),
        );
    }
    groups
}

fn of_host(loaded: &Loaded, ends: &Ends, source: &str, part: usize, rows: &[u32]) -> Group {
    let table = loaded.table();
    let targets = counted(rows.iter().map(|&row| text(table, row as usize, ends.responder)));
    let talks = counted(rows.iter().map(|&row| ends.talk(table, row as usize)));
    let to = match &targets[..] {
        [one] => one.clone(),
        many => format!("{} hosts", many.len()),
    };
    let mostly = talks.first().filter(|talk| !talk.is_empty());
    let mostly = mostly.map_or_else(String::new, |talk| {
        if talks.len() == 1 {
            format!(", {talk}")
        } else {
            format!(", mostly {talk}")
        }
    });
    let named = targets.iter().take(N_NAMED).filter(|host| *host != source);
    Group {
        key: format!("unusual {source} #{part}"),
        title: format!("{} of {source} to {to}{mostly}", unusual(rows.len(), loaded.noun())),
        hosts: std::iter::once(source.to_owned()).chain(named.cloned()).collect(),
        rows: rows.to_vec(),
    }
}

/// "3 unusual flows".
fn unusual(n: usize, noun: Noun) -> String {
    let noun = if n == 1 { noun.one() } else { noun.many() };
    format!("{n} unusual {noun}")
}

fn by_kind(loaded: &Loaded, rows: Vec<u32>) -> Vec<Group> {
    let table = loaded.table();
    let known = KINDS.iter().filter_map(|names| find(table, names));
    let columns: Vec<usize> = known.filter(|&at| tells_kind(table, at)).take(MAX_KINDS).collect();
    let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in rows {
        let of = columns.iter().map(|&at| {
            let value = text(table, row as usize, at);
            format!(
                "{} {}",
                table.columns[at].name,
                if value.is_empty() { "none" } else { &value }
            )
        });
        groups.entry(of.collect::<Vec<_>>().join(", ")).or_default().push(row);
    }
    let group = |(of, rows): (String, Vec<u32>)| Group {
        title: if of.is_empty() {
            unusual(rows.len(), loaded.noun())
        } else {
            format!("{} with {of}", unusual(rows.len(), loaded.noun()))
        },
        key: format!("unusual {of}"),
        hosts: Vec::new(),
        rows,
    };
    groups.into_iter().map(group).collect()
}

/// A limited set of words that is no label.
fn tells_kind(table: &Table, at: usize) -> bool {
    let column = &table.columns[at];
    column.role != Role::Label && matches!(column.data, ColumnData::Category(_))
}

/// Different values, most frequent first.
fn counted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    wiresift_order::sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(value, _)| value).collect()
}

impl Group {
    fn draft(mut self, loaded: &Loaded) -> Draft {
        self.rows.sort_unstable();
        let scored = loaded.scored();
        let score = |row: &u32| scored.map_or(0.0, |scored| scored.score(*row as usize));
        let surprise = |row: &u32| scored.map_or(0.0, |scored| scored.surprise(*row as usize));
        let best = self.rows.iter().map(score).fold(0.0, f64::max);
        let votes = self
            .rows
            .iter()
            .map(|&row| scored.map_or(0, |scored| scored.votes(row as usize).count_ones()));
        let most_votes = votes.max().unwrap_or(0);
        let times = loaded.times();
        let span = times.and_then(|times| crate::loaded::span(self.rows.iter().map(|&row| times(row as usize))));
        Draft {
            // Many a little unusual rows do not outweigh one that is very much so.
            weight: self.rows.iter().map(surprise).fold(0.0, f64::max),
            reasons: vec![format!(
                "{}. The most unusual of them scores {}; {most_votes} detectors vote for it. It looks like no behaviour that \
                 is known here.",
                self.title,
                short(best),
            )],
            title: self.title,
            key: self.key,
            kind: "unusual traffic",
            is_named: false,
            threat: Threat::Low,
            technique: None,
            evidence: vec![
                EvidenceNumber {
                    name: "highest score".to_owned(),
                    value: best,
                },
                EvidenceNumber {
                    name: "most votes".to_owned(),
                    value: f64::from(most_votes),
                },
            ],
            hosts: self.hosts,
            first: span.map(|(first, _)| first),
            last: span.map(|(_, last)| last),
            rows: self.rows,
        }
    }
}
