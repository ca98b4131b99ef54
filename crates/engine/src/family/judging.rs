//! A judging under way.

use std::rc::Rc;

use ndarray::{Array2, s};
use web_time::Instant;
use wiresift_classify::{AttackModel, Verdict};

use super::{Classifier, Families, Shipped};
use crate::message::{ErrorReport, FamilySummary, Filter, TableSlot};
use crate::session::Session;

/// Different rows judged in one step: some 50 ms in a tab.
const ROWS_A_STEP: usize = 1_024;

const HINT: &str = "Reload the page without its cache (Ctrl+Shift+R).";

/// The model that names a table's rows.
pub enum Source {
    /// The session's classifier, or one that ships and was used before.
    Ready(Rc<AttackModel>),
    /// One that ships, and is to be fetched for [`Session::keep_shipped`].
    Shipped(Shipped),
}

/// A model on its way through a table.
pub struct Judging {
    slot: TableSlot,
    table: u64,
    model: Rc<AttackModel>,
    is_hint: bool,
    x: Array2<f32>,
    distinct_of: Vec<u32>,
    verdicts: Vec<Verdict>,
    started: Instant,
}

impl Judging {
    /// Judges the next rows; the share that is done then, in `0..=1`.
    ///
    /// # Errors
    /// When the model does not fit its own matrix, which is our fault.
    pub fn step(&mut self) -> Result<f64, ErrorReport> {
        let (from, n) = (self.verdicts.len(), self.x.nrows());
        let to = n.min(from + ROWS_A_STEP);
        let judged = self.model.verdicts(self.x.slice(s![from..to, ..]));
        self.verdicts
            .extend(judged.map_err(|error| ErrorReport::bug(error.to_string()))?);
        Ok(if to == n { 1.0 } else { to as f64 / n as f64 })
    }

    /// Whether all rows are judged.
    pub fn is_done(&self) -> bool {
        self.verdicts.len() == self.x.nrows()
    }
}

impl Session {
    /// The model for a table; `None` where none knows its columns, or without a table.
    pub fn family_source(&self, slot: TableSlot) -> Option<Source> {
        let table = self.loaded(slot).ok()?.table();
        if let Some(own) = self.classifier.as_ref().and_then(Classifier::model) {
            return Some(Source::Ready(own));
        }
        let wanted = Shipped::of(table)?;
        let kept = self.shipped.as_ref().filter(|(which, _)| *which == wanted);
        Some(kept.map_or(Source::Shipped(wanted), |(_, model)| Source::Ready(Rc::clone(model))))
    }

    /// Keeps a model that ships, given by its file, for as long as no other is needed.
    ///
    /// # Errors
    /// For bytes that are no model.
    pub fn keep_shipped(&mut self, which: Shipped, file: &[u8]) -> Result<Rc<AttackModel>, ErrorReport> {
        let model = AttackModel::from_bytes(file).map_err(|error| {
            ErrorReport::file(format!("The model of attack families cannot be used: {error}."), HINT)
        })?;
        let model = Rc::new(model);
        self.shipped = Some((which, Rc::clone(&model)));
        Ok(model)
    }

    /// The tables there are.
    pub fn slots(&self) -> Vec<TableSlot> {
        let slots = [TableSlot::Training, TableSlot::Test];
        slots.into_iter().filter(|&slot| self.loaded(slot).is_ok()).collect()
    }

    /// Nobody names the rows of a table any more.
    pub fn forget_families(&mut self, slot: TableSlot) {
        if let Ok(loaded) = self.loaded_mut(slot) {
            loaded.set_families(None);
        }
    }

    /// Begins to judge a table with a model.
    ///
    /// # Errors
    /// Without a table, or for a model of other columns.
    pub fn judge(&self, slot: TableSlot, model: Rc<AttackModel>) -> Result<Judging, ErrorReport> {
        let started = Instant::now();
        let loaded = self.loaded(slot)?;
        let encoded = model
            .encode(loaded.table())
            .map_err(|error| ErrorReport::file(format!("The model does not fit the table: {error}."), HINT))?;
        Ok(Judging {
            slot,
            table: loaded.number,
            is_hint: self.classifier.is_none() && Shipped::of(loaded.table()) == Some(Shipped::Packets),
            model,
            verdicts: Vec::with_capacity(encoded.x.nrows()),
            x: encoded.x,
            distinct_of: encoded.distinct_of,
            started,
        })
    }

    /// Keeps what a judging said. `None` if it is not done, or its table is no longer there.
    pub fn take_families(&mut self, judging: Judging) -> Option<FamilySummary> {
        let loaded = self.loaded_mut(judging.slot).ok()?;
        if loaded.number != judging.table || !judging.is_done() {
            return None;
        }
        let slot = judging.slot;
        loaded.set_families(Some(Families::new(
            &judging.model,
            &judging.verdicts,
            judging.distinct_of,
            judging.is_hint,
            judging.started.elapsed().as_secs_f64(),
        )));
        self.families(slot, &Filter::default()).ok().flatten()
    }

    /// How many rows that pass a filter look like which attack; `None` while that is not known.
    ///
    /// # Errors
    /// Without a table, or for a filter that is none.
    pub fn families(&self, slot: TableSlot, filter: &Filter) -> Result<Option<FamilySummary>, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let Some(families) = loaded.families() else {
            return Ok(None);
        };
        let passes = loaded.passes(filter)?;
        let rows = (0..loaded.table().n_rows()).filter(|&row| passes(row));
        Ok(Some(families.summary(rows, |row| loaded.is_anomaly(row))))
    }
}
