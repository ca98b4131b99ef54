//! The pieces of a case, and what every one begins with.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CaseError;

/// Bytes before the piece itself: magic, tag, version.
const HEAD: usize = 11;
const MAGIC: &[u8; 8] = b"WIRESIFT";

/// Most bytes of a piece. KDD'99's 494,021 rows take 60 MB; beyond a gigabyte a tab's memory ends.
pub(super) const MAX_BYTES: u64 = 1 << 30;

/// A part of a case that is kept by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// What can be edited: small, written at every change.
    Notes,
    /// The training table, as it was read, with what is kept of a capture.
    Training,
    /// The test table.
    Test,
    /// The classifier that names attacks, with every judge of it.
    Classifier,
    /// What one training learnt (encoder, models, thresholds) and what it said of the tables, by the version's number.
    Version(u32),
}

impl Piece {
    /// Those that there is at most one of, in the order in which they are written: what cannot be had again comes first.
    pub const SINGLE: [Self; 4] = [Self::Notes, Self::Training, Self::Test, Self::Classifier];

    /// The name in files and in the browser's storage.
    pub fn name(self) -> String {
        match self {
            Self::Notes => "notes".to_owned(),
            Self::Training => "training".to_owned(),
            Self::Test => "test".to_owned(),
            Self::Classifier => "classifier".to_owned(),
            Self::Version(number) => format!("version-{number}"),
        }
    }

    /// The piece of that name.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(number) = name.strip_prefix("version-") {
            let piece = Self::Version(number.parse().ok()?);
            return (piece.name() == name).then_some(piece);
        }
        Self::SINGLE.into_iter().find(|piece| piece.name() == name)
    }

    /// In a sentence.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Notes => "the case's notes",
            Self::Training => "the case's table",
            Self::Test => "the case's test table",
            Self::Classifier => "the case's classifier",
            Self::Version(_) => "the model",
        }
    }

    /// Raised with every change of a type that is stored.
    pub(super) fn version(self) -> u16 {
        match self {
            Self::Notes | Self::Classifier | Self::Version(_) => 1,
            // 2: signs in payload.
            Self::Training | Self::Test => 2,
        }
    }

    fn tag(self) -> u8 {
        match self {
            Self::Notes => 0,
            Self::Training => 1,
            Self::Test => 2,
            Self::Version(_) => 3,
            Self::Classifier => 4,
        }
    }

    /// Puts the head before a body.
    pub(super) fn with_head(self, body: Vec<u8>) -> Result<Vec<u8>, CaseError> {
        let n_bytes = (body.len() + HEAD) as u64;
        self.check_size(n_bytes)?;
        // Not a second buffer of the size of a table, but one move within it.
        let mut bytes = body;
        let head = MAGIC
            .iter()
            .copied()
            .chain([self.tag()])
            .chain(self.version().to_le_bytes());
        bytes.splice(0..0, head);
        Ok(bytes)
    }

    /// The body behind a head of this piece and version.
    pub(super) fn body(self, bytes: &[u8]) -> Result<&[u8], CaseError> {
        self.check_size(bytes.len() as u64)?;
        let damaged = || CaseError::damaged(self, "it does not begin as it should");
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (&[tag, low, high], body) = rest.split_first_chunk().ok_or_else(damaged)?;
        if tag != self.tag() {
            return Err(damaged());
        }
        let found = u16::from_le_bytes([low, high]);
        if found != self.version() {
            return Err(CaseError::Version {
                what: self.title(),
                found: found.into(),
                known: self.version().into(),
            });
        }
        Ok(body)
    }

    /// Refuses what is larger than any piece.
    pub(super) fn check_size(self, n_bytes: u64) -> Result<(), CaseError> {
        if n_bytes <= MAX_BYTES {
            return Ok(());
        }
        Err(CaseError::TooLarge {
            what: self.title(),
            n_bytes,
            max: MAX_BYTES,
        })
    }

    /// Writes a value as this piece.
    pub(crate) fn write(self, value: &impl Serialize) -> Result<Vec<u8>, CaseError> {
        let body = postcard::to_stdvec(value).map_err(|error| CaseError::Unwritable {
            piece: self,
            what: error.to_string(),
        })?;
        self.with_head(body)
    }

    /// Reads a value that was written as this piece. Nothing may be left over.
    pub(crate) fn read<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, CaseError> {
        let body = self.body(bytes)?;
        let (value, rest) =
            postcard::take_from_bytes(body).map_err(|error| CaseError::damaged(self, error.to_string()))?;
        if rest.is_empty() {
            Ok(value)
        } else {
            Err(CaseError::damaged(self, "it is longer than it should be"))
        }
    }
}
