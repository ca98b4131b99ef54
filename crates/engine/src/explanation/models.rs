//! The fitted detectors as models that can be asked, decoded once.

use ndarray::{ArrayView1, ArrayView2};
use wiresift_detect::{Detector as _, Ensemble, Model, ignore_progress};
use wiresift_explain::{
    Attribution, ExplainError, Groups, forest, local_outlier_factor, one_class_svm, reconstruction,
};
use wiresift_network::Autoencoder;

use crate::errors::sentence;
use crate::fitting::{FittedDetector, Fitting};
use crate::message::{DetectorKind, ErrorReport};
use crate::work::TaskError;

/// A detector that can be asked.
#[derive(Debug)]
pub(crate) enum Asked {
    Detector(Model),
    Autoencoder(Autoencoder),
}

/// The detectors of a fitting, in the ensemble's order.
#[derive(Debug)]
pub(crate) struct Models(Vec<(DetectorKind, Asked)>);

impl Models {
    pub(crate) fn of(fitting: &Fitting) -> Result<Self, ErrorReport> {
        let models = fitting.detectors.iter().map(|detector| {
            let kind = detector.fit.kind();
            decode(detector, kind).map(|model| (kind, model))
        });
        models.collect::<Result<_, _>>().map(Self)
    }

    /// What each detector listens to in a row: one contribution a group of columns.
    pub(super) fn attributions(
        &self,
        row: ArrayView1<'_, f32>,
        groups: &Groups,
    ) -> Result<Vec<(DetectorKind, Attribution)>, ErrorReport> {
        let of = |model: &Asked| match model {
            Asked::Detector(Model::IsolationForest(model)) => forest::attribute(model, row).map_err(failed),
            Asked::Detector(Model::LocalOutlierFactor(model)) => local_outlier_factor::attribute(model, row)
                .map(|explained| explained.attribution)
                .map_err(failed),
            Asked::Detector(Model::OneClassSvm(model)) => one_class_svm::attribute(model, row)
                .map(|explained| explained.attribution)
                .map_err(failed),
            Asked::Detector(_) => Err(ErrorReport::bug("A detector that cannot be explained.".to_owned())),
            Asked::Autoencoder(model) => {
                let restored = model.restore(row).map_err(|error| bug(&error))?;
                reconstruction::attribute(row, ArrayView1::from(&restored))
                    .map(|explained| explained.attribution)
                    .map_err(failed)
            }
        };
        let attributions = self
            .0
            .iter()
            .map(|(kind, model)| Ok((*kind, of(model)?.grouped(groups))));
        attributions.collect()
    }

    /// The scores of each detector, in the ensemble's order.
    ///
    /// # Shapes
    /// `rows`: `[n, n_features]`. Returns `[n_detectors][n]`.
    pub(crate) fn scores(&self, rows: ArrayView2<'_, f32>) -> Result<Vec<Vec<f32>>, ErrorReport> {
        let of = |model: &Asked| match model {
            Asked::Detector(model) => model
                .score_samples(rows, &mut ignore_progress)
                .map_err(|error| ErrorReport::from(TaskError::from(error))),
            Asked::Autoencoder(model) => model.score_samples(rows).map_err(|error| bug(&error)),
        };
        self.0.iter().map(|(_, model)| of(model)).collect()
    }

    /// The score that the ensemble gives.
    ///
    /// # Shapes
    /// `rows`: `[n, n_features]`. Returns `[n]`.
    pub(crate) fn ensemble_scores(
        &self,
        rows: ArrayView2<'_, f32>,
        ensemble: &Ensemble,
    ) -> Result<Vec<f64>, ErrorReport> {
        voted(&self.scores(rows)?, ensemble)
    }

    /// By how much the percentile that enough detectors agree on is past the thresholds: above 0 a row is flagged.
    ///
    /// # Shapes
    /// `rows`: `[n, n_features]`. Returns `[n]`.
    pub(super) fn margins(&self, rows: ArrayView2<'_, f32>, ensemble: &Ensemble) -> Result<Vec<f64>, ErrorReport> {
        let mut margins = vec![Vec::with_capacity(self.0.len()); rows.nrows()];
        for (scores, member) in self.scores(rows)?.into_iter().zip(ensemble.members()) {
            let limit = member.calibration.percentile(member.threshold);
            for (margins, score) in margins.iter_mut().zip(scores) {
                let past = member.calibration.percentile(score) - limit;
                // At the far end percentiles are equal; the score itself still tells.
                let is_vote = score > member.threshold;
                margins.push(if is_vote { past.max(f64::EPSILON) } else { past.min(0.0) });
            }
        }
        let agreed = margins.into_iter().map(|mut margins| {
            wiresift_order::sort_by(&mut margins, |a, b| b.total_cmp(a));
            margins.get(ensemble.min_votes() - 1).copied().unwrap_or(0.0)
        });
        Ok(agreed.collect())
    }
}

/// The score that the ensemble gives for those of its detectors.
///
/// # Shapes
/// `scores`: `[n_detectors][n]`. Returns `[n]`.
pub(crate) fn voted(scores: &[Vec<f32>], ensemble: &Ensemble) -> Result<Vec<f64>, ErrorReport> {
    let scores: Vec<&[f32]> = scores.iter().map(Vec::as_slice).collect();
    let verdicts = ensemble.verdicts(&scores)?;
    Ok(verdicts.iter().map(|verdict| verdict.score).collect())
}

fn decode(detector: &FittedDetector, kind: DetectorKind) -> Result<Asked, ErrorReport> {
    let bytes = &detector.fitted.model;
    if kind == DetectorKind::Autoencoder {
        return Autoencoder::from_bytes(bytes)
            .map(Asked::Autoencoder)
            .map_err(|error| bug(&error));
    }
    postcard::from_bytes(bytes)
        .map(Asked::Detector)
        .map_err(|error| bug(&error))
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
pub(crate) fn failed<E: std::fmt::Display>(error: ExplainError<E>) -> ErrorReport {
    bug(&error)
}

fn bug(error: &dyn std::fmt::Display) -> ErrorReport {
    ErrorReport::bug(sentence(&error.to_string()))
}
