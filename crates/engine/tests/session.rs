//! The session from bytes to report, on the sample, with the detectors that need no burn.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ops::ControlFlow;

use wiresift_engine::message::{
    Distribution, ErrorKind, Filter, RowQuery, RowVerdict, Severity, SortKey, Summary, TableSlot, TrainOn,
    TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Run, Session};
use wiresift_table::sample::sample_table_csv;
use wiresift_table::{Role, Scaling};

fn settings() -> TrainingSettings {
    TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    }
}

fn open(session: &mut Session, slot: TableSlot, text: &str) {
    let mut opening = Opening::new("sample.csv", text.len() as u64);
    for chunk in text.as_bytes().chunks(1_000) {
        opening.push(chunk).unwrap();
    }
    session.insert(slot, opening.finish().unwrap());
}

fn execute(run: &mut Run) {
    let mut last = 0.0;
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let (schedule, matrices) = (&mut run.schedule, &run.matrices);
        let output = work::run(&task, matrices, &mut |done| {
            let progress = schedule.advance(id, done).unwrap();
            assert!(progress.fraction >= last && progress.fraction <= 1.0, "progress fell");
            last = progress.fraction;
            ControlFlow::Continue(())
        });
        schedule.complete(id, output.unwrap());
    }
    assert!(run.schedule.is_finished());
}

fn train(session: &mut Session, settings: &TrainingSettings) -> Vec<(TableSlot, Summary)> {
    let mut run = session.train(settings, |_| 3).unwrap();
    execute(&mut run);
    session.conclude(run).unwrap()
}

fn trained() -> (Session, Summary) {
    let mut session = Session::default();
    open(&mut session, TableSlot::Training, &sample_table_csv(1_000, 0.15, 0));
    let mut results = train(&mut session, &settings());
    let (slot, summary) = results.pop().unwrap();
    assert_eq!(slot, TableSlot::Training);
    (session, summary)
}

fn query(sort: SortKey, descending: bool) -> RowQuery {
    RowQuery {
        anomalies_only: false,
        filter: Filter::default(),
        sort,
        descending,
        offset: 0,
        limit: 1_000,
        columns: vec![0, 4],
    }
}

#[test]
fn a_summary_adds_up() {
    let (session, summary) = trained();
    let metrics = summary.metrics.unwrap();
    assert_eq!(summary.n_rows, 1_000);
    assert_eq!(metrics.tp + metrics.fp + metrics.tn + metrics.fn_, 1_000);
    assert_eq!(metrics.tp + metrics.fp, summary.n_anomalies);
    assert_eq!(summary.severities.iter().sum::<u64>(), summary.n_anomalies);
    assert_eq!(summary.votes.iter().sum::<u64>(), 1_000);
    let timeline = session.timeline(TableSlot::Training, &Filter::default(), None).unwrap();
    assert_eq!(timeline.bins.iter().map(|bin| bin.n_rows).sum::<u64>(), 1_000);
    let marked: u64 = timeline.bins.iter().flat_map(|bin| bin.severities).sum();
    assert_eq!(marked, summary.n_anomalies);
    let flagged: u64 = summary.labels.iter().map(|label| label.n_flagged).sum();
    assert_eq!(flagged, summary.n_anomalies);
    for (at, detector) in summary.detectors.iter().enumerate() {
        assert_eq!(summary.agreement[at][at], detector.n_flagged);
        assert!(detector.n_flagged <= 150, "more than the contamination was flagged");
        let drawn: u64 = detector.scores.normal.iter().chain(&detector.scores.anomalous).sum();
        assert_eq!(drawn, 1_000);
    }
    assert_eq!(summary.roc.len(), summary.detectors.len() + 1);
}

#[test]
fn the_same_seed_gives_the_same_result_however_many_workers_share_it() {
    let (_, first) = trained();
    let mut session = Session::default();
    open(&mut session, TableSlot::Training, &sample_table_csv(1_000, 0.15, 0));
    let mut run = session.train(&settings(), |_| 1).unwrap();
    execute(&mut run);
    let (_, second) = session.conclude(run).unwrap().pop().unwrap();
    assert_eq!(first.metrics, second.metrics);
    assert_eq!(first.votes, second.votes);
}

#[test]
fn rows_come_in_the_order_asked_for() {
    let (mut session, summary) = trained();
    let slot = TableSlot::Training;
    let ranked = session.rows(slot, &query(SortKey::Score, true)).unwrap();
    assert_eq!(ranked.n_total, 1_000);
    let verdicts: Vec<RowVerdict> = ranked.rows.iter().map(|row| row.verdict.unwrap()).collect();
    assert!(
        verdicts
            .windows(2)
            .all(|pair| pair[0].score >= pair[1].score && pair[0].rank < pair[1].rank)
    );

    let by_row = session.rows(slot, &query(SortKey::Row, false)).unwrap();
    assert!((0..1_000).eq(by_row.rows.iter().map(|row| row.row)));

    let by_size = session.rows(slot, &query(SortKey::Column(0), true)).unwrap();
    let sizes: Vec<f64> = by_size.rows.iter().map(|row| row.cells[0].parse().unwrap()).collect();
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));

    let anomalies = RowQuery {
        anomalies_only: true,
        offset: 5,
        limit: 10,
        ..query(SortKey::Votes, true)
    };
    let page = session.rows(slot, &anomalies).unwrap();
    assert_eq!(
        (page.offset, page.n_total, page.rows.len()),
        (5, summary.n_anomalies, 10)
    );
    assert!(
        page.rows
            .iter()
            .filter_map(|row| row.verdict)
            .all(|verdict| verdict.severity != Severity::None && verdict.confidence > 0.5)
    );

    let past_the_end = RowQuery {
        offset: 5_000,
        ..query(SortKey::Label, false)
    };
    assert!(session.rows(slot, &past_the_end).unwrap().rows.is_empty());
}

#[test]
fn rows_are_shown_before_any_training() {
    let mut session = Session::default();
    open(&mut session, TableSlot::Training, &sample_table_csv(300, 0.15, 0));
    let page = session.rows(TableSlot::Training, &query(SortKey::Score, true)).unwrap();
    assert_eq!(page.n_total, 300);
    assert!(page.rows.iter().all(|row| row.verdict.is_none()));
    let only = RowQuery {
        anomalies_only: true,
        ..query(SortKey::Column(0), true)
    };
    let by_size = session.rows(TableSlot::Training, &only).unwrap();
    assert_eq!(by_size.n_total, 300, "what is an anomaly is not known yet");
    let sizes: Vec<f64> = by_size.rows.iter().map(|row| row.cells[0].parse().unwrap()).collect();
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
    let detail = session.row(TableSlot::Training, 7).unwrap();
    assert!(detail.verdicts.is_empty() && detail.cells.len() > 5 && detail.flow.is_none());
}

#[test]
fn a_row_says_why() {
    let (mut session, _) = trained();
    let first = session
        .rows(TableSlot::Training, &query(SortKey::Score, true))
        .unwrap()
        .rows
        .swap_remove(0);
    let detail = session.row(TableSlot::Training, first.row).unwrap();
    assert_eq!(detail.verdicts.len(), 3);
    for verdict in &detail.verdicts {
        assert_eq!(verdict.vote, first.verdict.unwrap().votes & verdict.kind.bit() != 0);
        assert!((0.0..=1.0).contains(&verdict.percentile));
    }
    assert!(
        detail.cells.iter().any(|cell| cell.is_unusual),
        "nothing unusual in the first of the ranking"
    );
    assert!(session.row(TableSlot::Training, 1_000).is_err());
}

#[test]
fn distributions_count_every_row() {
    let (session, summary) = trained();
    for column in 0..10 {
        let (normal, anomalous) = match session
            .distribution(TableSlot::Training, column, &Filter::default())
            .unwrap()
        {
            Distribution::Numbers { histogram, .. } => (histogram.normal, histogram.anomalous),
            Distribution::Categories { normal, anomalous, .. } => (normal, anomalous),
        };
        assert_eq!(anomalous.iter().sum::<u64>(), summary.n_anomalies);
        assert_eq!(normal.iter().sum::<u64>(), 1_000 - summary.n_anomalies);
    }
}

#[test]
fn the_report_holds_the_anomalies_by_rank() {
    let (session, summary) = trained();
    let (name, bytes) = session.report(TableSlot::Training, &Filter::default()).unwrap();
    assert_eq!(name, "sample-anomalies.csv");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().unwrap().clone();
    assert!(header.iter().any(|name| name == "local_outlier_factor_percentile"));
    let ranks: Vec<u64> = reader
        .records()
        .map(|record| record.unwrap()[0].parse().unwrap())
        .collect();
    assert_eq!(ranks.len() as u64, summary.n_anomalies);
    assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn a_test_table_is_scored_with_what_was_learnt() {
    let (mut session, _) = trained();
    open(&mut session, TableSlot::Test, &sample_table_csv(500, 0.1, 7));
    let mut run = session.score_test(|_| 2).unwrap().unwrap();
    execute(&mut run);
    let (slot, alone) = session.conclude(run).unwrap().pop().unwrap();
    assert_eq!((slot, alone.n_rows), (TableSlot::Test, 500));
    assert!(alone.metrics.unwrap().roc_auc.unwrap() > 0.9);

    let results = train(&mut session, &settings());
    let slots: Vec<TableSlot> = results.iter().map(|(slot, _)| *slot).collect();
    assert_eq!(slots, [TableSlot::Test, TableSlot::Training]);
    assert_eq!(
        results[0].1.metrics, alone.metrics,
        "scored with the training or after it must be the same"
    );
}

#[test]
fn a_few_rows_are_scored_at_once_and_as_among_many() {
    let (mut session, _) = trained();
    let text = sample_table_csv(100, 0.15, 9);
    let scores = |session: &mut Session| -> Vec<f64> {
        let page = session.rows(TableSlot::Test, &query(SortKey::Row, false)).unwrap();
        page.rows
            .iter()
            .take(20)
            .map(|row| row.verdict.unwrap().score)
            .collect()
    };
    open(&mut session, TableSlot::Test, &text);
    let mut run = session.score_test(|_| 2).unwrap().unwrap();
    assert!(!run.schedule.is_finished());
    execute(&mut run);
    session.conclude(run).unwrap();
    let among_many = scores(&mut session);

    let few: String = text.lines().take(21).flat_map(|line| [line, "\n"]).collect();
    open(&mut session, TableSlot::Test, &few);
    let run = session.score_test(|_| 2).unwrap().unwrap();
    assert!(run.schedule.is_finished());
    session.conclude(run).unwrap();
    let at_once = scores(&mut session);
    assert_eq!((at_once.len(), among_many.len()), (20, 20));
    for (at_once, among_many) in at_once.iter().zip(&among_many) {
        assert!((at_once - among_many).abs() < 1e-6, "{at_once} {among_many}");
    }
}

#[test]
fn a_broken_file_leaves_the_session_as_it_was() {
    let (mut session, summary) = trained();
    let mut opening = Opening::new("broken.csv", 100);
    let error = opening
        .push(b"\x1f\x8b\x08garbage that is no deflate data")
        .and_then(|()| opening.finish().map(drop));
    assert_eq!(error.unwrap_err().kind, ErrorKind::BadFile);
    let page = session.rows(TableSlot::Training, &query(SortKey::Score, true)).unwrap();
    assert_eq!(page.n_total, summary.n_rows);
}

#[test]
fn columns_and_labels_can_be_changed_before_training() {
    let mut session = Session::default();
    open(&mut session, TableSlot::Training, &sample_table_csv(400, 0.15, 1));
    let overview = session.set_column(0, Role::Ignored, None).unwrap();
    assert_eq!(overview.columns[0].role, Role::Ignored);
    let overview = session.set_column(1, Role::Feature, Some(Scaling::Robust)).unwrap();
    assert_eq!(overview.columns[1].scaling, Some(Scaling::Robust));
    let overview = session.set_normal_labels(&["exfiltration".to_owned()]).unwrap();
    assert!(
        overview
            .labels
            .iter()
            .all(|label| label.is_normal == (label.label == "exfiltration"))
    );
    let (_, summary) = train(&mut session, &settings()).pop().unwrap();
    assert!(summary.features.iter().all(|name| name != "packet_size"));
    assert!(session.set_column(99, Role::Feature, None).is_err());
}

#[test]
fn settings_out_of_range_are_refused_in_words() {
    let mut session = Session::default();
    let nothing = session.train(&settings(), |_| 1);
    assert!(nothing.is_err(), "there is no table");
    open(&mut session, TableSlot::Training, "a,b\n1,2\n3,5\n4,4\n8,1\n2,2\n");
    let refused = [
        TrainingSettings {
            contamination: 0.0,
            ..settings()
        },
        TrainingSettings {
            contamination: f64::NAN,
            ..settings()
        },
        TrainingSettings {
            min_votes: 4,
            ..settings()
        },
        TrainingSettings {
            min_votes: 0,
            ..settings()
        },
        TrainingSettings {
            train_on: TrainOn::NormalRows,
            ..settings()
        },
        TrainingSettings {
            isolation_forest: None,
            local_outlier_factor: None,
            one_class_svm: None,
            ..settings()
        },
    ];
    for settings in refused {
        let Err(report) = session.train(&settings, |_| 1) else {
            panic!("{settings:?} was accepted")
        };
        assert_eq!(report.kind, ErrorKind::BadSetting);
        assert!(report.hint.is_some());
    }
}

#[test]
fn training_on_normal_rows_fits_those_only() {
    let mut session = Session::default();
    open(&mut session, TableSlot::Training, &sample_table_csv(1_000, 0.15, 0));
    let settings = TrainingSettings {
        train_on: TrainOn::NormalRows,
        contamination: 0.05,
        ..settings()
    };
    let (_, summary) = train(&mut session, &settings).pop().unwrap();
    assert_eq!(summary.n_training_rows, 850);
    assert!(summary.metrics.unwrap().recall.unwrap() > 0.9);
}

#[test]
fn the_confusion_matrix_counts_rows_that_can_be_asked_for() {
    let (session, summary) = trained();
    let metrics = summary.metrics.unwrap();
    for (truth, severity, expected) in [
        ("attack", ">= low", metrics.tp),
        ("attack", "== none", metrics.fn_),
        ("normal", ">= low", metrics.fp),
        ("normal", "== none", metrics.tn),
    ] {
        let expression = format!("truth == {truth} and severity {severity}");
        let check = session.check_filter(TableSlot::Training, &expression, 0).unwrap();
        assert_eq!(check.n_passing, Some(expected), "{expression}");
    }
}
