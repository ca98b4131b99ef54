//! Cases: what is written comes back as the same session, and what was not written by us does no harm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "case/damaged.rs"]
mod damaged;
#[path = "case/pseudonyms.rs"]
mod pseudonyms;
#[path = "case/support.rs"]
mod support;

use support::{SLOT, Seen, capture_session, mark, open_table, see, settings, table_session, train};
use wiresift_engine::Session;
use wiresift_engine::case::{CaseFile, Piece, Pieces};
use wiresift_engine::message::{Filter, Judgement, PageNotes, Role, Scaling, TableSlot, TimeRange};

fn restored(pieces: &Pieces) -> Session {
    let restored = Session::restore(pieces).unwrap();
    assert_eq!(restored.warnings, Vec::<String>::new());
    restored.session
}

/// Saves, restores, and compares all that a page can ask for.
fn check(session: &mut Session) -> Seen {
    let before = see(session);
    let pieces = session.save_all().unwrap();
    let mut after = restored(&pieces);
    assert_eq!(see(&mut after), before);
    assert_eq!(
        after.save_all().unwrap(),
        pieces,
        "what comes back is saved as the same bytes"
    );
    before
}

#[test]
fn a_table_comes_back_with_its_result() {
    let seen = check(&mut table_session());
    assert!(seen.summaries.iter().all(|summary| summary.n_anomalies > 0));
}

#[test]
fn the_sample_capture_comes_back_with_its_details() {
    let seen = check(&mut capture_session());
    assert!(seen.details.iter().any(|detail| {
        let flow = detail.flow.as_ref().unwrap();
        !flow.trace.is_empty() && !flow.facts.is_empty()
    }));
}

#[test]
fn a_table_without_a_result_comes_back() {
    let mut session = Session::default();
    open_table(&mut session, SLOT, 200, 1);
    assert!(session.save(Piece::Version(1)).unwrap().is_none());
    check(&mut session);
}

#[test]
fn edits_marks_and_the_pages_notes_are_in_the_notes_alone() {
    let mut session = table_session();
    let before = session.save_all().unwrap();
    session.set_column(3, Role::Ignored, None).unwrap();
    session.set_column(4, Role::Feature, Some(Scaling::Robust)).unwrap();
    mark(&mut session, &[5, 6], Judgement::FalsePositive, false);
    mark(&mut session, &[7], Judgement::TruePositive, true);
    session.set_page(PageNotes {
        filter: Filter {
            time: Some(TimeRange { start: 1.5, end: 2.5 }),
            expression: "ip.addr == 192.0.2.1".to_owned(),
        },
        results_are_stale: true,
        ..PageNotes::default()
    });
    let mut pieces = before;
    let notes = session.save(Piece::Notes).unwrap().unwrap();
    assert!(notes.len() < 4_000, "{} bytes", notes.len());
    pieces.insert(Piece::Notes, notes);
    let mut again = restored(&pieces);
    assert_eq!(see(&mut again), see(&mut session));
    assert!(again.page().results_are_stale && again.page().filter.time.is_some());
    let seen = check(&mut session);
    assert_eq!((seen.feedback[0].n_false, seen.feedback[0].n_true), (2, 1));
    assert!(seen.feedback[0].is_adapted);
}

#[test]
fn a_test_table_comes_back_with_its_scores_and_can_be_replaced() {
    let mut session = table_session();
    open_table(&mut session, TableSlot::Test, 300, 7);
    support::score_test(&mut session);
    check(&mut session);
    // What was fitted before can still score.
    let mut again = restored(&session.save_all().unwrap());
    open_table(&mut again, TableSlot::Test, 300, 7);
    support::score_test(&mut again);
    assert_eq!(see(&mut again).summaries.len(), 2);
}

#[test]
fn a_restored_table_trains_to_the_same_result() {
    let mut session = table_session();
    let mut again = restored(&session.save_all().unwrap());
    let (a, b) = (train(&mut session, &settings()), train(&mut again, &settings()));
    assert_eq!(
        a.detectors.iter().map(|d| d.threshold).collect::<Vec<_>>(),
        b.detectors.iter().map(|d| d.threshold).collect::<Vec<_>>()
    );
    assert_eq!(see(&mut session).rows, see(&mut again).rows);
}

#[test]
fn a_case_survives_its_file() {
    let mut session = capture_session();
    let file = CaseFile {
        name: "Tuesday\n  night".to_owned(),
        created: 1.75e9,
        is_pseudonymised: false,
        pieces: session.save_all().unwrap(),
    };
    let bytes = file.write().unwrap();
    assert_eq!(bytes, file.write().unwrap());
    let n_bytes: usize = file.pieces.values().map(Vec::len).sum();
    println!("{n_bytes} bytes in pieces, {} in the file", bytes.len());
    assert!(bytes.len() * 2 < n_bytes);
    let read = CaseFile::read(&bytes).unwrap();
    assert_eq!((read.name.as_str(), read.created), ("Tuesday   night", 1.75e9));
    assert_eq!(see(&mut restored(&read.pieces)), see(&mut session));
}
