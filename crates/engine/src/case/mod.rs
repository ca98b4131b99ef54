//! A case: the whole of a session as a few pieces of bytes that can be kept anywhere and read back.
//!
//! What changes often is small and apart from what is large: a table is written once, when it is read; a result once,
//! when it is concluded; the [`Piece::Notes`] (roles of columns, normal labels, the analyst's marks, filter, settings) at
//! every change. So the marks are safe a moment after they are made, whatever the table weighs.
//!
//! Pieces are read as hostile, because a case can come as a stranger's file ([`CaseFile`]): every one says its kind and its
//! version, lengths are checked before anything of that length is made, and what does not fit together is refused. What
//! follows from other things is not stored but made again: the matrix from table and encoder, verdicts and ranks from
//! scores and thresholds, the ranking after feedback from the journal.
//!
//! Tables and results are in postcard, compact and not self-describing: a change of any type in them needs another
//! version in [`Piece`]. A result of another version is left out with a warning, for it can be had again. The notes cannot,
//! so they are JSON, where a new field is a default in old notes.

pub(crate) mod container;
mod error;
mod file;
mod notes;
mod piece;
pub mod pseudonym;
mod saved_version;

use std::collections::BTreeMap;

pub use error::CaseError;
pub use file::{CaseFile, case_name};
pub use piece::Piece;

use crate::family::Classifier;
use crate::loaded::Loaded;
use crate::message::{ErrorReport, Filter, Noun, Overview, PageNotes, Summary, TableSlot, VersionId};
use crate::opening::Opened;
use crate::overview::overview;
use crate::session::Session;
use crate::version::MAX_VERSIONS;
use notes::Notes;
use saved_version::SavedVersion;

/// Most pieces of a case.
const MAX_PIECES: usize = Piece::SINGLE.len() + MAX_VERSIONS;

/// The pieces of a case.
pub type Pieces = BTreeMap<Piece, Vec<u8>>;

/// A case that was read back.
pub struct Restored {
    /// The session as it was.
    pub session: Session,
    /// What could not be had, in sentences.
    pub warnings: Vec<String>,
}

/// What a case is about, for a list of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The name of the training table's file.
    pub source: String,
    /// What its rows are.
    pub noun: Noun,
    /// How many it has.
    pub n_rows: u64,
    /// Whether it was scored.
    pub has_result: bool,
}

impl Session {
    /// A piece of the case as it is now; `None` where there is nothing to it.
    ///
    /// # Errors
    /// When a value cannot be written, which is a fault of ours.
    pub fn save(&self, piece: Piece) -> Result<Option<Vec<u8>>, ErrorReport> {
        let Some(training) = &self.training else {
            return Ok(None);
        };
        let bytes = match piece {
            Piece::Training => Some(piece.write(&training.opened)),
            Piece::Test => self.test.as_ref().map(|test| piece.write(&test.opened)),
            Piece::Classifier => {
                let classifier = self.classifier.as_ref();
                classifier.map(|classifier| piece.write(&classifier.save()))
            }
            Piece::Version(number) => saved_version::save(self, VersionId(number)),
            Piece::Notes => Some(Notes::of(self, training).write()),
        };
        Ok(bytes.transpose()?)
    }

    /// The pieces that there can be now.
    pub fn pieces(&self) -> Vec<Piece> {
        let versions = self.versions.list.iter().map(|version| Piece::Version(version.id.0));
        Piece::SINGLE.into_iter().chain(versions).collect()
    }

    /// Every piece there is.
    ///
    /// # Errors
    /// As [`Session::save`].
    pub fn save_all(&self) -> Result<Pieces, ErrorReport> {
        let mut pieces = Pieces::new();
        for piece in self.pieces() {
            if let Some(bytes) = self.save(piece)? {
                pieces.insert(piece, bytes);
            }
        }
        Ok(pieces)
    }

    /// Reads a case back, whatever its bytes are.
    ///
    /// # Errors
    /// Without a training table, or where tables or notes are damaged or of a version that this engine does not know. A
    /// result that cannot be used is left out with a warning.
    pub fn restore(pieces: &Pieces) -> Result<Restored, ErrorReport> {
        let training = pieces.get(&Piece::Training).ok_or(CaseError::Missing)?;
        let mut session = Self {
            training: Some(Loaded::new(Piece::Training.read::<Opened>(training)?)),
            ..Self::default()
        };
        if let Some(test) = pieces.get(&Piece::Test) {
            session.test = Some(Loaded::new(Piece::Test.read::<Opened>(test)?));
        }
        let notes = pieces.get(&Piece::Notes).map(|notes| Notes::read(notes)).transpose()?;
        if let Some(notes) = &notes {
            notes.apply(&mut session)?;
        }
        let notes = notes.unwrap_or_default();
        let mut warnings = session.restore_versions(pieces, &notes);
        warnings.extend(session.restore_classifier(pieces));
        let result = session.take_up(&notes);
        if let Err(report) = result {
            warnings.push(format!(
                "The result is left out. {} Find anomalies again; your marks are still there.",
                report.message
            ));
            session.forget_result();
        }
        if !session.has_result() {
            notes.follow(&mut session)?;
        }
        Ok(Restored { session, warnings })
    }

    fn has_result(&self) -> bool {
        self.training
            .as_ref()
            .is_some_and(|training| training.scored().is_some())
    }

    /// Reads the versions that the notes name; what cannot be had is said.
    fn restore_versions(&mut self, pieces: &Pieces, notes: &Notes) -> Vec<String> {
        let mut warnings = Vec::new();
        self.versions.n_given = notes.n_versions_given;
        for known in notes.versions.iter().take(MAX_VERSIONS) {
            let piece = Piece::Version(known.id.0);
            let bytes = pieces
                .get(&piece)
                .ok_or_else(|| CaseError::damaged(piece, "it is missing"));
            let version = bytes
                .and_then(|bytes| SavedVersion::read(known.id, bytes))
                .and_then(|saved| saved.into_version(known.id, (case_name(&known.name), known.is_named), self));
            match version {
                Ok(version) if self.versions.get(known.id).is_err() => {
                    self.versions.n_given = self.versions.n_given.max(known.id.0);
                    self.versions.list.push(version);
                }
                Ok(_) => {}
                Err(error) => {
                    let report = ErrorReport::from(error);
                    warnings.push(format!("{} is left out. {}", case_name(&known.name), report.message));
                }
            }
        }
        warnings
    }

    /// Reads the classifier, where there is one; why it cannot be had.
    fn restore_classifier(&mut self, pieces: &Pieces) -> Option<String> {
        let piece = Piece::Classifier;
        let bytes = pieces.get(&piece)?;
        let restore = |saved| Classifier::restore(saved).map_err(|reason| CaseError::damaged(piece, reason));
        match piece.read(bytes).and_then(restore) {
            Ok(classifier) => {
                self.classifier = Some(classifier);
                None
            }
            Err(error) => Some(format!(
                "The classifier is left out. {}",
                ErrorReport::from(error).message
            )),
        }
    }

    /// Makes the results those of the version that the notes say.
    fn take_up(&mut self, notes: &Notes) -> Result<(), ErrorReport> {
        let Some(id) = notes.current_version.filter(|id| self.versions.get(*id).is_ok()) else {
            return Ok(());
        };
        self.rank_by(id)?;
        if !self.has_result() {
            return Err(CaseError::damaged(Piece::Version(id.0), "its scores are of another table").into());
        }
        notes.follow(self)
    }

    fn forget_result(&mut self) {
        self.fitting = None;
        self.versions.current = None;
        for loaded in [&mut self.training, &mut self.test].into_iter().flatten() {
            loaded.set_scored(None);
        }
    }

    /// What the case is about; `None` without a table.
    pub fn outline(&self) -> Option<Outline> {
        let training = self.training.as_ref()?;
        Some(Outline {
            source: training.table().name.clone(),
            noun: training.noun(),
            n_rows: training.table().n_rows() as u64,
            has_result: self.has_result(),
        })
    }

    /// The tables there are, and for each its result.
    ///
    /// # Errors
    /// As [`Session::summary`].
    pub fn look(&self) -> Result<Vec<(TableSlot, Overview, Option<Summary>)>, ErrorReport> {
        let mut looks = Vec::new();
        for slot in [TableSlot::Training, TableSlot::Test] {
            let Ok(loaded) = self.loaded(slot) else { continue };
            let summary = loaded.scored().map(|_| self.summary(slot, &Filter::default()));
            looks.push((slot, overview(loaded), summary.transpose()?));
        }
        Ok(looks)
    }

    /// What the page keeps with the case.
    pub fn page(&self) -> &PageNotes {
        &self.page
    }

    /// Keeps what the page wants to find again.
    pub fn set_page(&mut self, page: PageNotes) {
        self.page = page;
    }
}
