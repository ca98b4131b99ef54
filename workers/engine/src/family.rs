//! Naming the attacks of a table: takes the session's classifier, or fetches the model that ships for it, and judges a part of the rows at a
//! time, so that questions are answered in between. A new job stops it.

use std::cell::Cell;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;
use wiresift_engine::family::{Judging, Shipped, Source};
use wiresift_engine::message::{ErrorReport, Event, FamilyState, TableSlot};
use wiresift_worker_shell::{now, scope};

use crate::shell::{base, tell, with_session};

/// Models that ship are held below 300 KB; what is much larger is none.
const MAX_MODEL_BYTES: u32 = 4 << 20;
/// The time between two reports.
const SECONDS_BETWEEN_REPORTS: f64 = 0.1;

thread_local! {
    /// Counts the starts and stops: a judging that began under another count is over.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Ends what is under way.
pub(crate) fn stop() {
    TURN.set(TURN.get().wrapping_add(1));
}

/// Names the attacks of tables that were just scored, one after the other.
pub(crate) fn name_attacks(slots: Vec<TableSlot>) {
    stop();
    let turn = TURN.get();
    spawn_local(async move {
        for slot in slots {
            let state = match judge(slot, turn).await {
                Ok(state) => state,
                Err(report) => FamilyState::Failed { reason: report.message },
            };
            tell(&Event::Families { slot, state });
        }
    });
}

async fn judge(slot: TableSlot, turn: u32) -> Result<FamilyState, ErrorReport> {
    let Some(source) = with_session(|session| session.family_source(slot)) else {
        with_session(|session| session.forget_families(slot));
        return Ok(FamilyState::NoModel);
    };
    tell(&Event::Families {
        slot,
        state: FamilyState::Judging { done: 0.0 },
    });
    let model = match source {
        Source::Ready(model) => model,
        Source::Shipped(which) => {
            let bytes = fetch(which).await.map_err(|reason| absent(&reason))?;
            if TURN.get() != turn {
                return Ok(FamilyState::Stopped);
            }
            with_session(|session| session.keep_shipped(which, &bytes))?
        }
    };
    let judging = with_session(|session| session.judge(slot, model))?;
    let Some(judging) = steps(slot, judging, turn).await? else {
        return Ok(FamilyState::Stopped);
    };
    let summary = with_session(|session| session.take_families(judging));
    Ok(summary.map_or(FamilyState::Stopped, |summary| FamilyState::Judged(Box::new(summary))))
}

/// All steps; `None` when it was stopped.
async fn steps(slot: TableSlot, mut judging: Judging, turn: u32) -> Result<Option<Judging>, ErrorReport> {
    let mut reported = now();
    while !judging.is_done() {
        let done = judging.step()?;
        if now() - reported >= SECONDS_BETWEEN_REPORTS {
            reported = now();
            tell(&Event::Families {
                slot,
                state: FamilyState::Judging { done },
            });
        }
        breathe().await;
        if TURN.get() != turn {
            return Ok(None);
        }
    }
    Ok(Some(judging))
}

/// Lets messages in that wait: a promise that is already kept would not.
async fn breathe() {
    let promise = Promise::new(&mut |resolve, _| {
        if scope().set_timeout_with_callback(&resolve).is_err() {
            drop(resolve.call0(&JsValue::NULL));
        }
    });
    drop(JsFuture::from(promise).await);
}

async fn fetch(model: Shipped) -> Result<Vec<u8>, JsValue> {
    let address = format!("{}{}", base(), model.file_name());
    let response: Response = JsFuture::from(scope().fetch_with_str(&address)).await?.dyn_into()?;
    if !response.ok() {
        return Err(format!("status {}", response.status()).into());
    }
    let buffer: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
    if buffer.byte_length() > MAX_MODEL_BYTES {
        return Err("it is too large".into());
    }
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn absent(reason: &JsValue) -> ErrorReport {
    let reason = reason
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| reason.as_string())
        .unwrap_or_else(|| "unknown".to_owned());
    let message = format!("The model of attack families could not be loaded ({reason}).");
    ErrorReport::environment(message, "Check that the page's server is still there.")
}
