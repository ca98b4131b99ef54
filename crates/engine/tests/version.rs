//! Versions: every training is kept, compared, taken up again and handed on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "case/support.rs"]
mod support;

use std::ops::ControlFlow;

use proptest::prelude::*;
use support::{SLOT, Seen, capture_session, mark, open_table, score_test, see, settings, table_session, train};
use wiresift_engine::case::Piece;
use wiresift_engine::message::{
    ErrorKind, FeedbackAction, Judgement, StepKind, TableSlot, TrainingSettings, VersionComparison, VersionId,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Goal, Pursuit, Session, VersionFile};

const FIRST: VersionId = VersionId(1);
const SECOND: VersionId = VersionId(2);

/// Half as many anomalies expected, and another seed.
fn stricter() -> TrainingSettings {
    TrainingSettings {
        contamination: 0.07,
        seed: 9,
        ..settings()
    }
}

fn two_versions() -> Session {
    let mut session = table_session();
    train(&mut session, &stricter());
    session
}

/// Runs what the goal takes; how many runs that were.
fn reach(session: &mut Session, goal: Goal) -> (Pursuit, usize) {
    for n_runs in 0..10 {
        match session.pursue(&goal, |_| 1).unwrap() {
            Pursuit::Run(mut run) => {
                while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
                    let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
                    run.schedule.complete(id, output.unwrap());
                }
                assert!(session.conclude(*run).unwrap().is_empty());
            }
            reached => return (reached, n_runs),
        }
    }
    unreachable!("a goal takes at most a run for each version and table")
}

fn compare(session: &mut Session, slot: TableSlot) -> (VersionComparison, usize) {
    compare_both(session, FIRST, SECOND, slot)
}

fn compare_both(session: &mut Session, a: VersionId, b: VersionId, slot: TableSlot) -> (VersionComparison, usize) {
    let (Pursuit::Compared(comparison), n_runs) = reach(session, Goal::Compare { a, b, slot }) else {
        unreachable!("a comparison ends with one")
    };
    (*comparison, n_runs)
}

/// All but the steps of the feedback, which say that there was a way back.
fn results(session: &mut Session) -> Seen {
    let mut seen = see(session);
    seen.feedback.clear();
    seen
}

#[test]
fn every_training_is_a_version() {
    let mut session = two_versions();
    mark(&mut session, &[5, 6], Judgement::FalsePositive, false);
    let learning = TrainingSettings {
        learn_from_marks: true,
        ..settings()
    };
    train(&mut session, &learning);
    let list = session.versions().unwrap();
    let ids: Vec<u32> = list.versions.iter().map(|version| version.id.0).collect();
    assert_eq!((ids, list.current), (vec![3, 2, 1], Some(VersionId(3))));
    let [third, second, first] = &list.versions[..] else {
        unreachable!("three trainings")
    };
    assert_eq!((third.n_marks, second.n_marks, first.n_marks), (2, 0, 0));
    assert_eq!(second.settings, stricter());
    assert!(first.n_anomalies > second.n_anomalies && first.metrics.is_some());
    assert!(first.source.is_loaded && first.source.digest.len() == 64 && first.n_bytes > 1_000);
}

#[test]
fn going_back_brings_the_same_results_without_scoring() {
    let mut session = table_session();
    let before = results(&mut session);
    train(&mut session, &stricter());
    assert_ne!(results(&mut session), before);
    let (reached, n_runs) = reach(&mut session, Goal::Use(FIRST));
    let Pursuit::Used(summaries) = reached else {
        unreachable!("going back ends with results")
    };
    assert_eq!(summaries, [(SLOT, before.summaries[0].clone())]);
    assert_eq!(n_runs, 0);
    assert_eq!(results(&mut session), before);
    assert_eq!(session.current_version(), Some(FIRST));
    // What came and went is shown as after a training.
    let (feedback, _) = session.feedback(SLOT, FeedbackAction::Look).unwrap();
    assert!(feedback.difference.unwrap().n_joined > 0);
}

#[test]
fn going_back_behind_marks_leaves_the_marks() {
    let mut session = table_session();
    let before = results(&mut session);
    mark(&mut session, &[5, 6], Judgement::FalsePositive, true);
    assert_ne!(results(&mut session), before);
    let learning = TrainingSettings {
        learn_from_marks: true,
        ..settings()
    };
    train(&mut session, &learning);
    let learnt = results(&mut session);
    reach(&mut session, Goal::Use(FIRST));
    let (feedback, _) = session.feedback(SLOT, FeedbackAction::Look).unwrap();
    assert_eq!((feedback.n_false, feedback.is_adapted), (2, false));
    assert_eq!(feedback.steps.last().unwrap().kind, StepKind::Switched);
    assert!(feedback.undo.is_none(), "the models are others");
    assert_eq!(results(&mut session).summaries, before.summaries);
    reach(&mut session, Goal::Use(SECOND));
    assert_eq!(results(&mut session), learnt);
}

#[test]
fn a_comparison_counts_what_the_lists_say() {
    let mut session = two_versions();
    mark(&mut session, &[5], Judgement::TruePositive, false);
    let (compared, n_runs) = compare(&mut session, SLOT);
    assert_eq!(n_runs, 0);
    assert_eq!(compared.a.n_flagged, compared.n_both + compared.n_only_a);
    assert_eq!(compared.b.n_flagged, compared.n_both + compared.n_only_b);
    assert!(compared.n_only_a > 0, "{compared:?}");
    assert!(compared.only_a.iter().all(|row| row.a.rank > 0));
    assert!(compared.rank_correlation.unwrap() > 0.5);
    let metrics = compared.a.metrics.unwrap();
    assert_eq!(metrics.tp + metrics.fp, compared.a.n_flagged);
    let (itself, _) = compare_both(&mut session, FIRST, FIRST, SLOT);
    assert_eq!((itself.n_only_a, itself.n_only_b), (0, 0));
    assert_eq!(itself.rank_correlation, Some(1.0));
}

#[test]
fn two_versions_score_new_data_side_by_side() {
    let mut session = two_versions();
    open_table(&mut session, TableSlot::Test, 300, 7);
    score_test(&mut session);
    let (compared, n_runs) = compare(&mut session, TableSlot::Test);
    assert_eq!((compared.n_rows, n_runs), (300, 1), "the current one has scored it");
    // As a session in which the first was the only one.
    let mut alone = table_session();
    open_table(&mut alone, TableSlot::Test, 300, 7);
    score_test(&mut alone);
    let summary = alone.look().unwrap().pop().unwrap().2.unwrap();
    assert_eq!(
        (compared.a.n_flagged, compared.a.metrics),
        (summary.n_anomalies, summary.metrics)
    );
    // Another test table is other data.
    open_table(&mut session, TableSlot::Test, 200, 8);
    assert_eq!(compare(&mut session, TableSlot::Test).1, 2);
}

#[test]
fn versions_come_back_with_their_case() {
    let mut session = two_versions();
    session.rename_version(FIRST, "Before lunch").unwrap();
    reach(&mut session, Goal::Use(FIRST));
    let pieces = session.save_all().unwrap();
    assert!(pieces.contains_key(&Piece::Version(1)) && pieces.contains_key(&Piece::Version(2)));
    let mut again = Session::restore(&pieces).unwrap().session;
    assert_eq!(again.versions().unwrap(), session.versions().unwrap());
    assert_eq!(compare(&mut again, SLOT), compare(&mut session, SLOT));
    assert_eq!(see(&mut again).rows, see(&mut session).rows);
    reach(&mut again, Goal::Use(SECOND));
    reach(&mut session, Goal::Use(SECOND));
    assert_eq!(results(&mut again), results(&mut session));
}

#[test]
fn a_version_goes_to_another_session_as_a_file() {
    let mut session = two_versions();
    let (name, bytes) = session.export_version(FIRST).unwrap();
    assert_eq!(name, "Training 1");
    let mut other = Session::default();
    open_table(&mut other, SLOT, 600, 0);
    let (id, list) = other.import_version(&bytes).unwrap();
    assert!(list.versions[0].source.is_loaded, "it is the same table");
    let (_, n_runs) = reach(&mut other, Goal::Use(id));
    assert_eq!(n_runs, 1);
    reach(&mut session, Goal::Use(FIRST));
    assert_eq!(see(&mut other).rows, see(&mut session).rows);
    // On another table it scores, and says that it was trained elsewhere.
    let mut elsewhere = Session::default();
    open_table(&mut elsewhere, SLOT, 250, 4);
    let (id, list) = elsewhere.import_version(&bytes).unwrap();
    assert!(!list.versions[0].source.is_loaded);
    reach(&mut elsewhere, Goal::Use(id));
    assert_eq!(elsewhere.look().unwrap()[0].2.as_ref().unwrap().n_rows, 250);
}

#[test]
fn a_version_of_another_kind_of_table_is_refused_when_it_scores() {
    let bytes = two_versions().export_version(FIRST).unwrap().1;
    let mut session = capture_session();
    let before = see(&mut session);
    let (id, _) = session.import_version(&bytes).unwrap();
    let report = session.pursue(&Goal::Use(id), |_| 1).err().unwrap();
    assert_ne!(report.kind, ErrorKind::Bug, "{report:?}");
    assert_eq!(see(&mut session), before);
}

#[test]
fn the_current_version_is_not_deleted_and_the_oldest_makes_room() {
    let mut session = two_versions();
    assert!(session.delete_version(SECOND).is_err());
    session.rename_version(FIRST, "Keep me").unwrap();
    let quick = TrainingSettings {
        local_outlier_factor: None,
        one_class_svm: None,
        min_votes: 1,
        ..settings()
    };
    for _ in 0..20 {
        train(&mut session, &quick);
    }
    let list = session.versions().unwrap();
    let ids: Vec<u32> = list.versions.iter().map(|version| version.id.0).collect();
    assert_eq!(ids.len(), list.n_max as usize);
    assert!(ids.contains(&1) && !ids.contains(&2), "{ids:?}");
    assert_eq!(session.delete_version(FIRST).unwrap().versions.len(), ids.len() - 1);
    assert!(session.delete_version(FIRST).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_file_is_refused(at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let mut bytes = file().clone();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        // A flip in what zip does not check (a time, a comment) changes nothing.
        if let Ok(file) = VersionFile::read(&bytes) {
            let mut session = table_session_once();
            let (_, list) = session.import_version(&bytes).unwrap();
            prop_assert_eq!(list.versions[0].settings.clone(), settings());
            drop(file);
        }
    }
}

fn table_session_once() -> Session {
    let mut session = Session::default();
    open_table(&mut session, SLOT, 50, 0);
    session
}

fn file() -> &'static Vec<u8> {
    static FILE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    FILE.get_or_init(|| table_session().export_version(FIRST).unwrap().1)
}

#[test]
fn other_files_are_no_models() {
    let case = wiresift_engine::case::CaseFile {
        name: "a".to_owned(),
        created: 0.0,
        is_pseudonymised: false,
        pieces: table_session().save_all().unwrap(),
    };
    for bytes in [b"not a zip".to_vec(), case.write().unwrap()] {
        let message = VersionFile::read(&bytes).err().unwrap().to_string();
        assert!(message.contains("no model of Wiresift"), "{message}");
    }
}
