use std::rc::Rc;

use crate::family::{Shipped, Source};
use crate::message::{Filter, RowQuery, SortKey, TableSlot};
use crate::{Opening, Session};

/// The model that ships.
const MODEL: &[u8] = include_bytes!("../../../../models/kdd-family-41.safetensors");

fn row(label: &str) -> String {
    format!(
        "0,tcp,http,SF,181,5450,0,0,0,0,0,1{},8,8,0,0,0,0,1,0,0,9,9,1,0,0.11,0,0,0,0,0,{label}.\n",
        ",0".repeat(10)
    )
}

fn flood(label: &str) -> String {
    format!(
        "0,tcp,private,S0,0,0{},200,5,1,1,0,0,0.03,0.06,0,255,5,0.02,0.06,0,0,1,1,0,0,{label}.\n",
        ",0".repeat(16)
    )
}

fn session(n: usize) -> Session {
    let bytes: String = (0..n)
        .map(|at| if at % 3 == 0 { row("normal") } else { flood("neptune") })
        .collect();
    let mut opening = Opening::new("kdd.csv", bytes.len() as u64);
    opening.push(bytes.as_bytes()).unwrap();
    let mut session = Session::default();
    session.insert(TableSlot::Training, opening.finish().unwrap());
    session
}

fn judged(session: &mut Session) {
    let model = session.keep_shipped(Shipped::AllFeatures, MODEL).unwrap();
    let mut judging = session.judge(TableSlot::Training, model).unwrap();
    while !judging.is_done() {
        judging.step().unwrap();
    }
    let summary = session.take_families(judging).unwrap();
    assert!(!summary.is_hint);
    let n_of = |name: &str| {
        summary
            .families
            .iter()
            .find(|family| family.name == name)
            .unwrap()
            .n_rows
    };
    assert_eq!((n_of("normal"), n_of("DoS")), (10, 20));
    assert_eq!(summary.risks, [10, 0, 20, 0]);
}

fn query(expression: &str) -> RowQuery {
    RowQuery {
        anomalies_only: false,
        filter: Filter {
            expression: expression.to_owned(),
            ..Filter::default()
        },
        sort: SortKey::Family,
        descending: true,
        offset: 0,
        limit: 100,
        columns: Vec::new(),
    }
}

#[test]
fn rows_are_named_filtered_and_ordered() {
    let mut session = session(30);
    assert_eq!(session.families(TableSlot::Training, &Filter::default()).unwrap(), None);
    judged(&mut session);
    let all = session.rows(TableSlot::Training, &query("")).unwrap().rows;
    let family = all[0].family.clone().unwrap();
    assert_eq!(
        (family.name.as_str(), family.is_attack, family.risk.name()),
        ("DoS", true, "high")
    );
    assert!(family.confidence > 0.9, "{family:?}");
    assert_eq!(all[29].family.as_ref().unwrap().name, "normal");
    for (expression, n) in [
        ("family == \"DoS\"", 20),
        ("family == \"normal\"", 10),
        ("risk >= \"high\"", 20),
        ("family.confidence > 0.5", 30),
        ("family == \"DoS\" && family.confidence < 0.1", 0),
    ] {
        let page = session.rows(TableSlot::Training, &query(expression)).unwrap();
        assert_eq!(page.n_total, n, "{expression}");
    }
}

#[test]
fn another_table_is_not_given_the_verdicts_of_the_last() {
    let mut session = session(30);
    let model = session.keep_shipped(Shipped::AllFeatures, MODEL).unwrap();
    let mut judging = session.judge(TableSlot::Training, model).unwrap();
    while !judging.is_done() {
        judging.step().unwrap();
    }
    let bytes = row("normal").repeat(30);
    let mut opening = Opening::new("other.csv", bytes.len() as u64);
    opening.push(bytes.as_bytes()).unwrap();
    session.insert(TableSlot::Training, opening.finish().unwrap());
    assert_eq!(session.take_families(judging), None);
}

#[test]
fn a_model_that_ships_is_fetched_once() {
    let mut session = session(3);
    let Some(Source::Shipped(which)) = session.family_source(TableSlot::Training) else {
        panic!("nothing was kept yet");
    };
    let model = session.keep_shipped(which, MODEL).unwrap();
    let Some(Source::Ready(kept)) = session.family_source(TableSlot::Training) else {
        panic!("it was kept");
    };
    assert!(Rc::ptr_eq(&model, &kept));
}

#[test]
fn what_is_no_model_is_refused() {
    let mut session = session(3);
    let report = session.keep_shipped(Shipped::AllFeatures, b"no model").unwrap_err();
    assert!(report.message.contains("cannot be used"), "{}", report.message);
    let model = session.keep_shipped(Shipped::AllFeatures, MODEL).unwrap();
    assert!(session.judge(TableSlot::Test, model).is_err());
}
