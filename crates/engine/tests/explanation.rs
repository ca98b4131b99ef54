//! Why a row is unusual, on the sample table with the detectors that need no burn.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ops::ControlFlow;

use wiresift_engine::message::{
    Change, Filter, ImportanceMeasure, RowQuery, RowSummary, Severity, SortKey, TableSlot, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Session};
use wiresift_table::sample::sample_table_csv;

const SLOT: TableSlot = TableSlot::Training;

fn trained() -> Session {
    let text = sample_table_csv(1_000, 0.15, 0);
    let mut opening = Opening::new("sample.csv", text.len() as u64);
    opening.push(text.as_bytes()).unwrap();
    let mut session = Session::default();
    session.insert(SLOT, opening.finish().unwrap());
    let settings = TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, |_| 1).unwrap();
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap();
    session
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

#[test]
fn every_row_has_an_explanation_that_fits_it() {
    let mut session = trained();
    let rows = ranked(&mut session);
    let (mut n_changed, mut n_flagged) = (0, 0);
    for row in rows.iter().step_by(7) {
        let explanation = session.explain(SLOT, row.row).unwrap();
        let is_flagged = row.verdict.unwrap().severity != Severity::None;
        assert_eq!(explanation.change == Change::None, !is_flagged, "{}", row.row);
        assert_eq!(explanation.detectors.len(), 3);
        assert!(explanation.reasons.is_sorted_by(|a, b| a.share >= b.share));
        assert!(explanation.nearest.iter().all(|other| other.row != row.row));
        n_flagged += u32::from(is_flagged);
        n_changed += u32::from(matches!(explanation.change, Change::Values(_)));
    }
    assert!(
        n_flagged > 10 && n_changed * 2 > n_flagged,
        "{n_changed} of {n_flagged}"
    );
}

#[test]
fn the_reasons_of_an_attack_are_unusual_values() {
    let mut session = trained();
    let rows = ranked(&mut session);
    let attacks: Vec<u32> = rows.iter().take(40).map(|row| row.row).collect();
    let mut n_unusual = 0;
    for &row in &attacks {
        let explanation = session.explain(SLOT, row).unwrap();
        let first = explanation.reasons.first().unwrap();
        let detail = session.row(SLOT, row).unwrap();
        n_unusual += u32::from(detail.cells[first.column as usize].is_unusual);
        let title = first.title.to_ascii_lowercase();
        assert!(
            explanation.summary.to_ascii_lowercase().contains(&title),
            "{}",
            explanation.summary
        );
    }
    assert!(n_unusual >= 36, "{n_unusual} of 40");
}

#[test]
fn a_row_that_is_not_there_is_an_error() {
    let mut session = trained();
    assert!(session.explain(SLOT, 1_000).is_err());
    assert!(Session::default().explain(SLOT, 0).is_err());
}

#[test]
fn what_attacks_differ_in_matters_and_an_idle_column_does_not() {
    let session = trained();
    let first = session.importance(SLOT, 0).unwrap();
    let all: Vec<_> = (0..first.n_columns)
        .map(|index| session.importance(SLOT, index).unwrap())
        .collect();
    assert_eq!(first.measure, ImportanceMeasure::RocAuc);
    assert_eq!(all[0], first, "the same question has the same answer");
    assert!(all.iter().all(|importance| importance.values.len() == 4));
    let of_ensemble: Vec<f64> = all.iter().map(|importance| importance.values[0].mean).collect();
    let most = of_ensemble.iter().copied().fold(f64::MIN, f64::max);
    let least = of_ensemble.iter().copied().fold(f64::MAX, f64::min);
    assert!(most > 0.005 && least < most / 4.0, "{of_ensemble:?}");
    assert!(session.importance(SLOT, first.n_columns).is_err());
}

#[test]
fn the_parts_of_a_vote_add_up_to_its_score() {
    let mut session = trained();
    let rows = ranked(&mut session);
    for row in rows.iter().step_by(100) {
        let parts = session.vote_parts(SLOT, row.row).unwrap();
        let sum = parts.base + parts.rest + parts.parts.iter().map(|part| part.contribution).sum::<f64>();
        assert!(
            (sum - parts.score).abs() <= parts.sum_bound + 1e-12,
            "{sum} is not {}",
            parts.score
        );
        let score = row.verdict.unwrap().score;
        // Local outlier factor scores a row that it was fitted on without the row itself; here it is a new one.
        assert!((parts.score - score).abs() < 0.1, "{} is not {score}", parts.score);
        assert!(parts.parts.iter().all(|part| part.standard_error >= 0.0));
    }
}
