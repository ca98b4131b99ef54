//! Training: Adam on the weighted cross-entropy, until the held-out rows stop getting better.

use std::ops::ControlFlow;

use wiresift_network::{Classifier, ClassifierEpoch, ClassifierParams, Examples, MAX_WEIGHTS, RowCounts, n_weights};

use super::training::Training;
use crate::stopping::EarlyStopping;
use crate::{Backend, FitError};

/// Trains a classifier, and keeps the weights of the epoch with the lowest held-out loss.
///
/// The result depends on the seed and on which rows are given how often, not on their order. `progress` is called
/// after every epoch with a point of the learning curves; [`ControlFlow::Break`] cancels.
///
/// # Errors
/// [`FitError`] says for each what to do. Nothing is returned that holds a NaN.
///
/// # Source
/// Loshchilov and Hutter (2019), "Decoupled weight decay regularization", algorithm 2 (`AdamW`); (2017), "SGDR", eq. 5,
/// without restarts, for the step size; Srivastava and others (2014), "Dropout"; Szegedy and others (2016), "Rethinking
/// the Inception architecture", section 7, for label smoothing.
pub async fn fit(
    params: &ClassifierParams,
    examples: Examples<'_>,
    backend: &Backend,
    mut progress: impl FnMut(ClassifierEpoch) -> ControlFlow<()>,
) -> Result<Classifier, FitError> {
    check(params, &examples)?;
    let mut training = Training::new(params, examples.reborrow(), backend);
    let mut stopping = EarlyStopping::new(params.patience, params.min_delta);
    let (mut history, mut best) = (Vec::new(), None);
    for epoch in 1..=params.n_epochs {
        let (report, network) = training.run_epoch(epoch).await?;
        history.push(report);
        let verdict = stopping.observe(report.validation.map_or(report.loss, |held_out| held_out.loss));
        if verdict.is_best {
            best = Some(network);
        }
        if progress(report).is_break() {
            return Err(FitError::Cancelled);
        }
        if verdict.is_over {
            break;
        }
    }
    let last_epoch = history.last().map_or(0, |report| report.epoch);
    let diverged = FitError::Diverged { epoch: last_epoch };
    let Some(network) = best else {
        return Err(diverged);
    };
    let Some(network) = network.download().await? else {
        return Err(diverged);
    };
    let (n_training, n_validation) = (examples.training.len(), examples.validation.len());
    let rows = RowCounts {
        n_given: n_training + n_validation,
        n_training,
        n_validation,
    };
    Ok(Classifier::new(params.clone(), network, history, rows, backend.kind())?)
}

fn check(params: &ClassifierParams, examples: &Examples<'_>) -> Result<(), FitError> {
    params.validate()?;
    examples.check()?;
    let n_features = examples.x.ncols();
    if n_weights(&params.widths(n_features, examples.n_classes)).is_none_or(|n| n > MAX_WEIGHTS) {
        return Err(FitError::TooLarge {
            n_features,
            max_weights: MAX_WEIGHTS,
        });
    }
    Ok(())
}
