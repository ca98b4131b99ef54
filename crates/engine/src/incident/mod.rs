//! A few incidents instead of many rows: hints at known behaviour, and the anomalies that look like none, grouped by host and
//! time.
//!
//! Every row belongs to one incident at most, the worst, so that numbers add up. What an incident *is* follows from the table, the
//! result and the rules that mute; what the analyst says of it is kept apart and survives a new training.
//!
//! # Design
//! Only what looks like something known rises above a low threat. Detectors find what is rare, and in a capture that holds nothing bad
//! something is still the rarest; to call that more than unusual would cry wolf over every file.

mod build;
mod draft;
pub(crate) mod hosts;
mod mute;
mod named;
mod unusual;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::loaded::Loaded;
use crate::message::{
    ErrorReport, Event, Incident, IncidentAction, IncidentStatus, Incidents, MutePreview, MuteRule, RequestId,
    TableSlot,
};
use crate::session::Session;
use build::Built;

/// Most rules that are taken at a time: they may come from a stranger's case.
const MAX_RULES: usize = 1_000;

/// What the analyst says of a table's incidents, and the incidents once somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// By what the incident is about, so that a word outlives the incident's number.
    pub(crate) statuses: BTreeMap<String, IncidentStatus>,
    rules: Vec<MuteRule>,
    built: OnceCell<Built>,
}

impl Desk {
    /// What the incidents follow from has changed.
    pub(crate) fn forget(&mut self) {
        self.built.take();
    }

    fn set_rules(&mut self, rules: &[MuteRule]) {
        rules.clone_into(&mut self.rules);
        self.forget();
    }
}

impl Loaded {
    fn built(&self) -> &Built {
        self.desk
            .built
            .get_or_init(|| Built::of(self, self.muted(&self.desk.rules).as_ref()))
    }

    /// The number of the incident that a row belongs to; 0 for none.
    pub(crate) fn incident_of(&self, row: usize) -> u32 {
        self.built().of_row.get(row).copied().unwrap_or_default()
    }

    /// The incident that a row belongs to, as it stands.
    pub(crate) fn incident(&self, row: usize) -> Option<Incident> {
        let built = self.built();
        let at = (self.incident_of(row) as usize).checked_sub(1)?;
        Some(Incident {
            status: self.status(built.keys.get(at)?),
            ..built.incidents.get(at)?.clone()
        })
    }

    fn status(&self, key: &str) -> IncidentStatus {
        self.desk.statuses.get(key).copied().unwrap_or_default()
    }

    /// The rows of an incident, in the order of the table.
    pub(crate) fn incident_rows(&self, number: u32) -> impl Iterator<Item = u32> {
        let of_row = &self.built().of_row;
        (0..)
            .zip(of_row)
            .filter_map(move |(row, &of)| (of == number && number > 0).then_some(row))
    }

    /// The incidents as they stand: what matters first, dismissed ones last.
    pub(crate) fn incidents(&self) -> Incidents {
        let built = self.built();
        let mut all = built.incidents.clone();
        for (incident, key) in all.iter_mut().zip(&built.keys) {
            incident.status = self.status(key);
        }
        wiresift_order::sort_by_key(&mut all, |incident| incident.status == IncidentStatus::Dismissed);
        Incidents {
            all,
            n_anomalies: built.n_anomalies,
            n_left_over: built.n_left_over,
            n_muted: built.n_muted,
            rules: self.counted_rules(&self.desk.rules),
        }
    }

    /// Of the incidents, those that have one of these rows. Each has rows, so that nobody looks where none is missing.
    pub(crate) fn incidents_among(&self, rows: &[u32]) -> Vec<Incident> {
        let mut all = self.incidents().all;
        if rows.len() < self.table().n_rows() {
            let mut has_row = vec![false; all.len() + 1];
            for &row in rows {
                if let Some(has) = has_row.get_mut(self.incident_of(row as usize) as usize) {
                    *has = true;
                }
            }
            all.retain(|incident| has_row.get(incident.number as usize) == Some(&true));
        }
        all
    }

    fn set_status(&mut self, numbers: &[u32], status: IncidentStatus) -> Result<(), ErrorReport> {
        let built = self.built();
        let places = numbers.iter().map(|&number| (number as usize).checked_sub(1));
        let keys: Option<Vec<String>> = places.map(|at| built.keys.get(at?).cloned()).collect();
        let keys = keys.ok_or_else(|| ErrorReport::bug("There is no such incident.".to_owned()))?;
        self.desk.statuses.extend(keys.into_iter().map(|key| (key, status)));
        Ok(())
    }
}

impl Session {
    /// Takes an action of the analyst and says how things are; with a preview where one was asked for.
    ///
    /// # Errors
    /// Without a table, for an incident, row or rule that there is not, or a rule that is no filter.
    pub fn incidents(
        &mut self,
        slot: TableSlot,
        action: IncidentAction,
    ) -> Result<(Incidents, Option<MutePreview>), ErrorReport> {
        let mut preview = None;
        match action {
            IncidentAction::Look => {}
            IncidentAction::SetStatus { incidents, status } => self.loaded_mut(slot)?.set_status(&incidents, status)?,
            IncidentAction::Preview { row, scope } => preview = Some(self.loaded(slot)?.preview(row, scope)?),
            IncidentAction::Mute { name, expression, at } => self.mute(name, expression, at)?,
            IncidentAction::Unmute { rule } => {
                self.rules.retain(|known| known.id != rule);
                self.share_rules();
            }
            IncidentAction::Restore { rules } => self.restore_rules(rules),
        }
        Ok((self.loaded(slot)?.incidents(), preview))
    }

    /// The same as an event.
    pub(crate) fn tell_incidents(
        &mut self,
        request: RequestId,
        slot: TableSlot,
        action: IncidentAction,
    ) -> Result<Event, ErrorReport> {
        let (incidents, preview) = self.incidents(slot, action)?;
        Ok(Event::Incidents {
            request,
            slot,
            incidents: Box::new(incidents),
            preview: preview.map(Box::new),
        })
    }

    /// The rules in force, to be kept for another day.
    pub fn mute_rules(&self) -> &[MuteRule] {
        &self.rules
    }

    fn mute(&mut self, name: String, expression: String, at: f64) -> Result<(), ErrorReport> {
        mute::check(&expression)?;
        let id = self.rules.iter().map(|rule| rule.id).max().unwrap_or(0) + 1;
        self.rules.push(MuteRule {
            id,
            name,
            expression,
            at,
            n_rows: None,
        });
        self.share_rules();
        Ok(())
    }

    pub(crate) fn restore_rules(&mut self, rules: Vec<MuteRule>) {
        for rule in rules.into_iter().take(MAX_RULES) {
            let is_new = self.rules.iter().all(|known| known.expression != rule.expression);
            if is_new && mute::check(&rule.expression).is_ok() {
                let id = self.rules.iter().map(|rule| rule.id).max().unwrap_or(0) + 1;
                self.rules.push(MuteRule { id, ..rule });
            }
        }
        self.share_rules();
    }

    pub(crate) fn share_rules(&mut self) {
        for slot in [TableSlot::Training, TableSlot::Test] {
            let rules = std::mem::take(&mut self.rules);
            if let Ok(loaded) = self.loaded_mut(slot) {
                loaded.desk.set_rules(&rules);
            }
            self.rules = rules;
        }
    }
}
