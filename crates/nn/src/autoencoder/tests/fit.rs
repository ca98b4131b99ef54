use super::super::split::Split;
use super::*;
use crate::stopping::EarlyStopping;

#[test]
fn rows_that_break_the_pattern_score_higher() {
    let x = correlated(600, 1);
    let model = fit(&small(), &x, &all_rows(&x)).unwrap();
    let alike = score(&model, correlated(200, 2).view());
    let odd = score(&model, unrelated(200, 3).view());
    assert!(mean(&odd) > 5.0 * mean(&alike), "{} {}", mean(&odd), mean(&alike));
}

#[test]
fn the_same_seed_gives_the_same_scores_and_another_seed_does_not() {
    let x = correlated(300, 1);
    let rows = all_rows(&x);
    let scores = score(&fit(&small(), &x, &rows).unwrap(), x.view());
    assert_eq!(scores, score(&fit(&small(), &x, &rows).unwrap(), x.view()));
    let other = AutoencoderParams { seed: 1, ..small() };
    assert_ne!(scores, score(&fit(&other, &x, &rows).unwrap(), x.view()));
}

#[test]
fn the_order_of_the_rows_makes_no_difference() {
    let x = correlated(300, 1);
    let rows = all_rows(&x);
    let reversed: Vec<u32> = rows.iter().rev().copied().collect();
    assert_eq!(fit(&small(), &x, &rows).unwrap(), fit(&small(), &x, &reversed).unwrap());
}

#[test]
fn a_repeated_row_counts_as_often_as_it_is_repeated() {
    let x = unrelated(2, 1);
    let params = AutoencoderParams {
        hidden: vec![4, 1, 4],
        n_epochs: 40,
        validation_fraction: 0.0,
        ..small()
    };
    let often_first: Vec<u32> = (0..400).map(|row| u32::from(row % 40 == 0)).collect();
    let often_second: Vec<u32> = often_first.iter().map(|row| 1 - row).collect();
    let first = score(&fit(&params, &x, &often_first).unwrap(), x.view());
    let second = score(&fit(&params, &x, &often_second).unwrap(), x.view());
    assert!(first[0] < second[0] && second[1] < first[1], "{first:?} {second:?}");
}

#[test]
fn the_weights_of_the_best_epoch_are_kept() {
    let x = correlated(300, 1);
    let mut n_telling = 0;
    for seed in 0..6 {
        // A step this large makes the loss jump up and down, so that the last epoch is often not the best.
        let params = AutoencoderParams {
            learning_rate: 0.05,
            n_epochs: 15,
            patience: 15,
            seed,
            ..small()
        };
        let model = fit(&params, &x, &all_rows(&x)).unwrap();
        let losses: Vec<f64> = model
            .history()
            .iter()
            .filter_map(|epoch| epoch.validation_loss)
            .collect();
        let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
        n_telling += u32::from(losses[14] > best * 1.01);
        let held_out = Split::draw(&all_rows(&x), &params).validation;
        let scores = score(&model, x.view());
        let kept: Vec<f32> = held_out.iter().map(|&row| scores[row as usize]).collect();
        // Both are f32 sums over 300 values, in another order.
        assert!(
            (mean(&kept) / best - 1.0).abs() < 1e-4,
            "seed {seed}: {} {best}",
            mean(&kept)
        );
    }
    assert!(
        n_telling > 0,
        "the last epoch was always the best: the case shows nothing"
    );
}

#[test]
fn history_tells_each_epoch_and_the_loss_falls() {
    let x = correlated(600, 1);
    let mut seen = Vec::new();
    let model = pollster::block_on(super::super::fit(
        &small(),
        x.view(),
        &all_rows(&x),
        &Backend::cpu(),
        |epoch| {
            seen.push(epoch);
            ControlFlow::Continue(())
        },
    ))
    .unwrap();
    assert_eq!(seen, model.history());
    let numbers: Vec<u32> = seen.iter().map(|epoch| epoch.epoch).collect();
    assert_eq!(numbers, (1..=12).collect::<Vec<u32>>());
    assert!(seen[11].loss < seen[0].loss / 2.0, "{seen:?}");
    assert!(
        seen.iter()
            .all(|epoch| epoch.n_epochs == 12 && epoch.validation_loss.is_some())
    );
}

#[test]
fn training_stops_early_when_there_is_nothing_left_to_learn() {
    let x = Array2::zeros((50, 3));
    let params = AutoencoderParams {
        n_epochs: 100,
        patience: 3,
        ..small()
    };
    let model = fit(&params, &x, &all_rows(&x)).unwrap();
    // Biases begin at 0, so zeros are restored exactly from the first epoch on, which is the only progress there is.
    assert_eq!(model.history().len(), 4);
    assert_eq!(score(&model, x.view()), vec![0.0; 50]);
}

#[test]
fn early_stopping_counts_epochs_without_progress() {
    let mut stopping = EarlyStopping::new(2, 0.1);
    let losses = [10.0, 8.0, 7.9, 7.0, 7.5, 6.9];
    let verdicts = losses.map(|loss| stopping.observe(loss));
    // 7.9 is the lowest so far but falls by less than a tenth; 7.0 falls by an eighth from 8.0; then two without.
    assert_eq!(
        verdicts.each_ref().map(|v| v.is_best),
        [true, true, true, true, false, true]
    );
    assert_eq!(
        verdicts.each_ref().map(|v| v.is_over),
        [false, false, false, false, false, true]
    );
}

#[test]
fn progress_can_cancel() {
    let x = correlated(100, 1);
    let mut n_calls = 0;
    let result = pollster::block_on(super::super::fit(
        &small(),
        x.view(),
        &all_rows(&x),
        &Backend::cpu(),
        |epoch| {
            n_calls += 1;
            if epoch.epoch == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    ));
    assert!(matches!(result, Err(FitError::Cancelled)));
    assert_eq!(n_calls, 2);
}

#[test]
fn the_cap_on_training_rows_is_kept_and_told() {
    let x = correlated(300, 1);
    let params = AutoencoderParams {
        max_training_rows: 100,
        n_epochs: 1,
        ..small()
    };
    let model = fit(&params, &x, &all_rows(&x)).unwrap();
    assert_eq!(
        (model.n_rows_given(), model.n_training_rows(), model.n_validation_rows()),
        (300, 90, 10)
    );
    assert!(model.is_capped());
    let free = AutoencoderParams {
        max_training_rows: 300,
        ..params
    };
    assert!(!fit(&free, &x, &all_rows(&x)).unwrap().is_capped());
}

#[test]
fn a_split_holds_each_row_once_and_depends_on_the_seed() {
    let rows: Vec<u32> = (0..1000).collect();
    let split = Split::draw(&rows, &small());
    let mut both: Vec<u32> = split.training.iter().chain(&split.validation).copied().collect();
    both.sort_unstable();
    assert_eq!(both, rows);
    let other = Split::draw(&rows, &AutoencoderParams { seed: 1, ..small() });
    assert_ne!(split.validation, other.validation);
}

#[test]
fn a_sample_is_drawn_evenly() {
    let rows: Vec<u32> = (0..10_000).collect();
    let params = AutoencoderParams {
        max_training_rows: 1000,
        ..small()
    };
    let split = Split::draw(&rows, &params);
    let n_low = split
        .training
        .iter()
        .chain(&split.validation)
        .filter(|&&row| row < 5000)
        .count();
    // Hypergeometric: mean 500, standard deviation 15; the seed is fixed.
    assert!((425..=575).contains(&n_low), "{n_low}");
}
