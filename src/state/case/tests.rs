use wiresift_engine::message::{CaseId, Event, Filter, Noun, TableSlot, TimeRange};

use super::super::JobKind;
use super::super::tests::{overview, summary};
use super::*;

fn info(id: &str) -> CaseInfo {
    CaseInfo {
        id: CaseId(id.to_owned()),
        name: id.to_owned(),
        source: "a.csv".to_owned(),
        noun: Noun::Row,
        n_rows: 3,
        has_result: true,
        created: 1.0,
        changed: 2.0,
        n_bytes: 10,
        is_pseudonymised: false,
    }
}

fn page() -> PageNotes {
    PageNotes {
        filter: Filter {
            time: Some(TimeRange { start: 1.0, end: 2.0 }),
            ..Filter::default()
        },
        results_are_stale: true,
        ..PageNotes::default()
    }
}

/// A session into which a case was read.
fn opened(is_copy: bool) -> Session {
    let mut session = Session::default();
    let job = JobId(1);
    session.start(job, JobKind::Restore { name: "a".to_owned() });
    session.apply(Event::Loaded {
        job,
        slot: TableSlot::Training,
        overview: overview("a.csv"),
        scoring: true,
    });
    session.apply(Event::Scored {
        job,
        slot: TableSlot::Training,
        summary: summary("a.csv"),
    });
    assert!(session.job.is_some(), "the case's own event is the end");
    session.apply(Event::CaseOpened {
        job,
        case: Box::new(info("a")),
        page: Box::new(page()),
        is_copy,
        warnings: Vec::new(),
    });
    session
}

#[test]
fn a_case_comes_back_with_filter_and_result() {
    let session = opened(false);
    assert!(session.job.is_none() && session.notice.is_none());
    assert_eq!(session.step, Step::Results);
    assert_eq!(session.filter, page().filter);
    assert!(session.results_are_stale);
    assert_eq!(session.case.saving, Saving::Done);
}

#[test]
fn a_copy_is_said_to_be_one() {
    let session = opened(true);
    let notice = session.notice.unwrap();
    assert!(notice.report.message.starts_with("Another tab has this case open."));
    assert_eq!(session.case.saving, Saving::Running);
}

#[test]
fn another_file_is_another_case() {
    let mut session = opened(false);
    session.start(
        JobId(2),
        JobKind::Open {
            slot: TableSlot::Training,
            name: "b.csv".to_owned(),
        },
    );
    session.apply(Event::Loaded {
        job: JobId(2),
        slot: TableSlot::Training,
        overview: overview("b.csv"),
        scoring: false,
    });
    assert_eq!(
        (session.case.open.is_none(), &session.case.saving),
        (true, &Saving::Running)
    );
    session.apply(Event::CaseSaved {
        case: Box::new(info("b")),
    });
    assert_eq!(session.case.saving, Saving::Done);
}

#[test]
fn a_failure_to_save_is_said_once() {
    let mut session = opened(false);
    let unsaved = || Event::CaseUnsaved {
        report: ErrorReport {
            kind: ErrorKind::Environment,
            message: "full".to_owned(),
            hint: None,
        },
        is_full: true,
    };
    session.apply(unsaved());
    assert!(session.notice.take().is_some());
    session.apply(unsaved());
    assert!(session.notice.is_none());
    assert!(matches!(session.case.saving, Saving::Failed { is_full: true, .. }));
}
