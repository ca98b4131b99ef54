//! A worker that runs tasks: it takes matrices once, then tasks one by one.
//!
//! In: `{ load: matrices }` (see [`crate::matrices_to_js`]) and `{ id, task: bytes }`; out: bytes of [`FromTasks`].

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use js_sys::Object;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use wiresift_engine::message::ErrorReport;
use wiresift_engine::work::{Matrices, Output, Task, TaskError, TaskProgress};

use crate::{from_bytes, get, matrices_from_js, now, object, on_message, say, set, to_bytes};

/// No more than one message about progress in this time: more would only keep the listener busy.
const SECONDS_BETWEEN_REPORTS: f64 = 0.05;

/// What a worker that runs tasks says.
#[derive(Debug, Serialize, Deserialize)]
pub enum FromTasks {
    /// It listens.
    Ready,
    /// A task goes on.
    Progress(u32, TaskProgress),
    /// A task is done.
    Done(u32, Result<Output, TaskError>),
}

/// Takes reports of a task's progress.
pub type ProgressSink = Rc<dyn Fn(TaskProgress)>;

/// The message that asks for a task.
///
/// # Errors
/// A task that cannot be written, which would be our fault.
pub fn task_message(id: u32, task: &Task) -> Result<Object, ErrorReport> {
    let task = to_bytes(task).map_err(|error| ErrorReport::bug(format!("A task cannot be sent: {error}.")))?;
    let message = object("task", &task.into());
    set(&message, "id", &id.into());
    Ok(message)
}

/// Runs every task that arrives with `run`, for the worker's whole life.
pub fn serve<F, R>(run: F)
where
    F: Fn(Task, Rc<Matrices>, ProgressSink) -> R + 'static,
    R: Future<Output = Result<Output, TaskError>> + 'static,
{
    let (run, matrices) = (Rc::new(run), RefCell::new(None));
    on_message(move |event| {
        let data = event.data();
        if let Some(loaded) = matrices_from_js(&data) {
            matrices.replace(Some(Rc::new(loaded)));
            return;
        }
        let (Some((id, task)), Some(matrices)) = (task_from_js(&data), matrices.borrow().clone()) else {
            return;
        };
        let run = Rc::clone(&run);
        spawn_local(async move {
            let output = run(task, matrices, progress_sink(id)).await;
            say(&FromTasks::Done(id, output));
        });
    });
    say(&FromTasks::Ready);
}

fn progress_sink(id: u32) -> ProgressSink {
    let last = Cell::new(f64::NEG_INFINITY);
    Rc::new(move |progress: TaskProgress| {
        let now = now();
        if now - last.get() >= SECONDS_BETWEEN_REPORTS || progress.epoch.is_some() {
            last.set(now);
            say(&FromTasks::Progress(id, progress));
        }
    })
}

fn task_from_js(message: &JsValue) -> Option<(u32, Task)> {
    let id = crate::matrices::number(&get(message, "id"))?;
    Some((id, from_bytes(&get(message, "task")).ok()?))
}
