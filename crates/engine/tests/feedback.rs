//! Marks, the ranking that follows them, and the training that takes them as labels; on the sample table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ops::ControlFlow;

use wiresift_engine::message::{
    ErrorKind, Feedback, FeedbackAction, Filter, Judgement, Mark, RowQuery, RowSummary, SortKey, StepKind, Summary,
    TableSlot, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Session};
use wiresift_table::sample::sample_table_csv;

const SLOT: TableSlot = TableSlot::Training;

fn train(session: &mut Session, settings: &TrainingSettings) -> Summary {
    let mut run = session.train(settings, |_| 1).unwrap();
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap().pop().unwrap().1
}

fn settings() -> TrainingSettings {
    TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    }
}

fn trained() -> (Session, Summary) {
    let text = sample_table_csv(1_000, 0.15, 0);
    let mut opening = Opening::new("sample.csv", text.len() as u64);
    opening.push(text.as_bytes()).unwrap();
    let mut session = Session::default();
    session.insert(SLOT, opening.finish().unwrap());
    let summary = train(&mut session, &settings());
    (session, summary)
}

fn ranked(session: &mut Session) -> Vec<RowSummary> {
    let query = RowQuery {
        anomalies_only: false,
        filter: Filter::default(),
        sort: SortKey::Score,
        descending: true,
        offset: 0,
        limit: 1_000,
        columns: Vec::new(),
    };
    session.rows(SLOT, &query).unwrap().rows
}

fn is_flagged(row: &RowSummary) -> bool {
    row.verdict.unwrap().severity != wiresift_engine::message::Severity::None
}

fn mark(session: &mut Session, rows: &[u32], judgement: Judgement, at: f64) -> Feedback {
    let mark = Mark {
        judgement,
        reason: Some("test".to_owned()),
        note: None,
        at,
    };
    let rows = rows.to_vec();
    act(session, FeedbackAction::Mark { rows, mark }).0
}

fn act(session: &mut Session, action: FeedbackAction) -> (Feedback, Option<Summary>) {
    session.feedback(SLOT, action).unwrap()
}

/// Marks the 20 rows that rank first as their labels say.
fn mark_twenty(session: &mut Session) -> Feedback {
    let rows = ranked(session);
    for (at, row) in (1_u32..).zip(rows.iter().take(20)) {
        let judgement = if row.is_attack.unwrap() {
            Judgement::TruePositive
        } else {
            Judgement::FalsePositive
        };
        mark(session, &[row.row], judgement, at.into());
    }
    act(session, FeedbackAction::Look).0
}

#[test]
fn marks_show_and_change_nothing_by_themselves() {
    let (mut session, _) = trained();
    let before = ranked(&mut session);
    let feedback = mark_twenty(&mut session);
    assert_eq!(feedback.n_true + feedback.n_false, 20);
    assert_eq!((feedback.n_pending, feedback.is_adapted), (20, false));
    assert_eq!(feedback.steps.len(), 20);
    let after = ranked(&mut session);
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(a, b)| a.row == b.row && a.verdict == b.verdict)
    );
    assert!(after[..20].iter().all(|row| row.mark.is_some()) && after[20].mark.is_none());
}

#[test]
fn the_ranking_follows_and_can_be_taken_back() {
    let (mut session, before_summary) = trained();
    let before = ranked(&mut session);
    let n_flagged = before.iter().filter(|row| is_flagged(row)).count();
    // Everything that is flagged for one reason turns out to be harmless.
    let harmless: Vec<u32> = before.iter().take(10).map(|row| row.row).collect();
    mark(&mut session, &harmless, Judgement::FalsePositive, 1.0);
    let hidden = before.last().unwrap().row;
    mark(&mut session, &[hidden], Judgement::TruePositive, 2.0);

    let (feedback, summary) = act(&mut session, FeedbackAction::Adapt { at: 3.0 });
    let summary = summary.unwrap();
    assert!(feedback.is_adapted && feedback.n_pending == 0);
    let after = ranked(&mut session);
    let flagged: Vec<u32> = after.iter().filter(|row| is_flagged(row)).map(|row| row.row).collect();
    assert!(harmless.iter().all(|row| !flagged.contains(row)) && flagged.contains(&hidden));
    assert_eq!(summary.n_anomalies, flagged.len() as u64);

    let difference = feedback.difference.unwrap();
    assert_eq!(difference.kind, StepKind::Adapted);
    assert_eq!(
        (difference.n_before, difference.n_after),
        (n_flagged as u64, flagged.len() as u64)
    );
    assert_eq!(
        difference.n_after + difference.n_left,
        difference.n_before + difference.n_joined
    );
    assert!(difference.joined.iter().any(|row| row.row == hidden));
    assert_eq!(
        (difference.precision_before, difference.precision_after),
        (Some(0.0), Some(1.0))
    );

    let (feedback, summary) = act(&mut session, FeedbackAction::Undo);
    assert!(!feedback.is_adapted && feedback.n_pending == 11);
    assert_eq!(summary.unwrap().votes, before_summary.votes);
    assert_eq!(summary_of(&before), summary_of(&ranked(&mut session)));
    let (feedback, _) = act(&mut session, FeedbackAction::Redo);
    assert!(feedback.is_adapted);
    assert_eq!(summary_of(&after), summary_of(&ranked(&mut session)));
}

fn summary_of(rows: &[RowSummary]) -> Vec<(u32, Option<wiresift_engine::message::RowVerdict>)> {
    rows.iter().map(|row| (row.row, row.verdict)).collect()
}

/// Mean rank of some rows.
fn mean_rank(session: &mut Session, wanted: &[u32]) -> f64 {
    let rows = ranked(session).into_iter().filter(|row| wanted.contains(&row.row));
    let ranks: Vec<f64> = rows.map(|row| f64::from(row.verdict.unwrap().rank)).collect();
    ranks.iter().sum::<f64>() / ranks.len() as f64
}

#[test]
fn rows_follow_those_that_are_like_them() {
    let (mut session, summary) = trained();
    let kind = summary.labels.iter().find(|result| !result.label.is_normal).unwrap();
    let rows: Vec<u32> = ranked(&mut session)
        .into_iter()
        .filter(|row| row.label.as_ref() == Some(&kind.label.label))
        .map(|row| row.row)
        .collect();
    let (marked, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| *row % 2 == 0);
    let before = mean_rank(&mut session, &others);
    mark(&mut session, &marked, Judgement::FalsePositive, 1.0);
    act(&mut session, FeedbackAction::Adapt { at: 2.0 });
    let dismissed = mean_rank(&mut session, &others);
    mark(&mut session, &marked, Judgement::TruePositive, 3.0);
    act(&mut session, FeedbackAction::Adapt { at: 4.0 });
    let confirmed = mean_rank(&mut session, &others);
    assert!(
        confirmed <= before && before < dismissed,
        "{confirmed} {before} {dismissed}"
    );
}

#[test]
fn a_training_takes_marks_as_labels() {
    let (mut session, _) = trained();
    let rows = ranked(&mut session);
    let harmless: Vec<u32> = rows.iter().take(8).map(|row| row.row).collect();
    mark(&mut session, &harmless, Judgement::FalsePositive, 1.0);
    let summary = train(&mut session, &settings());
    let feedback = act(&mut session, FeedbackAction::Look).0;
    assert_eq!(feedback.steps.last().unwrap().kind, StepKind::Retrained);
    assert!(feedback.undo.is_none(), "a training is not taken back here");
    let after = ranked(&mut session);
    assert!(
        after
            .iter()
            .filter(|row| harmless.contains(&row.row))
            .all(|row| !is_flagged(row))
    );
    assert_eq!(feedback.difference.unwrap().n_after, summary.n_anomalies);

    let ignoring = TrainingSettings {
        learn_from_marks: false,
        ..settings()
    };
    let (mut other, first) = trained();
    mark(&mut other, &harmless, Judgement::FalsePositive, 1.0);
    assert_eq!(train(&mut other, &ignoring).votes, first.votes);
}

#[test]
fn true_positives_are_not_learnt_from() {
    let (mut session, before) = trained();
    let attacks: Vec<u32> = ranked(&mut session)
        .iter()
        .filter(|row| row.is_attack == Some(true))
        .map(|row| row.row)
        .collect();
    mark(&mut session, &attacks, Judgement::TruePositive, 1.0);
    let after = train(&mut session, &settings());
    assert!(after.n_training_rows < before.n_training_rows);
    let precision = |summary: &Summary| summary.metrics.unwrap().average_precision.unwrap();
    assert!(precision(&after) >= precision(&before));
    let flagged = ranked(&mut session).iter().filter(|row| is_flagged(row)).count();
    assert!(flagged >= attacks.len());
}

#[test]
fn what_cannot_be_done_is_said() {
    let (mut session, _) = trained();
    let report = session.feedback(SLOT, FeedbackAction::Adapt { at: 1.0 }).unwrap_err();
    assert_eq!(report.kind, ErrorKind::BadSetting);
    let mark = Mark {
        judgement: Judgement::TruePositive,
        reason: None,
        note: Some("x".repeat(5_000)),
        at: 1.0,
    };
    let rows = vec![1];
    assert!(
        session
            .feedback(
                SLOT,
                FeedbackAction::Mark {
                    rows,
                    mark: mark.clone()
                }
            )
            .is_err()
    );
    let mark = Mark { note: None, ..mark };
    let rows = vec![1_000];
    assert!(session.feedback(SLOT, FeedbackAction::Mark { rows, mark }).is_err());
    assert_eq!(act(&mut session, FeedbackAction::Look).0, Feedback::default());
    assert!(act(&mut session, FeedbackAction::Undo).1.is_none());
}
