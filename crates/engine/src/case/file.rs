//! A case as one file: a zip with `case.json` and the pieces, each with its digest.

use super::container::{Container, Part};
use super::{CaseError, MAX_PIECES, Piece, Pieces};

/// Longest name of a case, in characters.
const MAX_NAME: usize = 200;

const CONTAINER: Container = Container {
    index: "case.json",
    format: "wiresift-case",
    what: "case",
};

/// A case with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// What the analyst calls it.
    pub name: String,
    /// When it was begun, in seconds since the Unix epoch.
    pub created: f64,
    /// Whether its addresses and names were replaced.
    pub is_pseudonymised: bool,
    /// The case.
    pub pieces: Pieces,
}

impl CaseFile {
    /// What the name of such a file ends with.
    pub const EXTENSION: &str = "wiresift";

    /// The file's bytes. The same case gives the same bytes.
    ///
    /// # Errors
    /// [`CaseError::Zip`].
    pub fn write(&self) -> Result<Vec<u8>, CaseError> {
        let names: Vec<String> = self.pieces.keys().map(|piece| piece.name()).collect();
        let parts = names.iter().zip(self.pieces.values());
        let parts: Vec<Part<'_>> = parts.map(|(name, bytes)| Part { name, bytes }).collect();
        CONTAINER.write(&self.name, self.created, self.is_pseudonymised, &parts)
    }

    /// Reads a file. Entries that are no piece of a case are passed over.
    ///
    /// # Errors
    /// [`CaseError`], where it is no case, was damaged, or is larger than any.
    pub fn read(bytes: &[u8]) -> Result<Self, CaseError> {
        let mut opened = CONTAINER.read(bytes)?;
        let mut pieces = Pieces::new();
        for name in opened.names() {
            let Some(piece) = Piece::named(&name) else { continue };
            if pieces.len() >= MAX_PIECES {
                return Err(CaseError::damaged(piece, "there are more than any case has"));
            }
            if let Some(bytes) = opened.part(&name, piece)? {
                pieces.insert(piece, bytes);
            }
        }
        Ok(Self {
            name: case_name(&opened.name),
            created: opened.created,
            is_pseudonymised: opened.is_pseudonymised,
            pieces,
        })
    }
}

/// A name as it is kept: one line of bounded length, never empty.
pub fn case_name(name: &str) -> String {
    let visible: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name: String = visible.trim().chars().take(MAX_NAME).collect();
    if name.is_empty() {
        "Case without a name".to_owned()
    } else {
        name
    }
}
