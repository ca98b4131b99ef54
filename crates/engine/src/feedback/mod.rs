//! What the analyst says of rows, and what follows from it.
//!
//! Marks change nothing by themselves. The ranking follows them when it is told to ([`FeedbackAction::Adapt`]), and a
//! training can take them as labels; either way what changed is shown beside what was. All actions are a journal that is
//! replayed, so that the last one can be taken back.

mod difference;
mod follow;
mod journal;
mod learn;
mod question;

use crate::loaded::Loaded;
use crate::message::{
    Difference, ErrorReport, Feedback, FeedbackAction, FeedbackStep, Filter, Judgement, Mark, StepKind, Summary,
    TableSlot,
};
use crate::session::Session;
use journal::{Action, totals};

pub(crate) use difference::Flagged;
pub(crate) use journal::{Journal, Marks};
pub use question::Questions;

/// Rows marked as harmless make up one in so many of those that are learnt from: one row alone would hardly ever be among
/// the 256 that a tree is grown on.
const SHARE_OF_HARMLESS: usize = 50;

/// Longest note and reason, in bytes.
const MAX_TEXT: usize = 4_096;

/// The feedback on a table, and what it last changed.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    journal: Journal,
    /// The marks that hold by the journal.
    marks: Marks,
    difference: Option<Difference>,
}

impl Heard {
    /// The marks that hold.
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// What the analyst did.
    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }

    fn change<T>(&mut self, change: impl FnOnce(&mut Journal) -> T) -> T {
        let result = change(&mut self.journal);
        self.marks = self.journal.marks();
        result
    }
}

impl Session {
    /// Takes an action of the analyst. The summary comes with it where the ranking changed.
    ///
    /// # Errors
    /// Without a table, with a row that it does not have, or when the ranking shall follow and there is none or no mark.
    pub fn feedback(
        &mut self,
        slot: TableSlot,
        action: FeedbackAction,
    ) -> Result<(Feedback, Option<Summary>), ErrorReport> {
        let followed = match action {
            FeedbackAction::Look => false,
            FeedbackAction::Mark { rows, mark } => {
                mark_rows(self.loaded_mut(slot)?, rows, mark)?;
                false
            }
            FeedbackAction::Unmark { rows, at } => {
                unmark_rows(self.loaded_mut(slot)?, rows, at)?;
                false
            }
            FeedbackAction::Adapt { at } => {
                self.adapt(slot, at)?;
                true
            }
            FeedbackAction::Undo => self.step(slot, Journal::undo)?,
            FeedbackAction::Redo => self.step(slot, Journal::redo)?,
        };
        let summary = followed.then(|| self.summary(slot, &Filter::default()));
        Ok((self.heard(slot)?, summary.transpose()?))
    }

    fn adapt(&mut self, slot: TableSlot, at: f64) -> Result<(), ErrorReport> {
        let (loaded, scored, _) = self.result(slot)?;
        if loaded.heard.marks().is_empty() {
            return Err(ErrorReport::setting(
                format!("No {} is marked.", loaded.noun().one()),
                Some("Mark some as true or as false positives first: select one and press t or f."),
            ));
        }
        let before = Flagged::of(scored);
        let heard = &mut self.loaded_mut(slot)?.heard;
        heard.change(|journal| journal.push(Action::Adapt, step(at, StepKind::Adapted)));
        if let Err(report) = self.follow(slot) {
            self.loaded_mut(slot)?.heard.change(Journal::abandon);
            return Err(report);
        }
        let difference = difference::difference(self.loaded(slot)?, StepKind::Adapted, &before);
        let loaded = self.loaded_mut(slot)?;
        loaded.heard.difference = difference;
        loaded.complete_last_step();
        Ok(())
    }

    /// Goes back or forth in the journal; whether the ranking changed by it.
    fn step(&mut self, slot: TableSlot, go: fn(&mut Journal) -> Option<StepKind>) -> Result<bool, ErrorReport> {
        let loaded = self.loaded_mut(slot)?;
        let went = loaded.heard.change(go);
        loaded.forget_answers();
        if went != Some(StepKind::Adapted) {
            return Ok(false);
        }
        self.loaded_mut(slot)?.heard.difference = None;
        self.follow(slot)?;
        Ok(true)
    }

    /// Makes the ranking what the journal says.
    fn follow(&mut self, slot: TableSlot) -> Result<(), ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        let verdicts = loaded
            .heard
            .journal
            .followed()
            .map(|followed| follow::verdicts(fitting, scored, &followed))
            .transpose()?;
        self.loaded_mut(slot)?.adapt(verdicts);
        Ok(())
    }

    /// Sets the journal of a table that was read back, and makes the ranking what it says.
    pub(crate) fn replay(&mut self, slot: TableSlot, journal: Journal) -> Result<(), ErrorReport> {
        let Ok(loaded) = self.loaded_mut(slot) else {
            return Ok(());
        };
        let is_scored = loaded.scored().is_some();
        loaded.heard.change(|place| *place = journal);
        if is_scored { self.follow(slot) } else { Ok(()) }
    }

    /// All feedback on a table.
    fn heard(&self, slot: TableSlot) -> Result<Feedback, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let Heard {
            journal,
            marks,
            difference,
        } = &loaded.heard;
        let (n_true, n_false) = totals(marks);
        let followed = journal.followed();
        let n_pending = match &followed {
            None => marks.len(),
            Some(followed) => n_different(marks, &followed.marks),
        };
        Ok(Feedback {
            n_true,
            n_false,
            n_pending: n_pending as u64,
            is_adapted: followed.is_some_and(|followed| followed.is_adapted),
            precision: difference::precision(loaded),
            undo: journal.last_undoable(),
            redo: journal.next_redoable(),
            steps: journal.steps().collect(),
            difference: difference.clone(),
        })
    }

    /// The detectors were fitted anew on the training table, with its marks as labels if `with_marks`; `before` is what the
    /// result was until then.
    pub(crate) fn on_fitted(&mut self, with_marks: bool, before: Option<&Flagged>) -> Result<(), ErrorReport> {
        let slot = TableSlot::Training;
        if with_marks {
            let heard = &mut self.loaded_mut(slot)?.heard;
            heard.change(|journal| journal.push(Action::Retrain, step(now(), StepKind::Retrained)));
        }
        self.follow(slot)?;
        if !with_marks {
            return Ok(());
        }
        let loaded = self.loaded(slot)?;
        let difference = before.and_then(|before| difference::difference(loaded, StepKind::Retrained, before));
        let loaded = self.loaded_mut(slot)?;
        loaded.heard.difference = difference;
        loaded.complete_last_step();
        Ok(())
    }
}

impl Session {
    /// Another version was taken up, which had learnt from these marks; `before` is what the result was until then.
    pub(crate) fn on_switched(&mut self, learnt: Marks, before: Option<&Flagged>) -> Result<(), ErrorReport> {
        let slot = TableSlot::Training;
        let heard = &mut self.loaded_mut(slot)?.heard;
        // The ranking of a case without feedback follows nothing, and needs no step to say so.
        if !learnt.is_empty() || heard.journal.followed().is_some() {
            heard.change(|journal| journal.push(Action::Switch { learnt }, step(now(), StepKind::Switched)));
        }
        self.follow(slot)?;
        if self.test.as_ref().is_some_and(|test| test.scored().is_some()) {
            self.follow(TableSlot::Test)?;
        }
        let loaded = self.loaded(slot)?;
        let difference = before.and_then(|before| difference::difference(loaded, StepKind::Switched, before));
        let loaded = self.loaded_mut(slot)?;
        loaded.heard.difference = difference;
        loaded.forget_answers();
        if loaded.heard.journal.ends_with(StepKind::Switched) {
            loaded.complete_last_step();
        }
        Ok(())
    }
}

/// Corrects the rows to learn from by the marks: what was found to be an attack is not learnt from; what is harmless
/// is, often enough that the detectors take notice of it.
pub(crate) fn correct(training_rows: &mut Vec<u32>, marks: &Marks, distinct_of: &[u32]) {
    let judged = journal::judged(marks, distinct_of);
    training_rows.retain(|at| judged.get(at) != Some(&Judgement::TruePositive));
    let harmless: Vec<u32> = judged
        .iter()
        .filter(|(_, judgement)| **judgement == Judgement::FalsePositive)
        .map(|(&at, _)| at)
        .collect();
    if harmless.is_empty() {
        return;
    }
    let n_repeats = (training_rows.len() / SHARE_OF_HARMLESS / harmless.len()).max(1);
    for at in harmless {
        training_rows.extend(std::iter::repeat_n(at, n_repeats));
    }
}

/// Seconds since the Unix epoch.
pub(crate) fn now() -> f64 {
    let since = web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

impl Loaded {
    fn note(&mut self, step: FeedbackStep, action: Action) {
        self.heard.change(|journal| journal.push(action, step));
        // A filter or an order may ask for marks.
        self.forget_answers();
        self.complete_last_step();
    }

    /// Fills in what the last step of the journal came to.
    fn complete_last_step(&mut self) {
        let (n_true, n_false) = totals(self.heard.marks());
        let precision = difference::precision(self);
        if let Some(step) = self.heard.journal.last_step_mut() {
            (step.n_true, step.n_false, step.precision) = (n_true, n_false, precision);
        }
    }
}

fn mark_rows(loaded: &mut Loaded, rows: Vec<u32>, mark: Mark) -> Result<(), ErrorReport> {
    let rows = known(loaded, rows)?;
    let n_bytes = [&mark.reason, &mark.note].map(|text| text.as_ref().map_or(0, String::len));
    if let Some(n) = n_bytes.into_iter().find(|&n| n > MAX_TEXT) {
        let message = format!("The note has {n} bytes.");
        return Err(ErrorReport::setting(message, Some("Keep it below 4,096 bytes.")));
    }
    let kind = StepKind::Marked {
        judgement: mark.judgement,
        n_rows: rows.len() as u64,
    };
    loaded.note(step(mark.at, kind), Action::Mark { rows, mark: Some(mark) });
    Ok(())
}

fn unmark_rows(loaded: &mut Loaded, rows: Vec<u32>, at: f64) -> Result<(), ErrorReport> {
    let mut rows = known(loaded, rows)?;
    rows.retain(|row| loaded.heard.marks().contains_key(row));
    let n_rows = rows.len() as u64;
    if n_rows > 0 {
        loaded.note(
            step(at, StepKind::Unmarked { n_rows }),
            Action::Mark { rows, mark: None },
        );
    }
    Ok(())
}

/// The rows once each, if the table has them all.
fn known(loaded: &Loaded, mut rows: Vec<u32>) -> Result<Vec<u32>, ErrorReport> {
    let n_rows = loaded.table().n_rows();
    if let Some(row) = rows.iter().find(|&&row| row as usize >= n_rows) {
        return Err(ErrorReport::bug(format!("There is no {} {row}.", loaded.noun().one())));
    }
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}

/// A step whose figures [`Loaded::complete_last_step`] fills in.
fn step(at: f64, kind: StepKind) -> FeedbackStep {
    FeedbackStep {
        at,
        kind,
        n_true: 0,
        n_false: 0,
        precision: None,
    }
}

/// Rows whose judgement differs.
fn n_different(a: &Marks, b: &Marks) -> usize {
    let differs = |(row, mark): &(&u32, &Mark)| b.get(row).is_none_or(|other| other.judgement != mark.judgement);
    let of_a = a.iter().filter(differs).count();
    of_a + b.keys().filter(|row| !a.contains_key(row)).count()
}
