use wiresift_engine::message::{
    CaptureProgress, DetectorKind, EndedFlow, Epoch, ErrorKind, ErrorReport, Event, JobId, Noun, Overview,
    PROTOCOL_VERSION, Progress, Seconds, Stage, Summary, TableSlot, TimeRange, TrainingSettings,
};

use super::*;

pub(super) fn overview(name: &str) -> Overview {
    Overview {
        name: name.to_owned(),
        schema: "Generic table".to_owned(),
        n_rows: 3,
        n_repeated_rows: 0,
        n_skipped_rows: 0,
        skipped: Vec::new(),
        warnings: Vec::new(),
        size_bytes: 30,
        seconds_read: 0.1,
        columns: Vec::new(),
        labels: Vec::new(),
        noun: Noun::Row,
        has_times: false,
        capture: None,
    }
}

pub(super) fn summary(name: &str) -> Box<Summary> {
    Box::new(Summary {
        name: name.to_owned(),
        noun: Noun::Row,
        n_rows: 3,
        n_training_rows: 3,
        n_distinct_rows: 3,
        settings: TrainingSettings::default(),
        features: Vec::new(),
        n_anomalies: 1,
        severities: [1, 0, 0],
        votes: vec![2, 0, 1, 0, 0],
        detectors: Vec::new(),
        agreement: Vec::new(),
        metrics: None,
        roc: Vec::new(),
        labels: Vec::new(),
        seconds: Seconds::default(),
        notes: Vec::new(),
    })
}

fn report(message: &str) -> ErrorReport {
    ErrorReport {
        kind: ErrorKind::BadFile,
        message: message.to_owned(),
        hint: None,
    }
}

fn progress(stage: Stage, stage_fraction: f64) -> Progress {
    Progress {
        stage,
        stage_fraction,
        fraction: stage_fraction / 2.0,
        rows: None,
        seconds_left: None,
        epoch: None,
        capture: None,
    }
}

/// A session with a training table loaded by job 1.
fn loaded() -> Session {
    let mut session = Session::default();
    session.apply(Event::Ready {
        version: PROTOCOL_VERSION,
    });
    session.start(
        JobId(1),
        JobKind::Open {
            slot: TableSlot::Training,
            name: "a.csv".to_owned(),
        },
    );
    session.apply(Event::Loaded {
        job: JobId(1),
        slot: TableSlot::Training,
        overview: overview("a.csv"),
        scoring: false,
    });
    session
}

/// A session whose table was scored by job 2.
fn scored() -> Session {
    let mut session = loaded();
    session.start(JobId(2), JobKind::Train);
    session.apply(Event::Scored {
        job: JobId(2),
        slot: TableSlot::Training,
        summary: summary("a.csv"),
    });
    session
}

#[test]
fn loading_leads_to_the_data() {
    let session = loaded();
    assert_eq!((session.job.is_none(), session.step), (true, Step::Data));
    assert_eq!(
        session.tables.get(TableSlot::Training).map(|table| table.name.as_str()),
        Some("a.csv")
    );
    assert_eq!(session.step_state(Step::Load), StepState::Done);
    assert_eq!(session.step_state(Step::Results), StepState::Closed);
}

#[test]
fn training_leads_to_the_results() {
    let session = scored();
    assert_eq!((session.job.is_none(), session.step), (true, Step::Results));
    assert_eq!(session.step_state(Step::Train), StepState::Done);
}

#[test]
fn a_training_ends_with_the_training_table() {
    let mut session = loaded();
    session.start(JobId(2), JobKind::Train);
    session.apply(Event::Scored {
        job: JobId(2),
        slot: TableSlot::Test,
        summary: summary("test"),
    });
    assert!(session.job.is_some(), "the training table is still to come");
    session.apply(Event::Scored {
        job: JobId(2),
        slot: TableSlot::Training,
        summary: summary("a.csv"),
    });
    assert!(session.job.is_none());
    assert!(session.results.get(TableSlot::Test).is_some());
}

#[test]
fn a_test_table_opened_after_a_training_is_scored_before_its_job_ends() {
    let mut session = scored();
    session.start(
        JobId(3),
        JobKind::Open {
            slot: TableSlot::Test,
            name: "t.csv".to_owned(),
        },
    );
    session.apply(Event::Loaded {
        job: JobId(3),
        slot: TableSlot::Test,
        overview: overview("t.csv"),
        scoring: true,
    });
    assert!(session.job.is_some());
    session.apply(Event::Scored {
        job: JobId(3),
        slot: TableSlot::Test,
        summary: summary("t.csv"),
    });
    assert!(session.job.is_none());
    session.apply(Event::TestClosed);
    assert!(session.tables.test.is_none() && session.results.test.is_none() && session.results.training.is_some());
}

#[test]
fn a_failed_read_keeps_what_was_loaded_and_says_so() {
    let mut session = scored();
    session.start(
        JobId(3),
        JobKind::Open {
            slot: TableSlot::Training,
            name: "bad.csv".to_owned(),
        },
    );
    session.apply(Event::Failed {
        job: Some(JobId(3)),
        request: None,
        report: report("Line 7 is odd."),
    });
    assert!(session.job.is_none());
    assert!(session.results.training.is_some());
    let notice = session.notice.clone().unwrap();
    assert_eq!(notice.report.message, "Line 7 is odd.");
    assert_eq!(notice.file.as_deref(), Some("bad.csv"));
    assert_eq!(notice.kept.as_deref(), Some("a.csv and its results are still loaded."));
    session.start(JobId(4), JobKind::Train);
    assert_eq!(session.notice, None, "the next job clears the error");
}

#[test]
fn a_new_table_closes_old_results() {
    let mut session = scored();
    session.start(
        JobId(3),
        JobKind::Open {
            slot: TableSlot::Training,
            name: "b.csv".to_owned(),
        },
    );
    session.apply(Event::Loaded {
        job: JobId(3),
        slot: TableSlot::Training,
        overview: overview("b.csv"),
        scoring: false,
    });
    assert!(session.results.training.is_none());
    assert_eq!(session.step_state(Step::Results), StepState::Closed);
}

#[test]
fn edits_make_results_stale_until_the_next_training() {
    let mut session = loaded();
    session.apply(Event::Edited {
        overview: overview("a.csv"),
    });
    assert!(!session.results_are_stale, "there are none");
    let mut session = scored();
    session.apply(Event::Edited {
        overview: overview("a.csv"),
    });
    assert!(session.results_are_stale);
    session.start(JobId(3), JobKind::Train);
    session.apply(Event::Scored {
        job: JobId(3),
        slot: TableSlot::Training,
        summary: summary("a.csv"),
    });
    assert!(!session.results_are_stale);
}

#[test]
fn late_words_on_old_jobs_change_nothing() {
    let mut session = loaded();
    session.start(JobId(5), JobKind::Train);
    let before = session.clone();
    session.apply(Event::Progress {
        job: JobId(1),
        progress: progress(Stage::Reading, 0.5),
    });
    session.apply(Event::Cancelled { job: JobId(1) });
    session.apply(Event::Failed {
        job: Some(JobId(1)),
        request: None,
        report: report("late"),
    });
    assert_eq!(session, before);
}

#[test]
fn a_cancelled_job_leaves_what_was_there() {
    let mut session = scored();
    session.start(JobId(3), JobKind::Train);
    session.mark_cancelling();
    assert!(session.job.as_ref().is_some_and(|job| job.is_cancelling));
    session.apply(Event::Cancelled { job: JobId(3) });
    assert!(session.job.is_none() && session.results.training.is_some());
}

#[test]
fn detectors_progress_side_by_side() {
    let mut session = loaded();
    session.start(JobId(2), JobKind::Train);
    let forest = DetectorKind::IsolationForest;
    let word = |stage, fraction| Event::Progress {
        job: JobId(2),
        progress: progress(stage, fraction),
    };
    session.apply(word(Stage::Fitting(forest), 0.4));
    session.apply(word(Stage::Fitting(DetectorKind::OneClassSvm), 0.1));
    session.apply(word(Stage::Scoring(forest), 0.2));
    let job = session.job.unwrap();
    assert_eq!(job.detector(forest), Some(StageProgress { fit: 1.0, score: 0.2 }));
    assert_eq!(
        job.detector(DetectorKind::OneClassSvm),
        Some(StageProgress { fit: 0.1, score: 0.0 })
    );
    assert_eq!(job.detector(DetectorKind::Autoencoder), None);
}

#[test]
fn every_epoch_is_kept_once() {
    let mut session = loaded();
    session.start(JobId(2), JobKind::Train);
    for epoch in [1, 1, 2] {
        let epoch = Some(Epoch {
            epoch,
            n_epochs: 30,
            loss: 0.5,
            validation_loss: None,
        });
        let progress = Progress {
            epoch,
            ..progress(Stage::Fitting(DetectorKind::Autoencoder), 0.1)
        };
        session.apply(Event::Progress {
            job: JobId(2),
            progress,
        });
    }
    let epochs: Vec<_> = session.job.unwrap().epochs.iter().map(|epoch| epoch.epoch).collect();
    assert_eq!(epochs, [1, 2]);
}

#[test]
fn a_page_and_an_engine_of_different_versions_refuse_each_other() {
    let mut session = Session::default();
    session.apply(Event::Ready {
        version: PROTOCOL_VERSION + 1,
    });
    assert_eq!(session.engine, EngineStatus::Unavailable);
    assert!(session.notice.is_some());
}

#[test]
fn a_lost_engine_takes_its_tables_with_it() {
    let mut session = scored();
    session.lose_engine("out of memory", true);
    assert_eq!((session.step, &session.engine), (Step::Load, &EngineStatus::Starting));
    assert!(session.tables.training.is_none() && session.results.training.is_none() && session.job.is_none());
    let notice = session.notice.clone().unwrap();
    assert!(notice.lost_engine && notice.kept.is_none());
    session.apply(Event::Ready {
        version: PROTOCOL_VERSION,
    });
    assert!(session.notice.is_some(), "the fresh engine does not hide why");
    session.lose_engine("again", false);
    assert_eq!(session.engine, EngineStatus::Unavailable);
}

#[test]
fn closed_steps_cannot_be_gone_to() {
    let mut session = loaded();
    session.go(Step::Results);
    assert_eq!(session.step, Step::Data);
    session.go(Step::Train);
    assert_eq!(session.step, Step::Train);
    assert_eq!(Step::from_fragment("#results"), Some(Step::Results));
    assert_eq!(Step::from_fragment("elsewhere"), None);
}

#[test]
fn flows_of_a_capture_pile_up_while_it_is_read() {
    let mut session = loaded();
    let kind = JobKind::Open {
        slot: TableSlot::Training,
        name: "a.pcap".to_owned(),
    };
    session.start(JobId(2), kind);
    assert_eq!(session.job.as_ref().map(|job| job.noun), Some(Noun::Row));
    let flow = |id| EndedFlow {
        id,
        start: 0.0,
        originator: "10.0.0.1".to_owned(),
        responder: "10.0.0.2:53".to_owned(),
        protocol: "udp".to_owned(),
        state: "SF".to_owned(),
        n_bytes: 100,
    };
    for ids in [vec![1, 2], vec![3], (4..200).collect()] {
        let capture = CaptureProgress {
            ended: ids.into_iter().map(flow).collect(),
            ..CaptureProgress::default()
        };
        let progress = Progress {
            capture: Some(Box::new(capture)),
            ..progress(Stage::Reading, 0.5)
        };
        session.apply(Event::Progress {
            job: JobId(2),
            progress,
        });
    }
    session.apply(Event::Progress {
        job: JobId(2),
        progress: progress(Stage::Reading, 0.6),
    });
    let job = session.job.unwrap();
    assert_eq!(job.noun, Noun::Flow);
    let capture = job.capture.expect("a report without a look keeps the last one");
    assert_eq!((capture.ended.len(), capture.ended[0].id), (100, 199));
}

#[test]
fn another_table_has_times_of_its_own() {
    let mut session = loaded();
    session.set_time(Some(TimeRange { start: 1.0, end: 2.0 }));
    assert!(!session.filter.is_empty());
    session.apply(Event::Loaded {
        job: JobId(2),
        slot: TableSlot::Training,
        overview: overview("b.csv"),
        scoring: false,
    });
    assert!(session.filter.is_empty());
    assert_eq!(session.n_loaded, 2);
}
