//! Suricata's events: flows are rows, alerts become the labels of their flows, the rest is counted.
//!
//! An alert belongs to the flow with its `flow_id`, or where there is none with its addresses, ports and protocol, in
//! either direction. Alerts come before the flow ends and also after, so labels are given at the end of the file. A flow
//! with several alerts takes the most severe one.

use std::fmt::Write as _;

use hashbrown::HashMap;

use super::flatten::{Member, cell};
use crate::ReadWarning;
use crate::column::{Category, Column, ColumnData, Interner, MISSING};
use crate::schema::eve::{LABEL, NO_ALERT, SIGNATURE};

/// Flows with alerts that are remembered.
const MAX_ALERTED: usize = 1_000_000;
/// Different labels and signatures; Suricata's own rules have some 50 categories and 50,000 signatures.
const MAX_NAMES: usize = 100_000;
/// Types of events that are counted apart.
const MAX_TYPES: usize = 64;
/// Characters of a label.
const MAX_LABEL: usize = 200;

/// What a line is.
pub(super) enum Event {
    /// A row.
    Flow,
    /// Taken note of.
    Other,
    /// Not an event at all.
    None,
}

#[derive(Default)]
pub(super) struct Events {
    /// The flow of each row.
    flows: Vec<Key>,
    alerts: HashMap<Key, Alert>,
    n_alerts: u64,
    others: Vec<(String, u64)>,
    labels: Interner,
    signatures: Interner,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Id(u64),
    Tuple(Box<str>),
}

struct Alert {
    /// 1 is the most severe.
    severity: u32,
    label: u32,
    signature: u32,
    n_alerts: u64,
    has_flow: bool,
}

impl Events {
    /// How many events the file holds besides flows.
    pub(super) fn n_others(&self) -> u64 {
        self.n_alerts + self.others.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// Takes note of an event, other than of a flow.
    pub(super) fn look_at(&mut self, members: &[Member<'_>]) -> Event {
        let Some(event) = text(members, "event_type") else {
            return Event::None;
        };
        match event.as_str() {
            "flow" => return Event::Flow,
            "alert" => self.add_alert(members),
            _ => self.count_other(&event),
        }
        Event::Other
    }

    /// Remembers whose row the next one is.
    pub(super) fn add_row(&mut self, members: &[Member<'_>]) {
        self.flows.push(key(members));
    }

    fn add_alert(&mut self, members: &[Member<'_>]) {
        self.n_alerts += 1;
        let key = key(members);
        let severity = text(members, "alert.severity").and_then(|text| text.parse().ok());
        let severity = severity.unwrap_or(u32::MAX);
        if let Some(known) = self.alerts.get_mut(&key) {
            known.n_alerts += 1;
            if known.severity <= severity {
                return;
            }
        } else if self.alerts.len() >= MAX_ALERTED {
            return;
        }
        let signature = text(members, "alert.signature").unwrap_or_default();
        let category = text(members, "alert.category").filter(|text| !text.is_empty());
        let label = format!("alert: {}", category.as_ref().unwrap_or(&signature));
        let (label, signature) = (
            intern(&mut self.labels, &label),
            intern(&mut self.signatures, &signature),
        );
        let alert = self.alerts.entry(key).or_insert(Alert {
            severity,
            label,
            signature,
            n_alerts: 1,
            has_flow: false,
        });
        (alert.severity, alert.label, alert.signature) = (severity, label, signature);
    }

    fn count_other(&mut self, event: &str) {
        let is_full = self.others.len() >= MAX_TYPES;
        match self.others.iter_mut().find(|(name, _)| name == event) {
            Some((_, count)) => *count += 1,
            None if is_full => self.count_rest(),
            None => self.others.push((event.chars().take(MAX_LABEL).collect(), 1)),
        }
    }

    /// The last place is for all the types that have none.
    fn count_rest(&mut self) {
        if let Some((name, count)) = self.others.last_mut() {
            *count += 1;
            "others".clone_into(name);
        }
    }

    /// The label of every row and what was done with the events; no columns where there is no alert.
    pub(super) fn finish(mut self, warnings: &mut Vec<ReadWarning>) -> Vec<Column> {
        if !self.others.is_empty() {
            wiresift_order::sort_by(&mut self.others, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            warnings.push(ReadWarning::OtherEvents {
                types: std::mem::take(&mut self.others),
            });
        }
        if self.n_alerts == 0 {
            return Vec::new();
        }
        let no_alert = self.labels.code_of(NO_ALERT);
        let (mut labels, mut signatures) = (Vec::new(), Vec::new());
        for flow in &self.flows {
            let alert = self.alerts.get_mut(flow);
            labels.push(alert.as_ref().map_or(no_alert, |alert| alert.label));
            signatures.push(alert.as_ref().map_or(MISSING, |alert| alert.signature));
            if let Some(alert) = alert {
                alert.has_flow = true;
            }
        }
        let matched = self.alerts.values().filter(|alert| alert.has_flow);
        warnings.push(ReadWarning::Alerts {
            n_alerts: self.n_alerts,
            n_flows: labels.iter().filter(|&&label| label != no_alert).count() as u64,
            n_without_flow: self.n_alerts - matched.map(|alert| alert.n_alerts).sum::<u64>(),
        });
        vec![
            column(LABEL, labels, self.labels),
            column(SIGNATURE, signatures, self.signatures),
        ]
    }
}

/// Names that no row has are left out.
fn column(name: &str, codes: Vec<u32>, names: Interner) -> Column {
    let all = Category {
        codes,
        names: names.into_names(),
    };
    Column::new(name.to_owned(), ColumnData::Category(all.without_unused()))
}

fn intern(names: &mut Interner, name: &str) -> u32 {
    if names.len() >= MAX_NAMES {
        return names.code_of("alert: others");
    }
    let short: String = name.chars().take(MAX_LABEL).collect();
    names.code_of(&short)
}

fn text(members: &[Member<'_>], name: &str) -> Option<String> {
    let (_, value) = members.iter().find(|(known, _)| known == name)?;
    cell(value).ok()?.map(std::borrow::Cow::into_owned)
}

fn key(members: &[Member<'_>]) -> Key {
    if let Some(id) = text(members, "flow_id").and_then(|id| id.parse().ok()) {
        return Key::Id(id);
    }
    let part = |name| text(members, name).unwrap_or_default();
    let mut ends = [(part("src_ip"), part("src_port")), (part("dest_ip"), part("dest_port"))];
    wiresift_order::sort(&mut ends);
    let mut tuple = part("proto").to_ascii_lowercase();
    for (address, port) in ends {
        // Writing to a string cannot fail.
        let _written = write!(tuple, "|{address}|{port}");
    }
    Key::Tuple(tuple.into())
}
