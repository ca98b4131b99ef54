//! A version as a piece: what it learnt, and what it said of the case's tables. Verdicts, ranks and the matrix are made again.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{CaseError, Piece};
use crate::feedback::Marks;
use crate::fitting::Fitting;
use crate::loaded::Loaded;
use crate::message::{Seconds, TableSlot, VersionId};
use crate::session::Session;
use crate::version::{About, Kept, PerTable, Version};

/// A version on its way out, without a copy of the models.
#[derive(Serialize)]
struct SavedRef<'a> {
    about: &'a About,
    marks: &'a Marks,
    fitting: &'a Fitting,
    training: Option<ScoresRef<'a>>,
    test: Option<ScoresRef<'a>>,
}

#[derive(Serialize)]
struct ScoresRef<'a> {
    table: &'a str,
    scores: &'a [Vec<f32>],
    seconds_score: &'a [f64],
    seconds: Seconds,
    distinct_of: &'a [u32],
}

/// [`SavedRef`] as it comes back.
#[derive(Deserialize)]
pub(super) struct SavedVersion {
    pub(super) about: About,
    pub(super) marks: Marks,
    pub(super) fitting: Fitting,
    pub(super) training: Option<SavedScores>,
    pub(super) test: Option<SavedScores>,
}

/// What a version said of a table, which is named by its digest.
#[derive(Deserialize)]
pub(super) struct SavedScores {
    pub(super) table: String,
    scores: Vec<Vec<f32>>,
    seconds_score: Vec<f64>,
    seconds: Seconds,
    distinct_of: Vec<u32>,
}

/// A version's piece; `None` where there is no such version any more.
pub(super) fn save(session: &Session, id: VersionId) -> Option<Result<Vec<u8>, CaseError>> {
    let version = session.versions.get(id).ok()?;
    let scores = |slot| scores_of(session, version, slot);
    Some(Piece::Version(id.0).write(&SavedRef {
        about: &version.about,
        marks: &version.marks,
        fitting: &version.fitting,
        training: scores(TableSlot::Training),
        test: scores(TableSlot::Test),
    }))
}

fn scores_of<'a>(session: &'a Session, version: &'a Version, slot: TableSlot) -> Option<ScoresRef<'a>> {
    let kept = version.kept.get(slot).as_ref()?;
    Some(ScoresRef {
        table: session.loaded(slot).ok()?.digest(),
        scores: &kept.scores,
        seconds_score: &kept.seconds_score,
        seconds: kept.seconds,
        distinct_of: &kept.distinct_of,
    })
}

impl SavedVersion {
    pub(super) fn read(id: VersionId, bytes: &[u8]) -> Result<Self, CaseError> {
        Piece::Version(id.0).read(bytes)
    }

    /// The version, with the scores that are of the session's tables; others were left when a table was replaced.
    pub(super) fn into_version(
        self,
        id: VersionId,
        (name, is_named): (String, bool),
        session: &Session,
    ) -> Result<Version, CaseError> {
        self.fitting.check()?;
        let n_rows = session
            .loaded(TableSlot::Training)
            .map_or(0, |loaded| loaded.table().n_rows());
        if self.marks.keys().any(|&row| row as usize >= n_rows) {
            return Err(CaseError::damaged(
                Piece::Version(id.0),
                "it learnt from rows that the table does not have",
            ));
        }
        let kept = |slot, saved: Option<SavedScores>| {
            let pair = saved.zip(session.loaded(slot).ok());
            let pair = pair.filter(|(saved, loaded)| saved.table == loaded.digest());
            pair.map(|(saved, loaded)| saved.checked(&self.fitting, loaded))
                .transpose()
        };
        let kept = PerTable {
            training: kept(TableSlot::Training, self.training)?,
            test: kept(TableSlot::Test, self.test)?,
        };
        Ok(Version {
            id,
            name,
            is_named,
            about: self.about.checked()?,
            marks: self.marks,
            fitting: Rc::new(self.fitting),
            kept,
        })
    }

    /// Writes it again, after strings in it were replaced.
    pub(super) fn write(&self, id: VersionId) -> Result<Vec<u8>, CaseError> {
        Piece::Version(id.0).write(&SavedRef {
            about: &self.about,
            marks: &self.marks,
            fitting: &self.fitting,
            training: self.training.as_ref().map(SavedScores::borrow),
            test: self.test.as_ref().map(SavedScores::borrow),
        })
    }
}

impl SavedScores {
    fn borrow(&self) -> ScoresRef<'_> {
        ScoresRef {
            table: &self.table,
            scores: &self.scores,
            seconds_score: &self.seconds_score,
            seconds: self.seconds,
            distinct_of: &self.distinct_of,
        }
    }

    /// Whether they can be of these detectors and rows.
    fn checked(self, fitting: &Fitting, loaded: &Loaded) -> Result<Kept, CaseError> {
        let n_distinct = self.scores.first().map_or(0, Vec::len);
        let n_detectors = fitting.detectors.len();
        let fits = self.scores.len() == n_detectors
            && self.seconds_score.len() == n_detectors
            && self.scores.iter().all(|scores| scores.len() == n_distinct)
            && self.scores.iter().flatten().all(|score| score.is_finite())
            && self.distinct_of.len() == loaded.table().n_rows()
            && self.distinct_of.iter().all(|&at| (at as usize) < n_distinct);
        if !fits {
            return Err(CaseError::damaged(Piece::Version(0), "its scores are of another table"));
        }
        Ok(Kept {
            scores: Rc::new(self.scores),
            seconds_score: self.seconds_score,
            seconds: self.seconds,
            distinct_of: Rc::new(self.distinct_of),
        })
    }
}
