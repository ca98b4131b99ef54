//! Training a classifier on made-up rows.

use std::ops::ControlFlow;

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wiresift_network::{Classifier, ClassifierParams, Examples, ExamplesError};

use super::{fit as fit_async, predict_proba};
use crate::{Backend, FitError, ScoreError};

/// Rows of 4 columns in three classes: around two centers, and between circles that no plane separates.
struct Made {
    x: Array2<f32>,
    classes: Vec<u32>,
}

fn made(n_rows: usize, seed: u64) -> Made {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut made = Made {
        x: Array2::zeros((n_rows, 4)),
        classes: Vec::new(),
    };
    for (at, mut row) in made.x.rows_mut().into_iter().enumerate() {
        let class = u32::try_from(at % 3).unwrap();
        let radius = [0.5, 1.5, 2.5][at % 3];
        let angle: f32 = rng.random_range(0.0..std::f32::consts::TAU);
        row[0] = radius * angle.cos();
        row[1] = radius * angle.sin();
        row[2] = rng.random_range(-1.0..1.0);
        row[3] = rng.random_range(-0.2..0.2);
        made.classes.push(class);
    }
    made
}

impl Made {
    fn examples<'a>(&'a self, training: &'a [u32], validation: &'a [u32]) -> Examples<'a> {
        Examples {
            x: self.x.view(),
            classes: &self.classes,
            n_classes: 3,
            training,
            validation,
        }
    }
}

fn small() -> ClassifierParams {
    ClassifierParams {
        hidden: vec![16, 16, 8, 8],
        n_epochs: 40,
        batch_size: 32,
        learning_rate: 0.01,
        dropout: 0.0,
        ..ClassifierParams::default()
    }
}

fn fit(params: &ClassifierParams, examples: Examples<'_>) -> Result<Classifier, FitError> {
    pollster::block_on(fit_async(params, examples, &Backend::cpu(), |_| {
        ControlFlow::Continue(())
    }))
}

fn parts() -> (Vec<u32>, Vec<u32>) {
    ((0..500).collect(), (500..600).collect())
}

#[test]
fn it_learns_what_no_plane_separates() {
    let (made, (training, validation)) = (made(600, 1), parts());
    let model = fit(&small(), made.examples(&training, &validation)).unwrap();
    let held_out: Vec<_> = model.history().iter().filter_map(|epoch| epoch.validation).collect();
    let best = held_out.iter().map(|epoch| epoch.macro_f1).fold(0.0, f64::max);
    assert!(best > 0.95, "{best}");
    assert!(model.history()[0].loss > 2.0 * model.history().last().unwrap().loss);
    assert_eq!((model.rows().n_training, model.rows().n_validation), (500, 100));
    let fresh = self::made(300, 2);
    let probabilities = model.predict_proba(fresh.x.view()).unwrap();
    let right = probabilities
        .rows()
        .into_iter()
        .zip(&fresh.classes)
        .filter(|(row, class)| row[**class as usize] > 0.5);
    assert!(right.count() > 280);
}

#[test]
fn the_plain_network_gives_the_same() {
    let (made, (training, validation)) = (made(600, 1), parts());
    let model = fit(&small(), made.examples(&training, &validation)).unwrap();
    let plain = model.predict_proba(made.x.view()).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let device = pollster::block_on(predict_proba(&model, made.x.view(), &Backend::cpu(), go_on)).unwrap();
    let furthest = (&plain - &device)
        .iter()
        .fold(0.0_f32, |max, difference| max.max(difference.abs()));
    assert!(furthest < 1e-5, "{furthest}");
    let stop = |_| ControlFlow::Break(());
    let stopped = pollster::block_on(predict_proba(&model, made.x.view(), &Backend::cpu(), stop));
    assert!(matches!(stopped, Err(ScoreError::Cancelled)));
}

#[test]
fn the_same_seed_and_rows_in_any_order_give_the_same_model() {
    let (made, (training, validation)) = (made(600, 1), parts());
    let params = ClassifierParams {
        n_epochs: 4,
        dropout: 0.2,
        input_dropout: 0.1,
        ..small()
    };
    let model = fit(&params, made.examples(&training, &validation)).unwrap();
    let reversed: Vec<u32> = training.iter().rev().copied().collect();
    assert_eq!(
        fit(&params, made.examples(&reversed, &validation)).unwrap().to_bytes(),
        model.to_bytes()
    );
    let other = ClassifierParams { seed: 1, ..params };
    assert_ne!(fit(&other, made.examples(&training, &validation)).unwrap(), model);
}

#[test]
fn the_weights_of_the_best_epoch_are_kept() {
    let made = made(600, 3);
    let (training, validation): (Vec<u32>, Vec<u32>) = ((60..600).collect(), (0..60).collect());
    let params = ClassifierParams {
        learning_rate: 0.05,
        patience: 40,
        ..small()
    };
    let model = fit(&params, made.examples(&training, &validation)).unwrap();
    let losses: Vec<f64> = model
        .history()
        .iter()
        .filter_map(|epoch| Some(epoch.validation?.loss))
        .collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let probabilities = model.predict_proba(made.x.view()).unwrap();
    // The classes are of equal size, so that all weights are 1 to a percent.
    let loss = validation.iter().map(|&row| {
        let class = made.classes[row as usize] as usize;
        -f64::from(probabilities[[row as usize, class]]).ln()
    });
    let loss = loss.sum::<f64>() / validation.len() as f64;
    assert!((loss - best).abs() < 0.02 * best.max(0.01), "{loss} {best}");
    assert!(
        losses.iter().any(|&other| other > best),
        "every epoch was the best: the case shows nothing"
    );
}

#[test]
fn class_weights_help_the_rare_class() {
    // One column that overlaps: 3 rows in 100 are of class 1, a little higher.
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let classes: Vec<u32> = (0..2_000).map(|row| u32::from(row % 33 == 0)).collect();
    let column = classes.iter().map(|&class| rng.random_range(-1.0..1.0) + class as f32);
    let x = Array2::from_shape_vec((2_000, 1), column.collect()).unwrap();
    let rows: Vec<u32> = (0..2_000).collect();
    let recall = |class_weights| {
        let params = ClassifierParams {
            class_weights,
            n_epochs: 15,
            ..small()
        };
        let examples = Examples {
            x: x.view(),
            classes: &classes,
            n_classes: 2,
            training: &rows,
            validation: &[],
        };
        let probabilities = fit(&params, examples).unwrap().predict_proba(x.view()).unwrap();
        let of_class = classes
            .iter()
            .zip(probabilities.rows())
            .filter(|(class, _)| **class == 1);
        of_class.filter(|(_, row)| row[1] > row[0]).count()
    };
    let plain = recall(wiresift_network::ClassWeights::None);
    let balanced = recall(wiresift_network::ClassWeights::Balanced);
    assert!(balanced > plain, "{balanced} {plain}");
}

#[test]
fn it_stops_when_nothing_is_learnt_and_when_asked_to() {
    let x = Array2::zeros((50, 2));
    let classes: Vec<u32> = (0..50).map(|row| row % 2).collect();
    let (training, validation): (Vec<u32>, Vec<u32>) = ((0..40).collect(), (40..50).collect());
    let examples = Examples {
        x: x.view(),
        classes: &classes,
        n_classes: 2,
        training: &training,
        validation: &validation,
    };
    let params = ClassifierParams {
        patience: 3,
        n_epochs: 100,
        ..small()
    };
    assert!(fit(&params, examples).unwrap().history().len() < 20);
    let cancelled = pollster::block_on(fit_async(&params, examples, &Backend::cpu(), |epoch| {
        if epoch.epoch == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }));
    assert!(matches!(cancelled, Err(FitError::Cancelled)));
}

#[test]
fn odd_input_has_a_written_answer() {
    let made = made(30, 1);
    let all: Vec<u32> = (0..30).collect();
    let examples = made.examples(&all, &[]);
    let of_two = Examples {
        n_classes: 2,
        ..examples
    };
    let refused = fit(&small(), of_two);
    assert!(matches!(
        refused,
        Err(FitError::Examples(ExamplesError::ClassOutOfRange { .. }))
    ));
    let bad = ClassifierParams { n_epochs: 0, ..small() };
    assert!(matches!(fit(&bad, examples), Err(FitError::Params(_))));
    let wide = ClassifierParams {
        hidden: vec![4_096; 6],
        ..small()
    };
    assert!(matches!(
        fit(&wide, made.examples(&all, &[])),
        Err(FitError::TooLarge { .. })
    ));
}
