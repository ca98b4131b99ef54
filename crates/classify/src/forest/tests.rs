use std::ops::ControlFlow;

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wiresift_network::container::{self, Format};
use wiresift_network::{Examples, ExamplesError, ModelError, ScoreError};

use super::*;
use crate::FitError;

/// Three classes: inside a square, right of it, and a few rows far away. The last column is noise.
fn made(n_rows: usize) -> (Array2<f32>, Vec<u32>) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut classes = Vec::new();
    let mut x = Array2::from_shape_simple_fn((n_rows, 3), || rng.random_range(-1.0..1.0));
    for (at, mut row) in x.rows_mut().into_iter().enumerate() {
        let class = if at % 50 == 0 { 2 } else { u32::from(at % 2 == 0) };
        row[0] += [0.0, 2.5, 0.0][class as usize];
        row[1] += [0.0, 0.0, 9.0][class as usize];
        classes.push(class);
    }
    (x, classes)
}

fn small() -> ForestParams {
    ForestParams {
        n_trees: 8,
        max_rows: 300,
        feature_share: 0.7,
        ..ForestParams::default()
    }
}

fn fit(params: &ForestParams, x: &Array2<f32>, classes: &[u32], n_classes: usize) -> Result<RandomForest, FitError> {
    let training: Vec<u32> = (0..u32::try_from(x.nrows()).unwrap()).collect();
    let examples = Examples {
        x: x.view(),
        classes,
        n_classes,
        training: &training,
        validation: &[],
    };
    params.fit(&examples, |_| ControlFlow::Continue(()))
}

#[test]
fn it_tells_classes_apart_the_rare_one_too() {
    let (x, classes) = made(1_000);
    let forest = fit(&small(), &x, &classes, 3).unwrap();
    let probabilities = forest.predict_proba(x.view()).unwrap();
    let right = |class: u32| {
        let rows = classes.iter().zip(probabilities.rows()).filter(|(of, _)| **of == class);
        let (mut n, mut n_right) = (0, 0);
        for (_, row) in rows {
            n += 1;
            n_right += usize::from(row[class as usize] > 0.5);
        }
        n_right as f64 / f64::from(n)
    };
    for class in 0..3 {
        assert!(right(class) > 0.9, "class {class}: {}", right(class));
    }
    for row in probabilities.rows() {
        assert!((row.sum() - 1.0).abs() < 1e-5 && row.iter().all(|p| (0.0..=1.0).contains(p)));
    }
    assert_eq!(
        (forest.n_classes(), forest.n_trees(), forest.is_capped()),
        (3, 24, true)
    );
}

#[test]
fn leaves_give_shares_not_votes() {
    // Nothing to split by: every leaf holds the share of the class in its sample.
    let x = Array2::zeros((400, 2));
    let classes: Vec<u32> = (0..400).map(|row| u32::from(row % 4 == 0)).collect();
    let forest = fit(&small(), &x, &classes, 2).unwrap();
    let probabilities = forest.predict_proba(x.view()).unwrap();
    assert!((probabilities[[0, 1]] - 0.25).abs() < 0.01, "{}", probabilities[[0, 1]]);
}

#[test]
fn the_same_seed_gives_the_same_forest() {
    let (x, classes) = made(500);
    let forest = fit(&small(), &x, &classes, 3).unwrap();
    for _ in 0..3 {
        assert_eq!(fit(&small(), &x, &classes, 3).unwrap(), forest);
    }
    let other = ForestParams { seed: 1, ..small() };
    assert_ne!(fit(&other, &x, &classes, 3).unwrap().trees, forest.trees);
}

#[test]
fn a_class_without_rows_is_never_told() {
    let (x, classes) = made(300);
    let forest = fit(&small(), &x, &classes, 4).unwrap();
    let probabilities = forest.predict_proba(x.view()).unwrap();
    assert!(probabilities.column(3).iter().all(|&p| p == 0.0));
}

#[test]
fn odd_input_has_a_written_answer() {
    let (x, classes) = made(100);
    let none = fit(&small(), &Array2::zeros((0, 3)), &[], 3);
    assert!(matches!(none, Err(FitError::Examples(ExamplesError::NoRows))));
    for bad in [
        ForestParams { n_trees: 0, ..small() },
        ForestParams { max_rows: 1, ..small() },
        ForestParams {
            feature_share: f64::NAN,
            ..small()
        },
        ForestParams {
            max_depth: 0,
            ..small()
        },
    ] {
        assert!(
            matches!(fit(&bad, &x, &classes, 3), Err(FitError::Params(_))),
            "{bad:?}"
        );
    }
    let training: Vec<u32> = (0..100).collect();
    let examples = Examples {
        x: x.view(),
        classes: &classes,
        n_classes: 3,
        training: &training,
        validation: &[],
    };
    let stopped = small().fit(&examples, |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(FitError::Cancelled)));
    let forest = fit(&small(), &x, &classes, 3).unwrap();
    let refused = forest.predict_proba(Array2::zeros((1, 2)).view());
    assert_eq!(refused, Err(ScoreError::FeatureCount { expected: 3, found: 2 }));
}

const FORMAT: Format = Format {
    name: "test",
    version: 1,
};

fn written(forest: &RandomForest) -> Vec<u8> {
    let (description, tensors) = forest.to_parts("f");
    container::write(FORMAT, &description, &tensors).unwrap()
}

fn read(bytes: &[u8]) -> Result<RandomForest, ModelError> {
    let file = container::open::<ForestDescription>(bytes, FORMAT)?;
    RandomForest::from_parts(file.description.clone(), &file, "f")
}

#[test]
fn a_forest_comes_back_as_it_was() {
    let (x, classes) = made(200);
    let forest = fit(&small(), &x, &classes, 3).unwrap();
    assert_eq!(read(&written(&forest)).unwrap(), forest);
}

#[test]
fn trees_that_go_in_circles_or_nowhere_are_refused() {
    let (x, classes) = made(200);
    let forest = fit(&small(), &x, &classes, 3).unwrap();
    let split = |forest: &RandomForest| forest.trees[0].iter().position(|tree| tree.nodes.len() > 1).unwrap();
    let tree = split(&forest);
    let damage: [fn(&mut tree::Node); 4] = [
        |node| node.left = 0,
        |node| node.right = 1_000_000,
        |node| node.feature = 3,
        |node| node.share = 2.0,
    ];
    for change in damage {
        let mut damaged = forest.clone();
        change(&mut damaged.trees[0][tree].nodes[0]);
        assert!(matches!(read(&written(&damaged)), Err(ModelError::Description { .. })));
    }
    let mut short = forest;
    short.n_features = 0;
    assert!(read(&written(&short)).is_err());
}
