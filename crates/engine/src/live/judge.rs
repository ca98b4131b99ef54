//! The flows that are judged next, among the traffic around them, and what the scores mean.

use hashbrown::HashMap;
use wiresift_capture::Timestamp;
use wiresift_explain::indicator::{Indicator, Indicators};
use wiresift_flow::{End, Flow};

use super::alerts::Key;
use super::intake::Intake;
use crate::capture::{Pace, of_flows, service};
use crate::message::{Alert, Severity};
use crate::opening::Opened;

/// Ended flows that are scored at once; of more, the latest.
const MAX_ENDED: u64 = 1_000;
/// Open flows that are scored at once.
const MAX_OPEN: usize = 500;
/// Flows before them that their behaviour is read among.
pub(super) const MAX_CONTEXT: usize = 5_000;
/// Flows that hints are read from.
const MAX_HINTED: u64 = 2_000;
/// How long before now they may lie: the longest window of a hint.
const HINT_NANOS: i64 = 600_000_000_000;

/// Flows on their way to a verdict.
pub(super) struct Judging {
    /// In the order of the table's rows.
    pub(super) flows: Vec<Seen>,
    pub(super) hints: Vec<Hint>,
    /// Ended flows that are not among them for lack of time.
    pub(super) n_left_out: u64,
}

/// A flow that is judged.
pub(super) struct Seen {
    pub(super) id: u64,
    pub(super) is_ended: bool,
    pub(super) last: f64,
    pub(super) originator: String,
    /// The responder's address alone.
    pub(super) target: String,
    pub(super) responder: String,
}

/// A hint at known behaviour.
pub(super) struct Hint {
    pub(super) indicator: Indicator,
    /// The flows that it is read from.
    pub(super) ids: Vec<u64>,
}

impl Judging {
    /// Takes the flows that ended since `judged` and those that are open with packets since `looked`; `None` without any.
    /// `hints` are those of this moment, where they were looked for.
    pub(super) fn next(
        intake: &Intake,
        judged: u64,
        looked: Timestamp,
        hints: Option<Vec<Hint>>,
    ) -> Option<(Self, Opened)> {
        let end = intake.history.end();
        let from = judged.max(end.saturating_sub(MAX_ENDED)).min(end);
        let open = intake.updated(looked, MAX_OPEN);
        let lately = open.iter().filter(|flow| flow.last >= looked);
        let mut flows: Vec<(&Flow, bool)> = lately.map(|flow| (flow, false)).collect();
        flows.extend(intake.history.range(from, end).map(|flow| (flow, true)));
        if flows.is_empty() {
            return None;
        }
        // Rows of the table are in this order.
        wiresift_order::sort_by_key(&mut flows, |(flow, _)| flow.id);
        let context = intake.history.range(from.saturating_sub(MAX_CONTEXT as u64), from);
        let table = opened("live", context, flows.iter().map(|(flow, _)| *flow), Pace::default());
        let judging = Self {
            flows: flows.iter().map(|(flow, is_ended)| Seen::of(flow, *is_ended)).collect(),
            hints: hints.unwrap_or_else(|| hints_now(intake)),
            n_left_out: from.saturating_sub(judged),
        };
        Some((judging, table))
    }
}

/// Flows as a table that was opened.
pub(super) fn opened<'a>(
    name: &str,
    context: impl Iterator<Item = &'a Flow>,
    flows: impl Iterator<Item = &'a Flow>,
    pace: Pace,
) -> Opened {
    let (table, captured) = of_flows(name.to_owned(), context, flows, pace);
    Opened {
        table,
        size_bytes: captured.summary.n_bytes,
        seconds_read: 0.0,
        n_repeated_rows: 0,
        warnings: Vec::new(),
        captured: Some(Box::new(captured)),
    }
}

/// Hints at known behaviour in the latest flows.
pub(super) fn hints_now(intake: &Intake) -> Vec<Hint> {
    let Some(latest) = intake.latest() else {
        return Vec::new();
    };
    let since = Timestamp(latest.0.saturating_sub(HINT_NANOS));
    let end = intake.history.end();
    let open = intake.updated(since, usize::try_from(MAX_HINTED).unwrap_or(usize::MAX));
    let ended = intake.history.range(end.saturating_sub(MAX_HINTED), end);
    hints(ended.filter(|flow| flow.last >= since).chain(&open))
}

/// Hints at known behaviour in these flows.
pub(super) fn hints<'a>(flows: impl Iterator<Item = &'a Flow>) -> Vec<Hint> {
    let mut flows: Vec<&Flow> = flows.collect();
    wiresift_order::sort_by_key(&mut flows, |flow| flow.id);
    let ids: Vec<u64> = flows.iter().map(|flow| flow.id).collect();
    let (table, _) = of_flows(String::new(), std::iter::empty(), flows.into_iter(), Pace::default());
    let all = Indicators::of(&table).all.into_iter();
    all.map(|indicator| Hint {
        ids: indicator
            .rows
            .iter()
            .filter_map(|&row| ids.get(row as usize))
            .copied()
            .collect(),
        indicator,
    })
    .collect()
}

impl Seen {
    fn of(flow: &Flow, is_ended: bool) -> Self {
        Self {
            id: flow.id,
            is_ended: is_ended || flow.end != End::Capture,
            last: flow.last.nanos() as f64 / 1e9,
            originator: flow.originator.address.to_string(),
            target: flow.responder.address.to_string(),
            responder: place(flow),
        }
    }

    /// As an alert of its own.
    pub(super) fn key(&self) -> Key {
        Key {
            name: "unusual flow",
            originator: self.originator.clone(),
            responder: self.responder.clone(),
        }
    }
}

/// The responder, with its port and what it is for.
fn place(flow: &Flow) -> String {
    let address = flow.responder.address;
    match service(flow) {
        _ if !flow.protocol.has_ports() => address.to_string(),
        Some(service) => format!("{address} port {} ({service})", flow.responder.port),
        None => format!("{address} port {}", flow.responder.port),
    }
}

impl Hint {
    /// What makes two hints the same.
    pub(super) fn key(&self) -> Key {
        let subject = &self.indicator.subject;
        let target = subject.target.clone().or_else(|| subject.domain.clone());
        let responder = match (target, subject.port) {
            (Some(target), Some(port)) => format!("{target} port {port}"),
            (Some(target), None) => target,
            (None, Some(port)) => format!("port {port}"),
            (None, None) => String::new(),
        };
        Key {
            name: self.indicator.kind.name(),
            originator: subject.source.clone().unwrap_or_default(),
            responder,
        }
    }

    /// As an alert, without a score.
    pub(super) fn alert(&self, key: &Key, now: f64) -> Alert {
        let indicator = &self.indicator;
        let technique = &indicator.technique;
        Alert {
            id: 0,
            name: key.name.to_owned(),
            technique: Some(format!("{} {}", technique.id, technique.name)),
            originator: key.originator.clone(),
            responder: key.responder.clone(),
            severity: severity(indicator.strength),
            score: None,
            votes: 0,
            confidence: 0.0,
            reasons: vec![indicator.sentence.clone()],
            n_flows: self.ids.len() as u64,
            first: indicator.first.unwrap_or(now),
            last: indicator.last.unwrap_or(now),
            has_detail: false,
        }
    }
}

/// By strength: a half is the threshold, 0.75 three times it, 0.9 nine times.
fn severity(strength: f64) -> Severity {
    match strength {
        0.9.. => Severity::High,
        0.75.. => Severity::Medium,
        _ => Severity::Low,
    }
}

/// The place of each hint's flows.
pub(super) fn by_flow(hints: &[Hint]) -> HashMap<u64, usize> {
    let mut of = HashMap::new();
    for (at, hint) in hints.iter().enumerate() {
        for &id in &hint.ids {
            of.entry(id).or_insert(at);
        }
    }
    of
}
