//! A version as one file: a zip with `model.json` and the model, with its digest.
//!
//! A stranger's file may be a trap, so it is read as a case is: limits before inflating, digest and version checked, and the
//! models decoded before any of them is asked to score.

use serde::{Deserialize, Serialize};

use super::About;
use crate::case::container::{Container, Part};
use crate::case::{CaseError, Piece, case_name};
use crate::fitting::Fitting;

/// Any version's piece: in a file they are all the first.
const PIECE: Piece = Piece::Version(0);

/// A version that was read from a file.
pub struct VersionFile {
    pub(super) name: String,
    pub(super) about: About,
    pub(super) fitting: Fitting,
}

#[derive(Serialize)]
struct BodyRef<'a> {
    about: &'a About,
    fitting: &'a Fitting,
}

#[derive(Deserialize)]
struct Body {
    about: About,
    fitting: Fitting,
}

impl VersionFile {
    /// What the name of such a file ends with.
    pub const EXTENSION: &str = "wiresift-model";

    const CONTAINER: Container = Container {
        index: "model.json",
        format: "wiresift-model",
        what: "model",
    };

    /// The file's bytes.
    pub(super) fn write(name: &str, about: &About, fitting: &Fitting) -> Result<Vec<u8>, CaseError> {
        let body = PIECE.write(&BodyRef { about, fitting })?;
        let parts = [Part {
            name: "model",
            bytes: &body,
        }];
        Self::CONTAINER.write(name, about.at, false, &parts)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`CaseError`], where it is no model, was damaged, is of another version or larger than any.
    pub fn read(bytes: &[u8]) -> Result<Self, CaseError> {
        let mut opened = Self::CONTAINER.read(bytes)?;
        let body = opened.part("model", PIECE)?;
        let body = body.ok_or_else(|| CaseError::damaged(PIECE, "it is not in the file"))?;
        let Body { about, fitting } = PIECE.read(&body)?;
        fitting.check()?;
        Ok(Self {
            name: case_name(&opened.name),
            about: about.checked()?,
            fitting,
        })
    }
}

impl About {
    /// Refuses figures that no training gives.
    pub(crate) fn checked(self) -> Result<Self, CaseError> {
        if self.at.is_finite() && self.seconds.is_finite() {
            Ok(self)
        } else {
            Err(CaseError::damaged(PIECE, "its figures are none"))
        }
    }
}
