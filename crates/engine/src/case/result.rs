//! What was learnt and scored. Verdicts, ranks and the matrix are made again.

use serde::{Deserialize, Serialize};
use wiresift_detect::Model;

use super::{CaseError, Piece};
use crate::fitting::{FittedDetector, Fitting, Scored};
use crate::loaded::Loaded;
use crate::message::{ErrorReport, Seconds};
use crate::session::Session;
use crate::work::Fit;

/// A result on its way out, without a copy of the models.
#[derive(Serialize)]
pub(super) struct ResultRef<'a> {
    fitting: &'a Fitting,
    training: ScoresRef<'a>,
    test: Option<ScoresRef<'a>>,
}

#[derive(Serialize)]
struct ScoresRef<'a> {
    scores: &'a [Vec<f32>],
    seconds_score: &'a [f64],
    seconds: Seconds,
}

/// [`ResultRef`] as it comes back.
#[derive(Deserialize)]
pub(super) struct SavedResult {
    pub(super) fitting: Fitting,
    training: SavedScores,
    test: Option<SavedScores>,
}

/// For each detector the scores of the different rows, and the seconds that they took; then those of the whole.
#[derive(Deserialize)]
struct SavedScores {
    scores: Vec<Vec<f32>>,
    seconds_score: Vec<f64>,
    seconds: Seconds,
}

impl<'a> ResultRef<'a> {
    pub(super) fn of(session: &'a Session) -> Option<Self> {
        let scores = |loaded: &'a Loaded| {
            let scored = loaded.scored()?;
            Some(ScoresRef {
                scores: &scored.scores,
                seconds_score: &scored.seconds_score,
                seconds: scored.seconds,
            })
        };
        Some(Self {
            fitting: session.fitting.as_ref()?,
            training: scores(session.training.as_ref()?)?,
            test: session.test.as_ref().and_then(scores),
        })
    }
}

impl SavedResult {
    /// Gives the session its result back, if it is one of its tables'.
    pub(super) fn apply(self, session: &mut Session) -> Result<(), ErrorReport> {
        let Self {
            fitting,
            training,
            test,
        } = self;
        check(&fitting)?;
        let loaded = session.training.as_mut().ok_or(CaseError::Missing)?;
        training.apply(&fitting, loaded)?;
        if let (Some(test), Some(loaded)) = (test, &mut session.test) {
            test.apply(&fitting, loaded)?;
        }
        session.fitting = Some(fitting);
        Ok(())
    }

    /// Writes it again, after its encoder was changed.
    pub(super) fn write(&self) -> Result<Vec<u8>, CaseError> {
        Piece::Result.write(&ResultRef {
            fitting: &self.fitting,
            training: self.training.borrow(),
            test: self.test.as_ref().map(SavedScores::borrow),
        })
    }
}

impl SavedScores {
    fn borrow(&self) -> ScoresRef<'_> {
        ScoresRef {
            scores: &self.scores,
            seconds_score: &self.seconds_score,
            seconds: self.seconds,
        }
    }

    fn apply(self, fitting: &Fitting, loaded: &mut Loaded) -> Result<(), ErrorReport> {
        let encoded = fitting.encoder.transform(loaded.table())?;
        let (n_detectors, n_rows) = (fitting.detectors.len(), encoded.x.nrows());
        let fits = self.scores.len() == n_detectors
            && self.seconds_score.len() == n_detectors
            && self.scores.iter().all(|scores| scores.len() == n_rows)
            && self.scores.iter().flatten().all(|score| score.is_finite());
        if !fits {
            return Err(CaseError::damaged(Piece::Result, "its scores are of another table").into());
        }
        let scored = Scored::new(fitting, encoded.x, self.scores, self.seconds_score, encoded.distinct_of)?;
        loaded.set_scored(Some(scored));
        loaded.set_seconds(self.seconds);
        Ok(())
    }
}

/// Whether there is a place in the vote for each detector, and each is there once.
fn check(fitting: &Fitting) -> Result<(), CaseError> {
    let mut kinds: Vec<_> = fitting.detectors.iter().map(|detector| detector.fit.kind()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() != fitting.detectors.len() || kinds.len() != fitting.ensemble.members().len() {
        return Err(CaseError::damaged(
            Piece::Result,
            "its detectors are not those that vote",
        ));
    }
    // A network is read by the worker that runs it, which refuses what it cannot run.
    let is_network = |detector: &&FittedDetector| matches!(detector.fit, Fit::Autoencoder(_));
    for detector in fitting.detectors.iter().filter(|detector| !is_network(detector)) {
        postcard::from_bytes::<Model>(&detector.fitted.model)
            .map_err(|error| CaseError::damaged(Piece::Result, format!("a model cannot be read ({error})")))?;
    }
    Ok(())
}
