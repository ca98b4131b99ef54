//! What the page wants of the cases that are kept.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;
use wiresift_engine::Session;
use wiresift_engine::case::pseudonym::pseudonymise;
use wiresift_engine::case::{CaseFile, Piece, Restored, case_name};
use wiresift_engine::message::{
    CaseId, CaseInfo, CaseList, Command, ErrorReport, Event, JobId, PageNotes, RequestId, StorageInfo, TableSlot,
};
use wiresift_worker_shell::{get, scope};

use super::lock::Lock;
use super::store::Record;
use super::{KEEPER, begin, changed, new_record, random, refused, seconds, store};
use crate::family;
use crate::shell::{self, answer, fail, is_current, tell, with_session};

/// Larger files are no cases.
const MAX_FILE_BYTES: f64 = (1_u64 << 30) as f64;

/// Does what a command says; one that is not about cases is left alone.
pub(crate) fn handle(command: Command, file: &JsValue) {
    match command {
        Command::ListCases { request } => spawn_local(async move { answer(request, list(request).await) }),
        Command::OpenCase { job, id } => {
            shell::begin(job);
            spawn_local(async move { conclude(job, open(job, &id).await) });
        }
        Command::ImportCase { job } => {
            shell::begin(job);
            let file = file.dyn_ref::<Blob>().cloned();
            spawn_local(async move { conclude(job, import(job, file).await) });
        }
        Command::RenameCase { request, id, name } => {
            spawn_local(async move { answer(request, rename(request, &id, &name).await) });
        }
        Command::DeleteCase { request, id } => {
            spawn_local(async move { answer(request, delete(request, &id).await) });
        }
        Command::ExportCase {
            request,
            id,
            pseudonymise,
        } => spawn_local(async move { answer(request, export(request, &id, pseudonymise).await) }),
        Command::SetPage { page } => set_page(*page),
        Command::SaveCase => save_again(),
        _ => {}
    }
}

/// Tries again; what belongs to no case, because its case was deleted, begins a new one.
fn save_again() {
    let has_case = KEEPER.with_borrow(|keeper| keeper.case.is_some());
    if has_case {
        return changed(&[Piece::Notes]);
    }
    if let Some(record) = with_session(|session| session.outline()).map(new_record) {
        begin(record, None, false);
        changed(&with_session(|session| session.pieces()));
    }
}

fn set_page(page: PageNotes) {
    let is_new = with_session(|session| {
        let is_new = *session.page() != page;
        session.set_page(page);
        is_new
    });
    if is_new {
        changed(&[Piece::Notes]);
    }
}

async fn list(request: RequestId) -> Result<Event, ErrorReport> {
    let storage = room().await;
    let cases = match store().await {
        Ok(store) => store.list().await,
        Err(error) => Err(error),
    };
    let list = match cases {
        Ok(records) => CaseList {
            cases: records.into_iter().map(|record| record.info).collect(),
            storage,
            unavailable: None,
        },
        Err(error) => {
            let report = ErrorReport::from(error);
            let words = [Some(report.message), report.hint];
            CaseList {
                unavailable: Some(words.into_iter().flatten().collect::<Vec<_>>().join(" ")),
                storage,
                ..CaseList::default()
            }
        }
    };
    Ok(Event::Cases { request, list })
}

/// What the browser says of the room; `None` in one that says nothing.
async fn room() -> Option<StorageInfo> {
    let manager = get(&scope().navigator(), "storage");
    let call = async |name: &str| {
        let method: js_sys::Function = get(&manager, name).dyn_into().ok()?;
        let promise: js_sys::Promise = method.call0(&manager).ok()?.dyn_into().ok()?;
        JsFuture::from(promise).await.ok()
    };
    let estimate = call("estimate").await?;
    Some(StorageInfo {
        used: get(&estimate, "usage").as_f64()?,
        quota: get(&estimate, "quota").as_f64()?,
        is_persistent: call("persisted").await.is_some_and(|is| is.is_truthy()),
    })
}

async fn open(job: JobId, id: &CaseId) -> Result<(), ErrorReport> {
    let is_ours = KEEPER.with_borrow(|keeper| keeper.is_open(id));
    if is_ours {
        return show(job, false, Vec::new());
    }
    let store = store().await?;
    let lock = Lock::of(id).await;
    let mut record = store.record(id).await?;
    let restored = Session::restore(&store.read(&record).await?)?;
    if !is_current(job) {
        return Ok(());
    }
    let is_copy = lock.is_none();
    if is_copy {
        record = copy_of(&record.info);
    }
    adopt(restored.session, record, lock);
    show(job, is_copy, restored.warnings)
}

/// Another case of the same contents.
fn copy_of(info: &CaseInfo) -> Record {
    let mut record = with_new_id(info.clone());
    record.info.name = case_name(&format!("{} (copy)", info.name));
    record
}

fn with_new_id(info: CaseInfo) -> Record {
    Record {
        info: CaseInfo {
            id: super::new_id(),
            changed: seconds(),
            ..info
        },
        pieces: std::collections::BTreeMap::new(),
    }
}

/// Puts a session that was read back in the place of the old one.
fn adopt(session: Session, record: Record, lock: Option<Lock>) {
    with_session(|place| *place = session);
    let is_stored = !record.pieces.is_empty();
    begin(record, lock, is_stored);
    if !is_stored {
        changed(&with_session(|session| session.pieces()));
    }
}

/// Says everything that is in the session, as if it had just been read and scored.
fn show(job: JobId, is_copy: bool, warnings: Vec<String>) -> Result<(), ErrorReport> {
    let (looks, page) = with_session(|session| (session.look(), session.page().clone()));
    let looks = looks?;
    for (slot, overview, _) in &looks {
        tell(&Event::Loaded {
            job,
            slot: *slot,
            overview: overview.clone(),
            scoring: true,
        });
    }
    let scored = |(slot, _, summary): &(TableSlot, _, Option<_>)| summary.is_some().then_some(*slot);
    let slots: Vec<TableSlot> = looks.iter().filter_map(scored).collect();
    // The training table's result is the last one, as after a training.
    for (slot, _, summary) in looks.into_iter().rev() {
        if let Some(summary) = summary {
            tell(&Event::Scored {
                job,
                slot,
                summary: Box::new(summary),
            });
        }
    }
    let case = KEEPER.with_borrow(|keeper| keeper.case.as_ref().map(|case| case.record.info.clone()));
    let case = Box::new(case.ok_or_else(|| ErrorReport::bug("A case was opened that is none.".to_owned()))?);
    tell(&Event::CaseOpened {
        job,
        case,
        page: Box::new(page),
        is_copy,
        warnings,
    });
    // Verdicts are not kept with a case: another model may ship by then.
    family::name_attacks(slots);
    Ok(())
}

fn conclude(job: JobId, result: Result<(), ErrorReport>) {
    if !is_current(job) {
        return;
    }
    match result {
        Ok(()) => shell::end(),
        Err(report) => fail(Some(job), None, report),
    }
}

async fn import(job: JobId, file: Option<Blob>) -> Result<(), ErrorReport> {
    let file = file.ok_or_else(|| ErrorReport::bug("No file came with the command to read one.".to_owned()))?;
    if file.size() > MAX_FILE_BYTES {
        return Err(refused(
            "This file is larger than any case.",
            "A case is at most 1 GiB.",
        ));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_gone| {
        refused(
            "The browser could not read the file.",
            "Check that it was not moved since it was chosen.",
        )
    })?;
    let read = CaseFile::read(&Uint8Array::new(&buffer).to_vec())?;
    let Restored { session, warnings } = Session::restore(&read.pieces)?;
    if !is_current(job) {
        return Ok(());
    }
    let Some(outline) = session.outline() else {
        return Err(ErrorReport::bug("A case was read without a table.".to_owned()));
    };
    let mut record = new_record(outline);
    record.info.name = read.name;
    record.info.is_pseudonymised = read.is_pseudonymised;
    if read.created.is_finite() {
        record.info.created = read.created;
    }
    adopt(session, record, None);
    show(job, false, warnings)
}

async fn rename(request: RequestId, id: &CaseId, name: &str) -> Result<Event, ErrorReport> {
    let name = case_name(name);
    let is_ours = KEEPER.with_borrow_mut(|keeper| {
        let case = keeper.case.as_mut().filter(|case| case.record.info.id == *id);
        case.is_some_and(|case| {
            case.record.info.name.clone_from(&name);
            true
        })
    });
    let store = store().await?;
    let _lock = if is_ours { None } else { Some(exclusive(id).await?) };
    let mut record = store.record(id).await?;
    record.info.name = name;
    store.write(&record, &[]).await?;
    list(request).await
}

async fn delete(request: RequestId, id: &CaseId) -> Result<Event, ErrorReport> {
    let is_ours = KEEPER.with_borrow(|keeper| keeper.is_open(id));
    let store = store().await?;
    let _lock = if is_ours { None } else { Some(exclusive(id).await?) };
    if is_ours {
        KEEPER.with_borrow_mut(|keeper| {
            keeper.unsaved.clear();
            keeper.case = None;
        });
        tell(&Event::CaseUnsaved {
            report: refused(
                "This case was deleted.",
                "What is on screen stays until you open something else or close the tab.",
            ),
            is_full: false,
        });
    }
    store.delete(id).await?;
    let event = list(request).await;
    // Room was made: what found none before may now.
    let is_unsaved = KEEPER.with_borrow(|keeper| !keeper.unsaved.is_empty());
    if is_unsaved {
        changed(&[]);
    }
    event
}

async fn exclusive(id: &CaseId) -> Result<Lock, ErrorReport> {
    Lock::of(id)
        .await
        .ok_or_else(|| refused("Another tab has this case open.", "Close it there, or do this there."))
}

async fn export(request: RequestId, id: &CaseId, is_pseudonymised: bool) -> Result<Event, ErrorReport> {
    // Of the open case the session, which may hold what could not be saved.
    let ours = KEEPER.with_borrow(|keeper| {
        let case = keeper.case.as_ref().filter(|case| case.record.info.id == *id);
        case.map(|case| case.record.info.clone())
    });
    let (info, pieces) = if let Some(info) = ours {
        (info, with_session(|session| session.save_all())?)
    } else {
        let store = store().await?;
        let record = store.record(id).await?;
        let pieces = store.read(&record).await?;
        (record.info, pieces)
    };
    let file = if is_pseudonymised {
        CaseFile {
            name: "Pseudonymised case".to_owned(),
            created: info.created,
            is_pseudonymised: true,
            pieces: pseudonymise(&pieces, &random())?,
        }
    } else {
        CaseFile {
            name: info.name,
            created: info.created,
            is_pseudonymised: info.is_pseudonymised,
            pieces,
        }
    };
    Ok(Event::CaseExported {
        request,
        file_name: format!("{}.{}", file_stem(&file.name), CaseFile::EXTENSION),
        bytes: file.write()?,
    })
}

/// A name that every system takes for a file's.
fn file_stem(name: &str) -> String {
    let letter = |c: char| {
        if c.is_alphanumeric() || "-_".contains(c) {
            c
        } else {
            '-'
        }
    };
    let stem: String = name.chars().map(letter).take(80).collect();
    let stem = stem.trim_matches('-');
    if stem.is_empty() {
        "case".to_owned()
    } else {
        stem.to_owned()
    }
}
