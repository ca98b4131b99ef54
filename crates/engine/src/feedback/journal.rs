//! What the analyst did, in order, so that it can be taken back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::message::{FeedbackStep, Judgement, Mark, StepKind};

/// An action that changes the marks or what follows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Action {
    /// Judges rows, or takes their marks away.
    Mark { rows: Vec<u32>, mark: Option<Mark> },
    /// Lets the ranking follow the marks.
    Adapt,
    /// Fitted the detectors again, with the marks as labels. It cannot be taken back here: the models are new.
    Retrain,
    /// Took another version up, which had learnt from these marks. It cannot be taken back here, either.
    Switch { learnt: Marks },
}

/// Actions in order. Everything else follows from them, so that undoing is forgetting the last one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Journal {
    done: Vec<(Action, FeedbackStep)>,
    undone: Vec<(Action, FeedbackStep)>,
}

/// The marks that hold, by row.
pub(crate) type Marks = BTreeMap<u32, Mark>;

impl Journal {
    /// The marks that hold now.
    pub(crate) fn marks(&self) -> Marks {
        marks(self.done.iter().map(|(action, _)| action))
    }

    /// The marks that the ranking follows, and whether it does so with the detectors as they were fitted last; `None`
    /// while it follows none.
    pub(crate) fn followed(&self) -> Option<Followed> {
        let follows = |action: &Action| matches!(action, Action::Adapt | Action::Retrain | Action::Switch { .. });
        let at = self.done.iter().rposition(|(action, _)| follows(action))?;
        let (action, _) = &self.done[at];
        if let Action::Switch { learnt } = action {
            return Some(Followed {
                marks: learnt.clone(),
                is_adapted: false,
            });
        }
        Some(Followed {
            marks: marks(self.done[..at].iter().map(|(action, _)| action)),
            is_adapted: *action == Action::Adapt,
        })
    }

    /// Notes an action; what was taken back before can no longer be done again.
    pub(crate) fn push(&mut self, action: Action, step: FeedbackStep) {
        self.undone.clear();
        self.done.push((action, step));
    }

    /// Forgets the last action, which failed.
    pub(crate) fn abandon(&mut self) {
        self.done.pop();
    }

    /// Takes the last action back and says what it was; `None` where there is none that can be.
    pub(crate) fn undo(&mut self) -> Option<StepKind> {
        let kind = self.last_undoable()?;
        self.undone.extend(self.done.pop());
        Some(kind)
    }

    /// Does the action again that was taken back last, and says what it was.
    pub(crate) fn redo(&mut self) -> Option<StepKind> {
        let kind = self.next_redoable()?;
        self.done.extend(self.undone.pop());
        Some(kind)
    }

    pub(crate) fn last_step_mut(&mut self) -> Option<&mut FeedbackStep> {
        self.done.last_mut().map(|(_, step)| step)
    }

    /// Whether the last action was of a kind.
    pub(crate) fn ends_with(&self, kind: StepKind) -> bool {
        self.done.last().is_some_and(|(_, step)| step.kind == kind)
    }

    /// What [`Journal::undo`] would take back.
    pub(crate) fn last_undoable(&self) -> Option<StepKind> {
        let (action, step) = self.done.last()?;
        let is_final = matches!(action, Action::Retrain | Action::Switch { .. });
        (!is_final).then_some(step.kind)
    }

    /// What [`Journal::redo`] would do again.
    pub(crate) fn next_redoable(&self) -> Option<StepKind> {
        self.undone.last().map(|(_, step)| step.kind)
    }

    /// The last row that an action is about.
    pub(crate) fn max_row(&self) -> Option<u32> {
        let rows = self.done.iter().chain(&self.undone).map(|(action, _)| match action {
            Action::Mark { rows, .. } => rows.iter().max().copied(),
            Action::Switch { learnt } => learnt.keys().max().copied(),
            Action::Adapt | Action::Retrain => None,
        });
        rows.flatten().max()
    }

    /// Replaces reasons and notes.
    pub(crate) fn map_text(&mut self, map: impl Fn(&str) -> String) {
        for (action, _) in self.done.iter_mut().chain(&mut self.undone) {
            let marks: Vec<&mut Mark> = match action {
                Action::Mark { mark: Some(mark), .. } => vec![mark],
                Action::Switch { learnt } => learnt.values_mut().collect(),
                Action::Mark { mark: None, .. } | Action::Adapt | Action::Retrain => Vec::new(),
            };
            for mark in marks {
                mark.map_text(&map);
            }
        }
    }

    /// Every action as the history shows it, oldest first.
    pub(crate) fn steps(&self) -> impl Iterator<Item = FeedbackStep> {
        self.done.iter().map(|(_, step)| *step)
    }
}

impl Mark {
    /// Replaces reason and note.
    pub(crate) fn map_text(&mut self, map: impl Fn(&str) -> String) {
        for text in [&mut self.reason, &mut self.note].into_iter().flatten() {
            *text = map(text);
        }
    }
}

/// What the ranking follows.
pub(crate) struct Followed {
    pub(crate) marks: Marks,
    /// Whether the ranking was adapted to them since the last fit.
    pub(crate) is_adapted: bool,
}

fn marks<'a>(actions: impl Iterator<Item = &'a Action>) -> Marks {
    let mut marks = Marks::new();
    for action in actions {
        let Action::Mark { rows, mark } = action else {
            continue;
        };
        for &row in rows {
            match mark {
                Some(mark) => drop(marks.insert(row, mark.clone())),
                None => drop(marks.remove(&row)),
            }
        }
    }
    marks
}

/// The judgement of each different row that has one.
pub(crate) type Judged = BTreeMap<u32, Judgement>;

/// The judgement of each different row that has one, of equal rows the last one's; `distinct_of` gives each row's.
pub(crate) fn judged(marks: &Marks, distinct_of: &[u32]) -> Judged {
    let mut by_time: Vec<_> = marks.iter().collect();
    wiresift_order::sort_by(&mut by_time, |(_, a), (_, b)| a.at.total_cmp(&b.at));
    let mut judged = Judged::new();
    for (&row, mark) in by_time {
        if let Some(&at) = distinct_of.get(row as usize) {
            judged.insert(at, mark.judgement);
        }
    }
    judged
}

/// How many rows are marked as true and as false positives.
pub(crate) fn totals(marks: &Marks) -> (u64, u64) {
    let n_true = marks
        .values()
        .filter(|mark| mark.judgement == Judgement::TruePositive)
        .count() as u64;
    (n_true, marks.len() as u64 - n_true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: StepKind) -> FeedbackStep {
        FeedbackStep {
            at: 1.0,
            kind,
            n_true: 0,
            n_false: 0,
            precision: None,
        }
    }

    fn mark(journal: &mut Journal, rows: &[u32], judgement: Option<Judgement>) {
        let mark = judgement.map(|judgement| Mark {
            judgement,
            reason: None,
            note: None,
            at: 1.0,
        });
        let rows = rows.to_vec();
        journal.push(Action::Mark { rows, mark }, step(StepKind::Unmarked { n_rows: 0 }));
    }

    #[test]
    fn undoing_and_redoing_come_to_the_same() {
        let mut journal = Journal::default();
        mark(&mut journal, &[1, 2, 3], Some(Judgement::TruePositive));
        mark(&mut journal, &[2], Some(Judgement::FalsePositive));
        mark(&mut journal, &[3], None);
        let all = journal.clone();
        assert_eq!(totals(&journal.marks()), (1, 1));
        assert!(journal.undo().is_some() && journal.undo().is_some());
        assert_eq!(totals(&journal.marks()), (3, 0));
        assert!(journal.redo().is_some() && journal.redo().is_some() && journal.redo().is_none());
        assert_eq!(journal, all);
    }

    #[test]
    fn the_ranking_follows_the_marks_before_the_last_adaptation() {
        let mut journal = Journal::default();
        assert!(journal.followed().is_none());
        mark(&mut journal, &[1], Some(Judgement::TruePositive));
        journal.push(Action::Adapt, step(StepKind::Adapted));
        mark(&mut journal, &[2], Some(Judgement::TruePositive));
        let followed = journal.followed().unwrap();
        assert_eq!((followed.marks.len(), followed.is_adapted), (1, true));
        journal.push(Action::Retrain, step(StepKind::Retrained));
        let followed = journal.followed().unwrap();
        assert_eq!((followed.marks.len(), followed.is_adapted), (2, false));
    }

    #[test]
    fn what_was_fitted_is_not_taken_back() {
        let mut journal = Journal::default();
        mark(&mut journal, &[1], Some(Judgement::TruePositive));
        journal.push(Action::Retrain, step(StepKind::Retrained));
        assert!(journal.undo().is_none());
        mark(&mut journal, &[1], None);
        assert!(journal.undo().is_some() && journal.undo().is_none());
    }

    #[test]
    fn a_new_action_forgets_what_was_taken_back() {
        let mut journal = Journal::default();
        mark(&mut journal, &[1], Some(Judgement::TruePositive));
        journal.undo();
        mark(&mut journal, &[2], Some(Judgement::TruePositive));
        assert!(journal.redo().is_none());
        assert_eq!(journal.marks().keys().collect::<Vec<_>>(), [&2]);
    }
}
