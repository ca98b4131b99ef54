//! A case as one file: a zip with `case.json` and the pieces, each with its digest.
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
use super::{CaseError, Piece, Pieces};

/// The entry that says what the others are.
const INDEX: &str = "case.json";
const FORMAT: &str = "wiresift-case";
const VERSION: u32 = 1;

/// Most bytes of the index.
const MAX_INDEX_BYTES: u64 = 1 << 16;

/// Level of deflate: tables shrink to a fifth, and higher levels gain little for twice the time.
const LEVEL: i64 = 3;

/// Longest name of a case, in characters.
const MAX_NAME: usize = 200;

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

impl CaseFile {
    /// What the name of such a file ends with.
    pub const EXTENSION: &str = "wiresift";

    /// The file's bytes. The same case gives the same bytes: no entry has a time.
    ///
    /// # Errors
    /// [`CaseError::Zip`].
    pub fn write(&self) -> Result<Vec<u8>, CaseError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut entry = |name: &str, bytes: &[u8]| -> Result<(), CaseError> {
            zip.start_file(name, options)?;
            Ok(zip.write_all(bytes).map_err(ZipError::Io)?)
        };
        let index = serde_json::to_vec_pretty(&self.index()).map_err(|error| ZipError::Io(error.into()))?;
        entry(INDEX, &index)?;
        for (piece, bytes) in &self.pieces {
            entry(piece.name(), bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn index(&self) -> Index {
        let entry = |(piece, bytes): (&Piece, &Vec<u8>)| Entry {
            name: piece.name().to_owned(),
            bytes: bytes.len() as u64,
            sha256: digest(bytes),
        };
        Index {
            format: FORMAT.to_owned(),
            version: VERSION,
            name: self.name.clone(),
            created: self.created,
            pseudonymised: self.is_pseudonymised,
            pieces: self.pieces.iter().map(entry).collect(),
        }
    }

    /// Reads a file. Entries that are no piece of a case are passed over.
    ///
    /// # Errors
    /// [`CaseError`], where it is no case, was damaged, or is larger than any.
    pub fn read(bytes: &[u8]) -> Result<Self, CaseError> {
        let not_a_case = |error: &dyn std::fmt::Display| CaseError::NotACase(error.to_string());
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_a_case(&error))?;
        let index = inflate(&mut zip, INDEX, "the case's index", MAX_INDEX_BYTES)?;
        let index: Index = serde_json::from_slice(&index).map_err(|error| not_a_case(&error))?;
        if index.format != FORMAT {
            return Err(CaseError::NotACase(format!("its format is {:?}", index.format)));
        }
        if index.version != VERSION {
            return Err(CaseError::Version {
                what: "the case's file",
                found: index.version,
                known: VERSION,
            });
        }
        let mut pieces = Pieces::new();
        for piece in Piece::ALL {
            let Some(entry) = index.pieces.iter().find(|entry| entry.name == piece.name()) else {
                continue;
            };
            let bytes = inflate(&mut zip, piece.name(), piece.title(), MAX_BYTES)?;
            if bytes.len() as u64 != entry.bytes || digest(&bytes) != entry.sha256 {
                return Err(CaseError::Digest(piece));
            }
            pieces.insert(piece, bytes);
        }
        Ok(Self {
            name: case_name(&index.name),
            created: index.created,
            is_pseudonymised: index.pseudonymised,
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

fn inflate(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    what: &'static str,
    max: u64,
) -> Result<Vec<u8>, CaseError> {
    let entry = zip.by_name(name);
    let entry = entry.map_err(|error| CaseError::NotACase(format!("{what}: {error}")))?;
    let mut bytes = Vec::new();
    let read = entry.take(max + 1).read_to_end(&mut bytes);
    read.map_err(|error| CaseError::NotACase(format!("{what}: {error}")))?;
    let n_bytes = bytes.len() as u64;
    if n_bytes > max {
        return Err(CaseError::TooLarge { what, n_bytes, max });
    }
    Ok(bytes)
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
