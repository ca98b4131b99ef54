//! Why a case cannot be read or written.

use thiserror::Error;

use super::Piece;
use crate::errors::sentence;
use crate::message::ErrorReport;

/// Why a case cannot be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The file is no zip, or a zip of something else.
    #[error("this is no {what} of Wiresift ({why})")]
    Other {
        /// What it should be.
        what: &'static str,
        /// Why it is none.
        why: String,
    },
    /// It was written by a newer Wiresift.
    #[error("{what} has version {found}, and only version {known} can be read")]
    Version {
        /// The file, or a piece.
        what: &'static str,
        /// Its version.
        found: u32,
        /// The one that is known.
        known: u32,
    },
    /// A piece would be larger than any that is written.
    #[error("{what} holds {n_bytes} bytes, more than {max}")]
    TooLarge {
        /// The file, or a piece.
        what: &'static str,
        /// How many.
        n_bytes: u64,
        /// The limit.
        max: u64,
    },
    /// There is no training table.
    #[error("the case has no table")]
    Missing,
    /// A piece is not what its digest says.
    #[error("{} was changed or damaged since it was written", .0.title())]
    Digest(Piece),
    /// A piece holds what no session could have written.
    #[error("{} is damaged: {what}", .piece.title())]
    Damaged {
        /// The piece.
        piece: Piece,
        /// What is wrong with it.
        what: String,
    },
    /// A piece cannot be written.
    #[error("{} cannot be written: {what}", .piece.title())]
    Unwritable {
        /// The piece.
        piece: Piece,
        /// Why.
        what: String,
    },
    /// The file cannot be written.
    #[error("the case's file cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
}

impl CaseError {
    pub(crate) fn damaged(piece: Piece, what: impl Into<String>) -> Self {
        Self::Damaged {
            piece,
            what: what.into(),
        }
    }
}

impl From<CaseError> for ErrorReport {
    fn from(error: CaseError) -> Self {
        let message = sentence(&error.to_string());
        match error {
            CaseError::Unwritable { .. } | CaseError::Zip(_) => Self::bug(message),
            CaseError::Version { .. } => Self::file(message, "Open it with the version of Wiresift that wrote it."),
            _ => Self::file(
                message,
                "Choose another copy of the case, or load the table or capture again.",
            ),
        }
    }
}
