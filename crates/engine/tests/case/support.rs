//! Sessions to save, and everything that a page can see of one.

use std::ops::ControlFlow;

use wiresift_engine::message::{
    Feedback, FeedbackAction, Filter, Judgement, Mark, Overview, RowDetail, RowQuery, RowSummary, SortKey, Summary,
    TableSlot, Timeline, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Run, Session};
use wiresift_scenario::{sample, write_labels};
use wiresift_table::sample::sample_table_csv;

pub(crate) const SLOT: TableSlot = TableSlot::Training;

/// Quick, and every kind of detector that runs without burn.
pub(crate) fn settings() -> TrainingSettings {
    TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    }
}

fn run(session: &mut Session, mut run: Run) -> Summary {
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap().pop().unwrap().1
}

pub(crate) fn train(session: &mut Session, settings: &TrainingSettings) -> Summary {
    let planned = session.train(settings, |_| 1).unwrap();
    run(session, planned)
}

pub(crate) fn score_test(session: &mut Session) {
    let planned = session.score_test(|_| 1).unwrap().unwrap();
    run(session, planned);
}

pub(crate) fn open_table(session: &mut Session, slot: TableSlot, n_rows: usize, seed: u64) {
    let text = sample_table_csv(n_rows, 0.15, seed);
    let mut opening = Opening::new("sample.csv", text.len() as u64);
    opening.push(text.as_bytes()).unwrap();
    session.insert(slot, opening.finish().unwrap());
}

pub(crate) fn table_session() -> Session {
    let mut session = Session::default();
    open_table(&mut session, SLOT, 600, 0);
    train(&mut session, &settings());
    session
}

/// The sample capture, with its labels.
pub(crate) fn capture_session() -> Session {
    let sample = sample(0);
    let bytes = sample.pcap;
    let labels = write_labels(&sample.attacks);
    let mut opening = Opening::new("sample.pcap", bytes.len() as u64)
        .with_truth(labels.as_bytes())
        .unwrap();
    opening.push(&bytes).unwrap();
    let mut session = Session::default();
    session.insert(SLOT, opening.finish().unwrap());
    let settings = TrainingSettings {
        local_outlier_factor: None,
        ..settings()
    };
    train(&mut session, &settings);
    session
}

pub(crate) fn mark(session: &mut Session, rows: &[u32], judgement: Judgement, adapt: bool) {
    let mark = Mark {
        judgement,
        reason: Some("scheduled scan of 10.1.2.3".to_owned()),
        note: Some("asked ops@intranet.example".to_owned()),
        at: 1.7e9,
    };
    let rows = rows.to_vec();
    session.feedback(SLOT, FeedbackAction::Mark { rows, mark }).unwrap();
    if adapt {
        session
            .feedback(SLOT, FeedbackAction::Adapt { at: 1.7e9 + 1.0 })
            .unwrap();
    }
}

/// Everything that a page can see, in its first thousand rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) overviews: Vec<Overview>,
    pub(crate) summaries: Vec<Summary>,
    pub(crate) rows: Vec<Vec<RowSummary>>,
    pub(crate) details: Vec<RowDetail>,
    pub(crate) feedback: Vec<Feedback>,
    pub(crate) timelines: Vec<Option<Timeline>>,
    pub(crate) reports: Vec<Option<Vec<u8>>>,
}

pub(crate) fn see(session: &mut Session) -> Seen {
    let looks = session.look().unwrap();
    let slots: Vec<TableSlot> = looks.iter().map(|(slot, ..)| *slot).collect();
    let filter = Filter::default;
    let rows: Vec<Vec<RowSummary>> = slots.iter().map(|&slot| ranked(session, slot)).collect();
    let first: Vec<u32> = rows[0].iter().take(50).map(|row| row.row).collect();
    let feedback = slots.iter().map(|&slot| {
        let mut feedback = session.feedback(slot, FeedbackAction::Look).unwrap().0;
        // What the last step changed is shown once, and not kept.
        feedback.difference = None;
        feedback
    });
    Seen {
        feedback: feedback.collect(),
        details: first.iter().map(|&row| session.row(SLOT, row).unwrap()).collect(),
        timelines: slots
            .iter()
            .map(|&slot| session.timeline(slot, &filter(), None).ok())
            .collect(),
        reports: slots
            .iter()
            .map(|&slot| Some(session.report(slot, &filter()).ok()?.1))
            .collect(),
        rows,
        summaries: looks.iter().filter_map(|(.., summary)| summary.clone()).collect(),
        overviews: looks.into_iter().map(|(_, overview, _)| overview).collect(),
    }
}

fn ranked(session: &mut Session, slot: TableSlot) -> Vec<RowSummary> {
    let n_columns = session.look().unwrap()[0].1.columns.len();
    let query = RowQuery {
        anomalies_only: false,
        filter: Filter::default(),
        sort: SortKey::Score,
        descending: true,
        offset: 0,
        limit: 1_000,
        columns: (0..u32::try_from(n_columns).unwrap()).collect(),
    };
    let page = session.rows(slot, &query);
    page.map(|page| page.rows).unwrap_or_default()
}
