//! Cases in the browser's `IndexedDB`.
//!
//! `idb` and not `indexed_db_futures`: both are kept well and wrap the same calls; this one has a fifth of the code, no macros
//! and no cursor or key types that would be of no use here. Not the origin's private files: those need a handle a file, have
//! no transaction over several, and in Safari cannot be written but from a worker's synchronous handle.
//!
//! A piece is kept in chunks, since browsers copy a value whole. Everything that belongs together is written in one
//! transaction, so that a tab that dies in the middle leaves what was there before.

use std::collections::BTreeMap;

use idb::{
    Database, DatabaseEvent, Error, Factory, KeyRange, ObjectStore, ObjectStoreParams, Transaction, TransactionMode,
};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;
use wasm_bindgen::{JsCast, JsValue};
use wiresift_engine::case::{Piece, Pieces};
use wiresift_engine::message::{CaseId, CaseInfo, ErrorKind, ErrorReport};

const DATABASE: &str = "wiresift";
const VERSION: u32 = 1;
/// A record a case, as JSON.
const CASES: &str = "cases";
/// A value a chunk.
const PIECES: &str = "pieces";

const CHUNK_BYTES: usize = 4 << 20;

/// Why the storage does not do what it should.
#[derive(Debug, ThisError)]
pub(crate) enum StoreError {
    /// There is none: a private window, a setting, an old browser.
    #[error("{0}")]
    Unavailable(String),
    /// No room.
    #[error("the browser's storage for this site is full")]
    Full,
    /// What was written is not there, or cannot be read.
    #[error("a case in the browser's storage is damaged")]
    Damaged,
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl StoreError {
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        if text.contains("QuotaExceeded") {
            Self::Full
        } else {
            Self::Failed(text)
        }
    }
}

impl From<StoreError> for ErrorReport {
    fn from(error: StoreError) -> Self {
        let (message, hint) = match &error {
            StoreError::Unavailable(why) => (
                format!("The browser keeps nothing for this page here ({why})."),
                "Everything works, and is gone when the tab is closed. In a private window that is the browser's choice; \
                 else allow this site to store data. Export the case to keep it.",
            ),
            StoreError::Full => (
                "The browser's storage for this site is full: the last changes are in this tab alone.".to_owned(),
                "Delete a case that is no longer needed, or export this one to a file.",
            ),
            StoreError::Damaged => (
                "A part of this case is missing in the browser's storage.".to_owned(),
                "Delete the case, and load its file again.",
            ),
            StoreError::Failed(why) => (
                format!("The browser's storage failed ({why})."),
                "Try again; export the case to a file to be safe.",
            ),
        };
        Self {
            kind: ErrorKind::Environment,
            message,
            hint: Some(hint.to_owned()),
        }
    }
}

/// What is known of a case without reading it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) info: CaseInfo,
    /// Bytes of each piece, by its name.
    pub(crate) pieces: BTreeMap<String, usize>,
}

/// The storage.
pub(crate) struct Store {
    database: Database,
}

impl Store {
    /// Opens the storage, and makes it where there is none yet.
    pub(crate) async fn open() -> Result<Self, StoreError> {
        let unavailable = |error: Error| StoreError::Unavailable(error.to_string());
        let factory = Factory::new().map_err(unavailable)?;
        let mut request = factory.open(DATABASE, Some(VERSION)).map_err(unavailable)?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                for name in [CASES, PIECES] {
                    // What fails here fails the opening, which says so.
                    drop(database.create_object_store(name, ObjectStoreParams::new()));
                }
            }
        });
        let database = request.await.map_err(unavailable)?;
        Ok(Self { database })
    }

    /// All cases, the last changed first. A record that cannot be read is passed over.
    pub(crate) async fn list(&self) -> Result<Vec<Record>, StoreError> {
        let transaction = self.database.transaction(&[CASES], TransactionMode::ReadOnly)?;
        let values = transaction.object_store(CASES)?.get_all(None, None)?.await?;
        let read = |value: &JsValue| serde_json::from_str(&value.as_string()?).ok();
        let mut records: Vec<Record> = values.iter().filter_map(read).collect();
        wiresift_order::sort_by(&mut records, |a, b| b.info.changed.total_cmp(&a.info.changed));
        Ok(records)
    }

    /// The record of a case.
    pub(crate) async fn record(&self, id: &CaseId) -> Result<Record, StoreError> {
        let transaction = self.database.transaction(&[CASES], TransactionMode::ReadOnly)?;
        let value = transaction.object_store(CASES)?.get(key(id))?.await?;
        let text = value.and_then(|value| value.as_string()).ok_or(StoreError::Damaged)?;
        serde_json::from_str(&text).map_err(|_damage| StoreError::Damaged)
    }

    /// Reads a case.
    pub(crate) async fn read(&self, record: &Record) -> Result<Pieces, StoreError> {
        let transaction = self.database.transaction(&[PIECES], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(PIECES)?;
        let mut pieces = Pieces::new();
        for (name, &n_bytes) in &record.pieces {
            let Some(piece) = Piece::named(name) else { continue };
            let mut bytes = Vec::new();
            for chunk in 0..n_bytes.div_ceil(CHUNK_BYTES) {
                let value = store.get(chunk_key(&record.info.id, piece, chunk))?.await?;
                let value = value.and_then(|value| value.dyn_into::<Uint8Array>().ok());
                bytes.extend(value.ok_or(StoreError::Damaged)?.to_vec());
            }
            if bytes.len() != n_bytes {
                return Err(StoreError::Damaged);
            }
            pieces.insert(piece, bytes);
        }
        Ok(pieces)
    }

    /// Writes some of a case's pieces and its record, all or nothing. `None` takes a piece away.
    pub(crate) async fn write(&self, record: &Record, pieces: &[(Piece, Option<Vec<u8>>)]) -> Result<(), StoreError> {
        let transaction = self
            .database
            .transaction(&[CASES, PIECES], TransactionMode::ReadWrite)?;
        let (cases, chunks) = (transaction.object_store(CASES)?, transaction.object_store(PIECES)?);
        for (piece, bytes) in pieces {
            chunks.delete(piece_range(&record.info.id, *piece)?)?;
            for (at, chunk) in bytes.iter().flat_map(|bytes| bytes.chunks(CHUNK_BYTES)).enumerate() {
                let key = chunk_key(&record.info.id, *piece, at);
                chunks.put(&Uint8Array::from(chunk).into(), Some(&key))?;
            }
        }
        put_record(&cases, record)?;
        finish(transaction).await
    }

    /// Forgets a case.
    pub(crate) async fn delete(&self, id: &CaseId) -> Result<(), StoreError> {
        let transaction = self
            .database
            .transaction(&[CASES, PIECES], TransactionMode::ReadWrite)?;
        transaction.object_store(CASES)?.delete(key(id))?;
        let all = range(&format!("{}/", id.0), &format!("{}0", id.0))?;
        transaction.object_store(PIECES)?.delete(all)?;
        finish(transaction).await
    }
}

fn put_record(cases: &ObjectStore, record: &Record) -> Result<(), StoreError> {
    let text = serde_json::to_string(record).map_err(|error| StoreError::Failed(error.to_string()))?;
    cases.put(&text.into(), Some(&key(&record.info.id)))?;
    Ok(())
}

/// Waits until all is written. A lack of room shows at the end only, as an abort of the whole.
async fn finish(transaction: Transaction) -> Result<(), StoreError> {
    let again = transaction.object_store(PIECES).map(|store| store.transaction());
    let ended = transaction.await;
    if matches!(&ended, Ok(result) if result.is_committed()) {
        return Ok(());
    }
    let cause = again.ok().and_then(|transaction| transaction.error());
    match (cause, ended) {
        (Some(cause), _) if cause.name() == "QuotaExceededError" => Err(StoreError::Full),
        (Some(cause), _) => Err(StoreError::Failed(format!("{}: {}", cause.name(), cause.message()))),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(_)) => Err(StoreError::Failed("the browser took the changes back".to_owned())),
    }
}

fn key(id: &CaseId) -> JsValue {
    JsValue::from_str(&id.0)
}

fn chunk_key(id: &CaseId, piece: Piece, chunk: usize) -> JsValue {
    JsValue::from_str(&format!("{}/{}/{chunk:06}", id.0, piece.name()))
}

/// `0` follows `/`.
fn piece_range(id: &CaseId, piece: Piece) -> Result<KeyRange, StoreError> {
    let piece = piece.name();
    range(&format!("{}/{piece}/", id.0), &format!("{}/{piece}0", id.0))
}

fn range(from: &str, to: &str) -> Result<KeyRange, StoreError> {
    Ok(KeyRange::bound(&from.into(), &to.into(), None, Some(true))?)
}
