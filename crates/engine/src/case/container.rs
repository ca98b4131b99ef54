//! The file that a case or a model is handed on in: a zip with an index, and parts with their digests.
//!
//! Any zip program opens it. What it says of its own sizes is not believed: every entry is inflated up to its limit and not
//! a byte further.

use std::io::{Cursor, Read, Write};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::piece::MAX_BYTES;
use super::{CaseError, Piece};

const VERSION: u32 = 1;

/// Most bytes of the index.
const MAX_INDEX_BYTES: u64 = 1 << 16;

/// Level of deflate: tables shrink to a fifth, and higher levels gain little for twice the time.
const LEVEL: i64 = 3;

/// A kind of file.
#[derive(Clone, Copy)]
pub(crate) struct Container {
    /// The entry that says what the others are.
    pub(crate) index: &'static str,
    /// What it says that it is.
    pub(crate) format: &'static str,
    /// In a sentence.
    pub(crate) what: &'static str,
}

/// A part on its way out.
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
}

/// A file whose index was read.
pub(crate) struct Opened<'a> {
    pub(crate) name: String,
    pub(crate) created: f64,
    pub(crate) is_pseudonymised: bool,
    container: Container,
    parts: Vec<Entry>,
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

#[derive(Serialize, Deserialize)]
struct Index {
    format: String,
    version: u32,
    name: String,
    created: f64,
    pseudonymised: bool,
    pieces: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    name: String,
    bytes: u64,
    sha256: String,
}

impl Container {
    /// The file's bytes. The same parts give the same bytes: no entry has a time.
    pub(crate) fn write(
        self,
        name: &str,
        created: f64,
        is_pseudonymised: bool,
        parts: &[Part<'_>],
    ) -> Result<Vec<u8>, CaseError> {
        let entries = parts.iter().map(|part| Entry {
            name: part.name.to_owned(),
            bytes: part.bytes.len() as u64,
            sha256: digest(part.bytes),
        });
        let index = Index {
            format: self.format.to_owned(),
            version: VERSION,
            name: name.to_owned(),
            created,
            pseudonymised: is_pseudonymised,
            pieces: entries.collect(),
        };
        let index = serde_json::to_vec(&index).map_err(|error| ZipError::Io(error.into()))?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let index = Part {
            name: self.index,
            bytes: &index,
        };
        for Part { name, bytes } in std::iter::once(&index).chain(parts) {
            zip.start_file(*name, options)?;
            zip.write_all(bytes).map_err(ZipError::Io)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// Reads a file's index.
    pub(crate) fn read(self, bytes: &[u8]) -> Result<Opened<'_>, CaseError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| self.refuse(&error))?;
        let index = self.inflate(&mut zip, self.index, "its index", MAX_INDEX_BYTES)?;
        let index = str::from_utf8(&index).map_err(|error| self.refuse(&error))?;
        let index: Index = serde_json::from_str(index).map_err(|error| self.refuse(&error))?;
        if index.format != self.format {
            return Err(self.refuse(&format!("its format is {:?}", index.format)));
        }
        if index.version != VERSION {
            return Err(CaseError::Version {
                what: "the file",
                found: index.version,
                known: VERSION,
            });
        }
        Ok(Opened {
            name: index.name,
            created: index.created,
            is_pseudonymised: index.pseudonymised,
            container: self,
            parts: index.pieces,
            zip,
        })
    }

    fn refuse(self, why: &dyn std::fmt::Display) -> CaseError {
        CaseError::Other {
            what: self.what,
            why: why.to_string(),
        }
    }

    fn inflate(
        self,
        zip: &mut ZipArchive<Cursor<&[u8]>>,
        name: &str,
        what: &'static str,
        max: u64,
    ) -> Result<Vec<u8>, CaseError> {
        let refuse = |why: &dyn std::fmt::Display| self.refuse(&format!("{what}: {why}"));
        let entry = zip.by_name(name).map_err(|error| refuse(&error))?;
        let mut bytes = Vec::new();
        let read = entry.take(max + 1).read_to_end(&mut bytes);
        read.map_err(|error| refuse(&error))?;
        let n_bytes = bytes.len() as u64;
        if n_bytes > max {
            return Err(CaseError::TooLarge { what, n_bytes, max });
        }
        Ok(bytes)
    }
}

impl Opened<'_> {
    /// The names of its parts.
    pub(crate) fn names(&self) -> Vec<String> {
        self.parts.iter().map(|entry| entry.name.clone()).collect()
    }

    /// A part's bytes, if the file has that part and it is what it was; an error names it as the piece.
    pub(crate) fn part(&mut self, name: &str, piece: Piece) -> Result<Option<Vec<u8>>, CaseError> {
        let Some(entry) = self.parts.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let bytes = self.container.inflate(&mut self.zip, name, piece.title(), MAX_BYTES)?;
        if bytes.len() as u64 != entry.bytes || digest(&bytes) != entry.sha256 {
            return Err(CaseError::Digest(piece));
        }
        Ok(Some(bytes))
    }
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
