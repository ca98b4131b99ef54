//! The learner behind the ranking: [`wiresift_detect::feedback`] over the different rows of a table.

use wiresift_detect::{IsolationForest, IsolationForestParams, Model, feedback, ignore_progress};

use super::journal::Judged;
use crate::fitting::{Fitting, Scored};
use crate::message::{ErrorReport, Judgement};
use crate::ranking::indices;
use crate::work::{Fit, TaskError};

/// Scores of the different rows after the judgements.
pub(super) fn scores(fitting: &Fitting, scored: &Scored, judged: &Judged) -> Result<Vec<f64>, ErrorReport> {
    let verdicts: Vec<(u32, bool)> = judged
        .iter()
        .map(|(&at, &judgement)| (at, judgement == Judgement::TruePositive))
        .collect();
    let forest = forest(fitting, scored)?;
    feedback::adapt(
        &forest,
        scored.x.view(),
        &places(scored),
        &verdicts,
        &mut ignore_progress,
    )
    .map_err(|error| TaskError::from(error).into())
}

/// For each different row the share of them that rank below it: unlike their scores, no two are equal.
pub(super) fn places(scored: &Scored) -> Vec<f64> {
    let verdicts = scored.ensemble_verdicts();
    let mut order: Vec<u32> = indices(verdicts.len()).collect();
    let surprise = |at: u32| verdicts[at as usize].surprise;
    order.sort_by(|&a, &b| surprise(a).total_cmp(&surprise(b)).then(b.cmp(&a)));
    let mut places = vec![0.0; order.len()];
    for (place, &at) in order.iter().enumerate() {
        places[at as usize] = (place + 1) as f64 / order.len() as f64;
    }
    places
}

/// The ensemble's forest, or one of the default settings where it has none.
pub(super) fn forest(fitting: &Fitting, scored: &Scored) -> Result<IsolationForest, ErrorReport> {
    let fitted = fitting
        .detectors
        .iter()
        .find(|detector| matches!(detector.fit, Fit::IsolationForest(_)));
    let Some(detector) = fitted else {
        let rows: Vec<u32> = indices(scored.x.nrows()).collect();
        let params = IsolationForestParams::default().seed(fitting.settings.seed);
        let forest = params.fit(scored.x.view(), &rows, &mut ignore_progress);
        return forest.map_err(|error| TaskError::from(error).into());
    };
    match postcard::from_bytes(&detector.fitted.model) {
        Ok(Model::IsolationForest(forest)) => Ok(forest),
        _ => Err(ErrorReport::bug("The isolation forest's model is damaged.".to_owned())),
    }
}
