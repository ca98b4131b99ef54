//! Puts tables into the session: from a file, and of what was seen live.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use wiresift_engine::Opening;
use wiresift_engine::case::Piece;
use wiresift_engine::message::{ErrorReport, Event, JobId, TableSlot};
use wiresift_worker_shell::now;

use crate::cases;
use crate::read::Slices;
use crate::shell::{begin, end, fail, is_current, pool_size, start_run, summon, tell, with_session};

/// The time between two reports on a read.
const SECONDS_BETWEEN_REPORTS: f64 = 0.1;

/// Starts to read a file into a slot.
pub(crate) fn file(job: JobId, slot: TableSlot, opening: Opening, truth: Option<&str>, source: &JsValue) {
    let Some(blob) = source.dyn_ref::<Blob>() else {
        let message = "No file came with the command to open one.".to_owned();
        return fail(Some(job), None, ErrorReport::bug(message));
    };
    let opening = match truth {
        Some(truth) => opening.with_truth(truth.as_bytes()),
        None => Ok(opening),
    };
    match opening {
        Ok(opening) => {
            begin(job);
            summon();
            spawn_local(read(job, slot, opening, Slices::new(blob.clone())));
        }
        Err(report) => fail(Some(job), None, report),
    }
}

async fn read(job: JobId, slot: TableSlot, mut opening: Opening, mut slices: Slices) {
    let mut reported = now();
    loop {
        let next = slices.next().await;
        if !is_current(job) {
            return;
        }
        match next.and_then(|bytes| bytes.map(|bytes| opening.push(&bytes)).transpose()) {
            Ok(Some(())) if opening.is_done() => break,
            Ok(Some(())) => {}
            Ok(None) => break,
            Err(report) => return fail(Some(job), None, report),
        }
        if now() - reported >= SECONDS_BETWEEN_REPORTS {
            reported = now();
            tell(&Event::Progress {
                job,
                progress: opening.progress(),
            });
        }
    }
    let opened = match opening.finish() {
        Ok(opened) => opened,
        Err(report) => return fail(Some(job), None, report),
    };
    let (overview, run) = with_session(|session| {
        let overview = session.insert(slot, opened);
        let is_test = slot == TableSlot::Test;
        (overview, is_test.then(|| session.score_test(pool_size)).flatten())
    });
    tell(&Event::Loaded {
        job,
        slot,
        overview,
        scoring: run.is_some(),
    });
    match slot {
        TableSlot::Training => cases::began(),
        TableSlot::Test => cases::changed(&[Piece::Notes, Piece::Test]),
    }
    match run {
        Some(run) => start_run(job, run),
        None => end(),
    }
}

/// Puts what was seen live into the session.
pub(crate) fn live(job: JobId) {
    begin(job);
    let tables = crate::live::tables();
    if tables.is_empty() {
        return fail(Some(job), None, crate::live::nothing());
    }
    end();
    let loaded = with_session(|session| {
        let insert = |(slot, opened)| (slot, session.insert(slot, opened));
        tables.into_iter().map(insert).collect::<Vec<_>>()
    });
    for (slot, overview) in loaded {
        tell(&Event::Loaded {
            job,
            slot,
            overview,
            scoring: false,
        });
    }
}
