//! What was learnt from a training table, and what it says of a table's rows.

use std::cell::OnceCell;

use std::rc::Rc;

use ndarray::Array2;
use serde::{Deserialize, Serialize};
use wiresift_detect::threshold::threshold_for_contamination;
use wiresift_detect::{Calibration, Ensemble, Member, Model, Verdict};
use wiresift_table::Encoder;

use crate::case::{CaseError, Piece};
use crate::explanation::{Grounds, Models, get_or_try};
use crate::importance::Sample;
use crate::message::{DetectorKind, ErrorReport, Seconds, Severity, TrainingSettings};
use crate::ranking::Ranking;
use crate::schedule::DetectorOutput;
use crate::work::{Fit, Fitted};

/// The fitted detectors and their vote.
#[derive(Serialize, Deserialize)]
pub(crate) struct Fitting {
    pub(crate) settings: TrainingSettings,
    pub(crate) encoder: Encoder,
    /// In the order of the ensemble's members.
    pub(crate) detectors: Vec<FittedDetector>,
    pub(crate) ensemble: Ensemble,
    pub(crate) n_training_rows: u64,
    pub(crate) notes: Vec<String>,
    /// The detectors as models, once a row is explained.
    #[serde(skip)]
    pub(crate) models: OnceCell<Models>,
}

/// A member of the ensemble and where it comes from.
#[derive(Serialize, Deserialize)]
pub(crate) struct FittedDetector {
    pub(crate) fit: Fit,
    pub(crate) fitted: Fitted,
    pub(crate) seconds_fit: f64,
}

impl Fitting {
    /// Sets thresholds and calibration by the scores of the training rows, repeats counted.
    pub(crate) fn new(
        settings: TrainingSettings,
        encoder: Encoder,
        outputs: &[DetectorOutput],
        training_rows: &[u32],
        mut notes: Vec<String>,
    ) -> Result<Self, ErrorReport> {
        let fits = settings.fits();
        let mut detectors = Vec::with_capacity(outputs.len());
        let mut members = Vec::with_capacity(outputs.len());
        for output in outputs {
            let Some(fit) = fits.iter().find(|fit| fit.kind() == output.kind) else {
                continue;
            };
            let scores: Vec<f32> = training_rows
                .iter()
                .map(|&row| output.training_scores[row as usize])
                .collect();
            notes.extend(output.fitted.note.clone());
            members.push(Member {
                calibration: Calibration::fit(&scores)?,
                threshold: threshold_for_contamination(&scores, settings.contamination)?,
            });
            detectors.push(FittedDetector {
                fit: *fit,
                fitted: output.fitted.clone(),
                seconds_fit: output.seconds_fit,
            });
        }
        let ensemble = Ensemble::new(members, settings.min_votes.into())?;
        let n_training_rows = training_rows.len() as u64;
        Ok(Self {
            settings,
            encoder,
            detectors,
            ensemble,
            n_training_rows,
            notes,
            models: OnceCell::new(),
        })
    }

    /// Whether a fitting from outside is one that we could have made: a place in the vote for each detector, each there
    /// once, and every model readable.
    pub(crate) fn check(&self) -> Result<(), CaseError> {
        let piece = Piece::Version(0);
        let mut kinds: Vec<_> = self.detectors.iter().map(|detector| detector.fit.kind()).collect();
        wiresift_order::sort(&mut kinds);
        kinds.dedup();
        if kinds.len() != self.detectors.len() || kinds.len() != self.ensemble.members().len() {
            return Err(CaseError::damaged(piece, "its detectors are not those that vote"));
        }
        // A network is read by the worker that runs it, which refuses what it cannot run.
        let is_network = |detector: &&FittedDetector| matches!(detector.fit, Fit::Autoencoder(_));
        for detector in self.detectors.iter().filter(|detector| !is_network(detector)) {
            postcard::from_bytes::<Model>(&detector.fitted.model)
                .map_err(|error| CaseError::damaged(piece, format!("a model cannot be read ({error})")))?;
        }
        Ok(())
    }

    /// The detectors as models that can be asked.
    pub(crate) fn models(&self) -> Result<&Models, ErrorReport> {
        get_or_try(&self.models, || Models::of(self))
    }

    /// What it takes to score with these detectors again.
    pub(crate) fn fits(&self) -> impl Iterator<Item = (Fit, Fitted)> {
        self.detectors
            .iter()
            .map(|detector| (detector.fit, detector.fitted.clone()))
    }

    /// Each detector with its place in the vote.
    pub(crate) fn voters(&self) -> impl Iterator<Item = (DetectorKind, &Member)> {
        self.detectors
            .iter()
            .map(|detector| detector.fit.kind())
            .zip(self.ensemble.members())
    }
}

/// The verdicts on a table, kept by different row: equal rows are judged equally.
pub(crate) struct Scored {
    /// The different rows, `[n_distinct, n_features]`.
    pub(crate) x: Array2<f32>,
    /// For each row its different row.
    pub(crate) distinct_of: Rc<Vec<u32>>,
    /// For each detector the scores of the different rows.
    pub(crate) scores: Rc<Vec<Vec<f32>>>,
    /// Seconds that each detector took to score them.
    pub(crate) seconds_score: Vec<f64>,
    /// Where the time of this result went.
    pub(crate) seconds: Seconds,
    kinds: Vec<DetectorKind>,
    /// What the ensemble alone says.
    ensemble: Vec<Verdict>,
    /// The same after the analyst's marks; `None` while none are followed.
    adapted: Option<Vec<Verdict>>,
    pub(crate) ranking: Ranking,
    /// What rows are compared with, once one is explained.
    pub(crate) grounds: Grounds,
    /// The rows that columns are shuffled in, once somebody asks what they are worth.
    pub(crate) sample: OnceCell<Sample>,
}

impl Scored {
    /// Lets the ensemble judge; `scores` has one entry a detector, in the ensemble's order.
    pub(crate) fn new(
        fitting: &Fitting,
        x: Array2<f32>,
        scores: Rc<Vec<Vec<f32>>>,
        seconds_score: Vec<f64>,
        distinct_of: Rc<Vec<u32>>,
    ) -> Result<Self, ErrorReport> {
        let by_detector: Vec<&[f32]> = scores.iter().map(Vec::as_slice).collect();
        let ensemble = fitting.ensemble.verdicts(&by_detector)?;
        Ok(Self {
            ranking: ranking(&ensemble, &distinct_of),
            x,
            kinds: fitting.voters().map(|(kind, _)| kind).collect(),
            distinct_of,
            scores,
            seconds_score,
            seconds: Seconds::default(),
            ensemble,
            adapted: None,
            grounds: Grounds::default(),
            sample: OnceCell::new(),
        })
    }

    /// Replaces the verdicts by those that follow the analyst's marks, or goes back to the ensemble's own.
    pub(crate) fn adapt(&mut self, adapted: Option<Vec<Verdict>>) {
        self.adapted = adapted;
        self.grounds = Grounds::default();
        self.ranking = ranking(self.verdicts(), &self.distinct_of);
    }

    /// What the ensemble alone makes of each different row.
    pub(crate) fn ensemble_verdicts(&self) -> &[Verdict] {
        &self.ensemble
    }

    /// How many of some rows each different row stands for.
    pub(crate) fn counts(&self, rows: &[u32]) -> Vec<u64> {
        let mut counts = vec![0; self.ensemble.len()];
        for &row in rows {
            counts[self.distinct_of[row as usize] as usize] += 1;
        }
        counts
    }

    /// What holds for each different row: the ensemble's verdict, or what the analyst's marks made of it.
    pub(crate) fn verdicts(&self) -> &[Verdict] {
        self.adapted.as_deref().unwrap_or(&self.ensemble)
    }

    fn verdict(&self, row: usize) -> &Verdict {
        &self.verdicts()[self.distinct_of[row] as usize]
    }

    pub(crate) fn is_anomaly(&self, row: usize) -> bool {
        self.verdict(row).is_anomaly
    }

    pub(crate) fn score(&self, row: usize) -> f64 {
        self.verdict(row).score
    }

    /// Orders rows as the score does, but never rounds two of them together.
    pub(crate) fn surprise(&self, row: usize) -> f64 {
        self.verdict(row).surprise
    }

    pub(crate) fn confidence(&self, row: usize) -> f64 {
        self.verdict(row).confidence
    }

    pub(crate) fn severity(&self, row: usize) -> Severity {
        self.verdict(row).severity
    }

    /// Who votes.
    pub(crate) fn voters(&self) -> &[DetectorKind] {
        &self.kinds
    }

    /// The votes as [`DetectorKind::bit`]s.
    pub(crate) fn votes(&self, row: usize) -> u8 {
        let votes = self.verdict(row).votes;
        let bits = self.kinds.iter().enumerate().filter(|(at, _)| votes.has(*at));
        bits.fold(0, |mask, (_, kind)| mask | kind.bit())
    }
}

/// By surprise: the score rounds to 1 at the far end, where the surprise still tells rows apart.
fn ranking(verdicts: &[Verdict], distinct_of: &[u32]) -> Ranking {
    let surprises: Vec<f64> = verdicts.iter().map(|verdict| verdict.surprise).collect();
    Ranking::new(&surprises, distinct_of)
}
