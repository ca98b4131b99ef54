//! Keeps the open case in the browser's storage, without being asked, and answers what the page wants of the others.
//!
//! A change is marked on its piece ([`changed`]), and [`flush`] writes what is marked, one piece a transaction and the notes
//! first: so the analyst's marks are safe before a table of many megabytes is. A new case's first transaction holds notes and
//! table together, so that no case is ever without its table. What cannot be written stays marked, is said to be unsaved, and
//! is tried again with the next change.

mod commands;
mod lock;
mod store;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wiresift_engine::case::{Outline, Piece, case_name};
use wiresift_engine::message::{CaseId, CaseInfo, ErrorKind, ErrorReport, Event};
use wiresift_worker_shell::scope;

use crate::shell::{tell, with_session};
pub(crate) use commands::{MAX_FILE_BYTES, bytes_of, file_stem, handle};
use lock::Lock;
use store::{Record, Store, StoreError};

thread_local! {
    static KEEPER: RefCell<Keeper> = RefCell::new(Keeper::default());
}

/// What is kept, and what is not yet.
#[derive(Default)]
struct Keeper {
    store: Option<Rc<Store>>,
    case: Option<OpenCase>,
    /// Pieces that are not in the storage as they are in the session.
    unsaved: BTreeSet<Piece>,
    is_saving: bool,
}

/// The case of the session.
struct OpenCase {
    record: Record,
    /// Whether anything of it is in the storage.
    is_stored: bool,
    /// Held for as long as the case is open.
    lock: Option<Lock>,
}

/// A file was read into the training table's place: a new case.
pub(crate) fn began() {
    let Some(record) = with_session(|session| session.outline()).map(new_record) else {
        return;
    };
    begin(record, None, false);
    changed(&[Piece::Notes, Piece::Training]);
}

/// Takes a case for the session's; the one before is let go.
fn begin(record: Record, lock: Option<Lock>, is_stored: bool) {
    KEEPER.with_borrow_mut(|keeper| {
        keeper.unsaved.clear();
        keeper.case = Some(OpenCase {
            record,
            is_stored,
            lock,
        });
    });
}

/// Parts of the session changed.
pub(crate) fn changed(pieces: &[Piece]) {
    let is_idle = KEEPER.with_borrow_mut(|keeper| {
        if keeper.case.is_none() {
            return false;
        }
        keeper.unsaved.extend(pieces);
        !std::mem::replace(&mut keeper.is_saving, true)
    });
    if is_idle {
        spawn_local(save());
    }
}

/// Writes until nothing is left to write, or the storage refuses.
async fn save() {
    let result = flush().await;
    let case = KEEPER.with_borrow_mut(|keeper| {
        keeper.is_saving = false;
        let case = keeper.case.as_ref().filter(|case| case.is_stored)?;
        keeper.unsaved.is_empty().then(|| Box::new(case.record.info.clone()))
    });
    match (result, case) {
        (Ok(()), Some(case)) => tell(&Event::CaseSaved { case }),
        (Ok(()), None) => {}
        (Err(error), _) => tell(&Event::CaseUnsaved {
            is_full: error.is_full(),
            report: error.into(),
        }),
    }
}

async fn flush() -> Result<(), StoreError> {
    let store = store().await?;
    while let Some((id, pieces)) = next() {
        let result = write(&store, &id, &pieces).await;
        if let Err(error) = result {
            KEEPER.with_borrow_mut(|keeper| {
                if keeper.is_open(&id) {
                    keeper.unsaved.extend(pieces);
                }
            });
            return Err(error);
        }
    }
    Ok(())
}

/// What to write in the next transaction.
fn next() -> Option<(CaseId, Vec<Piece>)> {
    KEEPER.with_borrow_mut(|keeper| {
        let case = keeper.case.as_ref()?;
        let n = if case.is_stored { 1 } else { keeper.unsaved.len() };
        let pieces: Vec<Piece> = (0..n).map_while(|_| keeper.unsaved.pop_first()).collect();
        (!pieces.is_empty()).then(|| (case.record.info.id.clone(), pieces))
    })
}

async fn write(store: &Store, id: &CaseId, pieces: &[Piece]) -> Result<(), StoreError> {
    let saved = with_session(|session| {
        let saved = pieces.iter().map(|&piece| Ok((piece, session.save(piece)?)));
        Ok((saved.collect::<Result<Vec<_>, ErrorReport>>()?, session.outline()))
    });
    let (saved, outline) = saved.map_err(|report: ErrorReport| StoreError::Failed(report.message))?;
    let record = KEEPER.with_borrow(|keeper| {
        let mut record = keeper.case.as_ref().filter(|_| keeper.is_open(id))?.record.clone();
        for (piece, bytes) in &saved {
            match bytes {
                Some(bytes) => record.pieces.insert(piece.name(), bytes.len()),
                None => record.pieces.remove(&piece.name()),
            };
        }
        record.refresh(outline);
        Some(record)
    });
    // Another file was opened in the meantime.
    let Some(record) = record else { return Ok(()) };
    store.write(&record, &saved).await?;
    KEEPER.with_borrow_mut(|keeper| {
        if let Some(case) = keeper.case.as_mut().filter(|case| case.record.info.id == *id) {
            // A new name may have been given while this was written.
            let name = std::mem::take(&mut case.record.info.name);
            case.record = record;
            case.record.info.name = name;
            case.is_stored = true;
        }
    });
    secure(id).await;
    Ok(())
}

/// Takes the lock of a new case, which no other tab can know yet.
async fn secure(id: &CaseId) {
    let has_lock = KEEPER.with_borrow(|keeper| keeper.case.as_ref().is_none_or(|case| case.lock.is_some()));
    if has_lock {
        return;
    }
    let lock = Lock::of(id).await;
    KEEPER.with_borrow_mut(|keeper| {
        if let Some(case) = keeper.case.as_mut().filter(|case| case.record.info.id == *id) {
            case.lock = lock;
        }
    });
}

impl Keeper {
    fn is_open(&self, id: &CaseId) -> bool {
        self.case.as_ref().is_some_and(|case| case.record.info.id == *id)
    }
}

impl Record {
    /// Brings what is listed up to date.
    fn refresh(&mut self, outline: Option<Outline>) {
        self.info.changed = seconds();
        self.info.n_bytes = self.pieces.values().map(|&n| n as u64).sum();
        if let Some(outline) = outline {
            self.info.has_result = outline.has_result;
        }
    }
}

/// The storage, opened when it is first needed. One that could not be opened is tried again.
async fn store() -> Result<Rc<Store>, StoreError> {
    if let Some(store) = KEEPER.with_borrow(|keeper| keeper.store.clone()) {
        return Ok(store);
    }
    let store = Rc::new(Store::open().await?);
    KEEPER.with_borrow_mut(|keeper| keeper.store = Some(store.clone()));
    Ok(store)
}

fn new_record(outline: Outline) -> Record {
    let now = seconds();
    Record {
        info: CaseInfo {
            id: new_id(),
            name: case_name(&outline.source),
            source: outline.source,
            noun: outline.noun,
            n_rows: outline.n_rows,
            has_result: outline.has_result,
            created: now,
            changed: now,
            n_bytes: 0,
            is_pseudonymised: false,
        },
        pieces: std::collections::BTreeMap::new(),
    }
}

fn new_id() -> CaseId {
    CaseId(format!("{:032x}", u128::from_be_bytes(random())))
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let crypto = scope().crypto();
    let filled = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    filled.unwrap_or_else(|error| wasm_bindgen::throw_val(error));
    bytes
}

/// Since the Unix epoch.
fn seconds() -> f64 {
    js_sys::Date::now() / 1e3
}

pub(crate) fn refused(message: &str, hint: &str) -> ErrorReport {
    ErrorReport {
        kind: ErrorKind::BadSetting,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }
}
