//! A model from a labelled table to verdicts, and through a file.

#![expect(clippy::unwrap_used, reason = "clippy's exception for tests does not reach helpers")]

use std::ops::ControlFlow;

use ndarray::{Array1, Array2};
use wiresift_classify::{
    About, AttackModel, Classes, ClassifyError, FamilyModel, FitError, ForestParams, Parts, Risk, Split,
    TrainingOptions, TrainingSet,
};
use wiresift_network::{Autoencoder, AutoencoderParams, BackendKind, Dense, Layer, ModelError, RowCounts};
use wiresift_table::sample::sample_table_csv;
use wiresift_table::{Family, ReadOptions, Table, TableReader};

fn read(csv: &str) -> Table {
    let mut reader = TableReader::new("made.csv", ReadOptions::default());
    reader.push(csv.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn sample(n_rows: usize, seed: u64) -> Table {
    read(&sample_table_csv(n_rows, 0.3, seed))
}

fn set(table: &Table) -> TrainingSet {
    TrainingSet::prepare(table, None, &TrainingOptions::default()).unwrap()
}

fn forest(set: &TrainingSet) -> FamilyModel {
    let params = ForestParams {
        n_trees: 6,
        max_rows: 600,
        ..ForestParams::default()
    };
    FamilyModel::RandomForest(params.fit(&set.examples(), |_| ControlFlow::Continue(())).unwrap())
}

/// Restores every row as zeros: the error of a row is its mean square.
fn zeros(n_features: usize) -> Autoencoder {
    let params = AutoencoderParams {
        hidden: vec![1],
        ..AutoencoderParams::default()
    };
    let layer = |n_inputs, n_outputs| Layer {
        weight: Array2::zeros((n_inputs, n_outputs)),
        bias: Array1::zeros(n_outputs),
    };
    let network = Dense::new(vec![layer(n_features, 1), layer(1, n_features)]).unwrap();
    let rows = RowCounts {
        n_given: 0,
        n_training: 0,
        n_validation: 0,
    };
    Autoencoder::new(params, network, Vec::new(), rows, BackendKind::Cpu).unwrap()
}

fn parts(set: &TrainingSet, unknown_attacks: f64) -> Parts {
    Parts {
        about: About {
            name: "made".to_owned(),
            ..About::default()
        },
        model: forest(set),
        autoencoders: vec![zeros(set.x.ncols())],
        unknown_attacks,
    }
}

fn model(unknown_attacks: f64) -> AttackModel {
    let set = set(&sample(1_500, 1));
    AttackModel::build(&set, parts(&set, unknown_attacks)).unwrap()
}

#[test]
fn classes_are_families_first_and_labels_without_one_after() {
    let classes = Classes::of(&sample(400, 1)).unwrap();
    let names: Vec<&str> = classes.classes.iter().map(|class| class.name.as_str()).collect();
    let expected = [
        "normal",
        "DoS",
        "Probe",
        "exfiltration",
        "high_error_rate",
        "large_packet",
        "long_connection",
    ];
    assert_eq!(names, expected);
    assert_eq!(classes.classes[1].family, Some(Family::Dos));
    assert!(classes.of_row.iter().all(Option::is_some));
}

#[test]
fn a_fresh_table_is_judged_well_and_says_how_sure() {
    let (model, fresh) = (model(0.0), sample(1_000, 2));
    let evaluation = model.evaluate(&fresh, None).unwrap().unwrap();
    assert_eq!((evaluation.n_rows, evaluation.n_unknown), (1_000, 0));
    assert!(evaluation.accuracy > 0.93, "{}", evaluation.accuracy);
    assert!(evaluation.roc_auc.unwrap() > 0.97, "{:?}", evaluation.roc_auc);
    assert!(evaluation.calibration_error < 0.1, "{}", evaluation.calibration_error);
    let verdicts = model.classify(&fresh).unwrap();
    assert_eq!(verdicts.len(), 1_000);
    for verdict in &verdicts {
        for share in [
            verdict.confidence,
            verdict.attack_probability,
            verdict.attack_score,
            verdict.novelty.unwrap(),
        ] {
            assert!((0.0..=1.0).contains(&share), "{verdict:?}");
        }
        assert!(!verdict.is_by_novelty);
        assert_eq!(verdict.class == 0, verdict.risk == Risk::Low, "{verdict:?}");
    }
}

#[test]
fn what_is_as_odd_as_few_normal_rows_can_be_told_as_an_attack() {
    let (closed, open) = (model(0.0), model(0.05));
    assert_eq!((closed.alarm(), open.alarm()), (None, Some(0.95)));
    let fresh = sample(1_000, 3);
    let (closed, open) = (closed.classify(&fresh).unwrap(), open.classify(&fresh).unwrap());
    let mut n_changed = 0;
    for (closed, open) in closed.iter().zip(&open) {
        if open.is_by_novelty {
            n_changed += 1;
            assert!(closed.class == 0 && open.class != 0 && open.novelty.unwrap() >= 0.95);
            assert!(open.risk >= Risk::Medium);
        } else {
            assert_eq!((closed.class, closed.confidence), (open.class, open.confidence));
        }
    }
    // Of 700 normal rows about 5 %.
    assert!((10..80).contains(&n_changed), "{n_changed}");
}

#[test]
fn a_model_comes_back_from_its_file() {
    let model = model(0.05);
    let bytes = model.to_bytes().unwrap();
    assert_eq!(model.to_bytes().unwrap(), bytes);
    let back = AttackModel::from_bytes(&bytes).unwrap();
    let fresh = sample(300, 4);
    assert_eq!(back.classify(&fresh).unwrap(), model.classify(&fresh).unwrap());
    assert_eq!(back.about, model.about);
    assert_eq!((back.about.n_rows, back.alarm()), (1_500, Some(0.95)));
}

#[test]
fn files_that_are_no_such_model_are_refused() {
    let bytes = model(0.0).to_bytes().unwrap();
    for at in (0..bytes.len()).step_by(97) {
        assert!(AttackModel::from_bytes(&bytes[..at]).is_err(), "{at} bytes");
        let mut damaged = bytes.clone();
        damaged[at] ^= 4;
        assert!(AttackModel::from_bytes(&damaged).is_err(), "byte {at}");
    }
    let autoencoder = zeros(3).to_bytes();
    assert!(matches!(
        AttackModel::from_bytes(&autoencoder),
        Err(ModelError::Description { .. })
    ));
}

#[test]
fn a_table_without_the_columns_is_refused_by_name() {
    let other = read("a,b\n1,2\n3,4\n");
    let error = model(0.0).classify(&other).unwrap_err();
    assert!(matches!(&error, ClassifyError::Encode(_)), "{error}");
    assert!(error.to_string().contains("packet_size"), "{error}");
    assert!(model(0.0).evaluate(&other, None).unwrap().is_none());
}

#[test]
fn labels_that_teach_nothing_are_refused() {
    let refused = |csv: &str| match Classes::of(&read(csv)) {
        Err(FitError::Labels { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(refused("a,b\n1,2\n3,4\n").contains("no labels"));
    assert!(refused("a,label\n1,normal\n3,normal\n").contains("attack"));
    assert!(refused("a,label\n1,worm\n3,scan\n").contains("normal"));
}

#[test]
fn equal_rows_are_learnt_from_once_with_their_more_frequent_label() {
    let table = read("a,b,label\n1,0,normal\n1,0,normal\n1,0,scan\n2,0,scan\n3,1,normal\n1,0,normal\n");
    let set = set(&table);
    assert_eq!((set.x.nrows(), set.n_rows), (3, 6));
    assert_eq!(set.class_of, [0, 1, 0]);
    let some = TrainingSet::prepare(&table, Some(&[2, 3, 4]), &TrainingOptions::default()).unwrap();
    assert_eq!((some.x.nrows(), some.n_rows, some.class_of), (3, 3, vec![1, 1, 0]));
}

#[test]
fn parts_of_another_table_are_refused() {
    let set = set(&sample(600, 1));
    let other = TrainingSet::prepare(
        &read("a,label\n1,normal\n2,scan\n3,normal\n4,scan\n"),
        None,
        &TrainingOptions::default(),
    );
    let foreign = Parts {
        model: forest(&other.unwrap()),
        ..parts(&set, 0.0)
    };
    assert!(matches!(AttackModel::build(&set, foreign), Err(FitError::Parts { .. })));
    assert!(matches!(
        AttackModel::build(&set, parts(&set, 0.9)),
        Err(FitError::Parts { .. })
    ));
    let none = Parts {
        model: FamilyModel::Network(Vec::new()),
        ..parts(&set, 0.0)
    };
    assert!(matches!(AttackModel::build(&set, none), Err(FitError::Parts { .. })));
}

#[test]
fn the_best_judge_wins() {
    let set = set(&sample(1_200, 1));
    let poor = ForestParams {
        n_trees: 1,
        max_rows: 8,
        max_depth: 1,
        ..ForestParams::default()
    };
    let poor = poor.fit(&set.examples(), |_| ControlFlow::Continue(())).unwrap();
    let candidates = vec![
        ("poor".to_owned(), FamilyModel::RandomForest(poor)),
        ("good".to_owned(), forest(&set)),
    ];
    let good = candidates[1].1.clone();
    let (best, results) = FamilyModel::best_of(candidates, &set).unwrap();
    assert_eq!(best, good);
    assert!(results[1].macro_f1 > results[0].macro_f1);
    assert!(results[1].to_string().starts_with("good: macro-F1 "));
    assert!(FamilyModel::best_of(Vec::new(), &set).is_err());
}

#[test]
fn a_held_out_part_is_of_the_table() {
    let table = sample(1_000, 5);
    let classes = Classes::of(&table).unwrap();
    let split = Split::stratified(&classes.of_row, classes.classes.len(), 0.2, 0);
    let set = TrainingSet::prepare(&table, Some(&split.training), &TrainingOptions::default()).unwrap();
    assert_eq!(set.n_rows, split.training.len());
    let model = AttackModel::build(&set, parts(&set, 0.0)).unwrap();
    let evaluation = model.evaluate(&table, Some(&split.held_out)).unwrap().unwrap();
    assert_eq!(evaluation.n_rows, split.held_out.len() as u64);
    assert!(evaluation.accuracy > 0.85, "{}", evaluation.accuracy);
}

#[test]
fn rows_to_judge_by_teach_nothing_not_even_a_scale() {
    let n = 200;
    let csv = |odd: &[u32]| -> String {
        let line = |row: u32| {
            let value = if odd.contains(&row) { 1e6 } else { f64::from(row % 40) };
            format!(
                "{value},{row},{}\n",
                if row.is_multiple_of(2) { "normal" } else { "scan" }
            )
        };
        std::iter::once("a,b,label\n".to_owned())
            .chain((0..n).map(line))
            .collect()
    };
    let options = TrainingOptions {
        test_share: 0.2,
        ..TrainingOptions::default()
    };
    let prepare = |table: &Table| TrainingSet::prepare(table, None, &options).unwrap();
    let set = prepare(&read(&csv(&[])));
    assert_eq!(
        (set.split.training.len(), set.split.held_out.len(), set.test.len()),
        (144, 16, 40)
    );
    let mut all = [set.split.training.clone(), set.split.held_out.clone(), set.test.clone()].concat();
    all.sort_unstable();
    assert_eq!(all, (0..n).collect::<Vec<u32>>());

    let unseen = [set.split.held_out.clone(), set.test.clone()].concat();
    assert_eq!(prepare(&read(&csv(&unseen))).encoder, set.encoder);
    assert_ne!(prepare(&read(&csv(&set.split.training[..1]))).encoder, set.encoder);

    let model = AttackModel::build(&set, parts(&set, 0.0)).unwrap();
    assert_eq!(model.test().unwrap().n_rows, 40);
    let back = AttackModel::from_bytes(&model.to_bytes().unwrap()).unwrap();
    let (back, model) = (back.test().unwrap(), model.test().unwrap());
    assert_eq!((&back.confusion, back.accuracy), (&model.confusion, model.accuracy));
    assert!(back.unscaled.is_some());
}

#[test]
fn a_thinned_set_keeps_the_share_of_every_class_and_part() {
    let options = TrainingOptions {
        test_share: 0.2,
        ..TrainingOptions::default()
    };
    let whole = TrainingSet::prepare(&sample(2_000, 1), None, &options).unwrap();
    let mut thin = whole.clone();
    thin.thin(500, 7);
    assert!((495..=507).contains(&thin.x.nrows()), "{}", thin.x.nrows());
    let n_parts = thin.split.training.len() + thin.split.held_out.len() + thin.test.len();
    assert_eq!((n_parts, thin.class_of.len()), (thin.x.nrows(), thin.x.nrows()));
    for (few, many) in thin.counts().iter().zip(whole.counts()) {
        assert!(
            (*few as f64 - many as f64 / 4.0).abs() < many as f64 / 10.0 + 4.0,
            "{few} of {many}"
        );
    }
    let row = thin.test[0] as usize;
    let same = whole
        .x
        .rows()
        .into_iter()
        .position(|other| other == thin.x.row(row))
        .unwrap();
    assert_eq!(whole.class_of[same], thin.class_of[row]);
    assert!(whole.test.contains(&u32::try_from(same).unwrap()));
    thin.thin(5_000, 7);
    assert_eq!(thin.class_of.len(), n_parts);
}
