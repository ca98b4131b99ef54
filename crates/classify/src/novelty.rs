//! What is unlike all normal traffic.

use ndarray::ArrayView2;
use wiresift_network::{Autoencoder, AutoencoderParams, ClassifierParams, ScoreError};

use crate::FitError;

/// Most reference scores that are kept: finer than any threshold needs.
const MAX_REFERENCES: usize = 2_000;

/// Autoencoders of normal rows, and the errors of normal rows that they were not trained on.
///
/// A row's novelty is the share of those held-out normal rows that are restored better than it: 0.98 means that 2 %
/// of normal traffic looks as odd.
#[derive(Clone, Debug, PartialEq)]
pub struct Novelty {
    pub(crate) autoencoders: Vec<Autoencoder>,
    /// Ascending; never empty.
    pub(crate) references: Vec<f32>,
}

impl Novelty {
    /// Settings of its autoencoders: wider than those of the detector, and trained for longer.
    ///
    /// On NSL-KDD's training table, with whole kinds of attacks held out, that finds more of them: ROC-AUC 0.99 instead of
    /// 0.98 (`docs/classifier.md`).
    pub fn autoencoder(seed: u64) -> AutoencoderParams {
        AutoencoderParams {
            hidden: vec![96, 48, 16, 48, 96],
            n_epochs: 60,
            patience: 10,
            clip: ClassifierParams::default().clip,
            seed,
            ..AutoencoderParams::default()
        }
    }

    /// Measures novelty against held-out normal rows.
    ///
    /// # Shapes
    /// `normal`: `[n, n_features]`.
    ///
    /// # Errors
    /// [`FitError`] without a row or an autoencoder, or with another width.
    pub fn new(autoencoders: Vec<Autoencoder>, normal: ArrayView2<'_, f32>) -> Result<Self, FitError> {
        let mut scores = errors(&autoencoders, normal)?;
        if scores.is_empty() {
            return Err(FitError::Parts {
                reason: "novelty needs normal rows that were held out",
            });
        }
        scores.sort_unstable_by(f32::total_cmp);
        Ok(Self {
            autoencoders,
            references: thinned(&scores),
        })
    }

    /// Columns that it expects.
    pub fn n_features(&self) -> usize {
        self.autoencoders.first().map_or(0, Autoencoder::n_features)
    }

    /// The networks, for which columns make a row new.
    pub fn autoencoders(&self) -> &[Autoencoder] {
        &self.autoencoders
    }

    /// The novelty of each row, in `[0, 1]`.
    ///
    /// # Errors
    /// [`ScoreError`]: another width, or values that are not finite.
    pub fn of(&self, x: ArrayView2<'_, f32>) -> Result<Vec<f32>, ScoreError> {
        let n = self.references.len().max(1) as f32;
        let below = |score: f32| self.references.partition_point(|&reference| reference < score) as f32;
        Ok(errors(&self.autoencoders, x)?
            .into_iter()
            .map(|score| below(score) / n)
            .collect())
    }
}

/// The mean error of all autoencoders.
fn errors(autoencoders: &[Autoencoder], x: ArrayView2<'_, f32>) -> Result<Vec<f32>, ScoreError> {
    let mut sums = vec![0.0; x.nrows()];
    for autoencoder in autoencoders {
        for (sum, score) in sums.iter_mut().zip(autoencoder.score_samples(x.view())?) {
            *sum += score / autoencoders.len() as f32;
        }
    }
    Ok(sums)
}

/// Evenly spaced ones of many sorted scores, the least and the largest among them.
fn thinned(scores: &[f32]) -> Vec<f32> {
    let n = scores.len().min(MAX_REFERENCES);
    let at = |place: usize| scores[place * (scores.len() - 1) / (n - 1).max(1)];
    (0..n).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_ends() {
        let scores: Vec<f32> = (0..10_000_u16).map(f32::from).collect();
        let thin = thinned(&scores);
        assert_eq!((thin.len(), thin[0], thin[1_999]), (2_000, 0.0, 9_999.0));
        assert!(thin.is_sorted());
        assert_eq!(thinned(&[3.0]), [3.0]);
    }
}
