//! The session's classifier: taught, kept with the case, refused where there is nothing to learn. The forest stands for what
//! the neural worker gives; training itself is tested where burn is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::ops::ControlFlow;

use wiresift_classify::{AttackModel, FamilyModel, ForestParams, Parts, TrainingSet};
use wiresift_engine::family::Source;
use wiresift_engine::message::{
    ClassifierAction, ClassifierSettings, IncidentAction, IncidentStatus, JudgeKind, TableSlot,
};
use wiresift_engine::work::{Lane, Learnt, Lesson, Matrices, Output, Task};
use wiresift_engine::{Opening, Session};
use wiresift_table::sample::sample_table_csv;

const SLOT: TableSlot = TableSlot::Training;

fn open(text: &str) -> Session {
    let mut opening = Opening::new("made.csv", text.len() as u64);
    opening.push(text.as_bytes()).unwrap();
    let mut session = Session::default();
    session.insert(SLOT, opening.finish().unwrap());
    session
}

/// What the neural worker would do, with a forest alone.
fn learn(lesson: &Lesson, matrices: &Matrices) -> Learnt {
    let set = TrainingSet {
        x: matrices.training.clone(),
        ..lesson.set.clone()
    };
    let forest = ForestParams {
        n_trees: 5,
        ..ForestParams::default()
    };
    let forest = forest.fit(&set.examples(), |_| ControlFlow::Continue(())).unwrap();
    let parts = Parts {
        about: lesson.about.clone(),
        model: FamilyModel::RandomForest(forest),
        autoencoders: Vec::new(),
        unknown_attacks: 0.0,
    };
    let model = AttackModel::build(&set, parts).unwrap();
    Learnt {
        models: vec![model.to_bytes().unwrap().into()],
        best: 0,
        backend: "CPU".to_owned(),
    }
}

fn taught() -> Session {
    let mut session = open(&sample_table_csv(1_200, 0.3, 1));
    let mut run = session.teach(&ClassifierSettings::default()).unwrap();
    assert!(run.teaches() && run.schedule.needs(Lane::Neural) && !run.schedule.needs(Lane::Compute));
    let (id, task) = run.schedule.next_task(&[Lane::Neural]).unwrap();
    // As it travels to the worker.
    let task: Task = postcard::from_bytes(&postcard::to_stdvec(&task).unwrap()).unwrap();
    let Task::Learn(lesson) = task else {
        panic!("another task");
    };
    run.schedule.complete(id, Output::Learnt(learn(&lesson, &run.matrices)));
    assert!(run.schedule.is_finished());
    assert!(session.conclude(run).unwrap().is_empty());
    session
}

fn judged(session: &mut Session) -> Vec<u64> {
    let Some(Source::Ready(model)) = session.family_source(SLOT) else {
        panic!("not its own");
    };
    let mut judging = session.judge(SLOT, model).unwrap();
    while !judging.is_done() {
        judging.step().unwrap();
    }
    let summary = session.take_families(judging).unwrap();
    assert!(!summary.is_hint);
    summary.families.iter().map(|family| family.n_rows).collect()
}

#[test]
fn a_lesson_becomes_the_classifier_that_names_rows() {
    let mut session = taught();
    let view = session.classifier();
    assert_eq!((view.classes.len(), view.problem), (7, None));
    let info = view.classifier.unwrap();
    assert_eq!((info.n_rows, info.is_imported, info.chosen), (1_200, false, 0));
    let judge = &info.judges[0];
    assert_eq!(judge.kind, JudgeKind::RandomForest);
    let test = judge.test.as_ref().unwrap();
    assert!((235..=245).contains(&test.n_rows) && test.accuracy > 0.9, "{test:?}");
    let named = judged(&mut session);
    assert_eq!(named.iter().sum::<u64>(), 1_200);
    assert!((820..=860).contains(&named[0]), "{named:?}");

    session.on_classifier(ClassifierAction::Forget).unwrap();
    assert!(session.family_source(SLOT).is_none());
    assert!(session.on_classifier(ClassifierAction::Choose(0)).is_err());
}

#[test]
fn the_classifier_comes_back_with_the_case_and_by_its_file() {
    let mut session = taught();
    let named = judged(&mut session);
    let (_, file) = session.export_classifier().unwrap();
    let mut pieces = session.save_all().unwrap();
    let mut back = Session::restore(&pieces).unwrap();
    assert_eq!(back.warnings, Vec::<String>::new());
    assert_eq!(judged(&mut back.session), named);

    let mut fresh = open(&sample_table_csv(300, 0.3, 2));
    assert!(
        fresh
            .import_classifier(file.clone())
            .unwrap()
            .classifier
            .unwrap()
            .is_imported
    );
    assert_eq!(judged(&mut fresh).iter().sum::<u64>(), 300);
    let refused = open("a,label\n1,normal\n2,scan\n").import_classifier(file).unwrap_err();
    assert!(refused.message.contains("does not fit"), "{}", refused.message);

    // A damaged one is left out, and the rest of the case is there.
    let piece = wiresift_engine::case::Piece::Classifier;
    let bytes = pieces.get_mut(&piece).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    let back = Session::restore(&pieces).unwrap();
    assert!(
        back.warnings[0].contains("classifier is left out"),
        "{:?}",
        back.warnings
    );
    assert!(back.session.classifier().classifier.is_none());
}

#[test]
fn what_teaches_nothing_is_refused_in_words() {
    let refused = |text: &str| open(text).teach(&ClassifierSettings::default()).err().unwrap().message;
    let rows = |n: usize, label: &str| {
        (0..n)
            .map(|row| format!("{row},{label}"))
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    };
    let one = format!("a,label\n{}", rows(50, "normal"));
    assert!(refused(&one).contains("no row is labelled as an attack"));
    let few = format!("a,label\n{}100,worm\n101,worm\n", rows(50, "normal"));
    assert!(refused(&few).contains("too few different rows"), "{}", refused(&few));
    let many = (0..60)
        .map(|row| format!("{row},kind{row}"))
        .collect::<Vec<_>>()
        .join("\n");
    assert!(refused(&format!("a,label\n{}{many}", rows(9, "normal"))).contains("more than 32"));
    assert!(refused("a,b\n1,2\n3,4\n").contains("no labels"));
}

#[test]
fn muted_rows_and_words_on_incidents_come_back_with_the_case() {
    let mut session = open("src_ip,dst_ip,dst_port,bytes\n10.0.0.1,10.0.0.2,53,60\n10.0.0.3,10.0.0.2,80,90\n");
    let mute = IncidentAction::Mute {
        name: "10.0.0.1 to 10.0.0.2".to_owned(),
        expression: "src_ip == 10.0.0.1".to_owned(),
        at: 1.0,
    };
    assert!(mute.changes());
    session.incidents(SLOT, mute).unwrap();
    let back = Session::restore(&session.save_all().unwrap()).unwrap().session;
    assert_eq!(back.mute_rules().len(), 1);
    assert_eq!(back.mute_rules()[0].expression, "src_ip == 10.0.0.1");
    let none = IncidentAction::SetStatus {
        incidents: vec![99],
        status: IncidentStatus::Confirmed,
    };
    assert!(session.incidents(SLOT, none).is_err());
}
