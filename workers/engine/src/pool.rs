//! The workers that share a run. They are started when first needed, kept while idle, and ended by a cancel or a panic.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, Event, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use wiresift_engine::message::ErrorReport;
use wiresift_engine::schedule::{Schedule, TaskId};
use wiresift_engine::work::{Lane, Matrices};
use wiresift_worker_shell::{FromTasks, from_bytes, get, matrices_to_js, scope, task_message};

use crate::COMPUTE;

/// Copies of the matrices that all compute workers may hold together.
const MAX_COPIED_BYTES: usize = 512 << 20;

/// What a member of the pool said.
pub(crate) enum Said {
    /// In its own words.
    Message(FromTasks),
    /// It died, and why.
    Died(String),
    /// It never came up: its files are not there, or the browser refused them.
    NotLoaded,
}

/// The workers, by their numbers. A number is never used twice, so that late words of an ended worker are recognised.
pub(crate) struct Pool {
    members: Vec<Member>,
    next_number: u32,
    listener: fn(u32, Said),
}

struct Member {
    number: u32,
    lane: Lane,
    worker: Worker,
    is_ready: bool,
    is_loaded: bool,
    task: Option<TaskId>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Pool {
    pub(crate) fn new(listener: fn(u32, Said)) -> Self {
        Self {
            members: Vec::new(),
            next_number: 0,
            listener,
        }
    }

    /// How many workers share the rows of a table whose matrix has this many bytes.
    pub(crate) fn size(matrix_bytes: usize) -> u32 {
        let by_memory = (MAX_COPIED_BYTES / matrix_bytes.max(1)).clamp(1, 8);
        cores().min(u32::try_from(by_memory).unwrap_or(1))
    }

    /// Makes sure that there are workers for what the schedule needs, and that each knows it has new matrices to get.
    pub(crate) fn start(&mut self, schedule: &Schedule, n_compute: u32, base: &str) -> Result<(), ErrorReport> {
        for member in &mut self.members {
            member.is_loaded = false;
        }
        for (lane, wanted) in [(Lane::Neural, 1), (Lane::Compute, n_compute)] {
            if schedule.needs(lane) {
                self.summon(lane, wanted, base)?;
                self.dismiss_all_but(lane, wanted);
            }
        }
        Ok(())
    }

    /// Makes sure that there are this many workers, without work for them yet: they come up while a file is read.
    pub(crate) fn summon(&mut self, lane: Lane, wanted: u32, base: &str) -> Result<(), ErrorReport> {
        let there = self.members.iter().filter(|member| member.lane == lane).count();
        for _ in there..wanted as usize {
            let member = self.spawn(lane, base).map_err(|error| failed_to_start(&error))?;
            self.members.push(member);
        }
        Ok(())
    }

    /// Ends the workers of a lane beyond this many: each would hold a copy of the matrices.
    fn dismiss_all_but(&mut self, lane: Lane, wanted: u32) {
        let mut kept = 0;
        self.members.retain(|member| {
            kept += u32::from(member.lane == lane);
            member.lane != lane || kept <= wanted || member.end()
        });
    }

    /// Takes note that a worker listens, or has finished its task.
    pub(crate) fn free(&mut self, number: u32) {
        if let Some(member) = self.members.iter_mut().find(|member| member.number == number) {
            member.is_ready = true;
            member.task = None;
        }
    }

    /// Whether this worker is one of the pool, not one that was ended.
    pub(crate) fn has(&self, number: u32) -> bool {
        self.members.iter().any(|member| member.number == number)
    }

    /// Gives free workers their next tasks, but keeps no more of them busy than there are cores, or one of each lane: more would only
    /// take turns, and the page's thread with them.
    pub(crate) fn feed(&mut self, schedule: &mut Schedule, matrices: &Matrices) -> Result<(), ErrorReport> {
        self.feed_lane(Lane::Neural, 1, schedule, matrices)?;
        let neural = self.busy(Lane::Neural);
        let cores = cores() as usize;
        self.feed_lane(Lane::Compute, cores.saturating_sub(neural).max(1), schedule, matrices)
    }

    fn feed_lane(
        &mut self,
        lane: Lane,
        limit: usize,
        schedule: &mut Schedule,
        matrices: &Matrices,
    ) -> Result<(), ErrorReport> {
        let mut busy = self.busy(lane);
        let free = |member: &&mut Member| member.lane == lane && member.is_ready && member.task.is_none();
        for member in self.members.iter_mut().filter(free) {
            if busy >= limit {
                break;
            }
            let Some((id, task)) = schedule.next_task(&[member.lane]) else {
                // Its turn comes when something is fitted; what takes long can be done before.
                if schedule.needs(member.lane) {
                    member.load(matrices)?;
                }
                continue;
            };
            member.load(matrices)?;
            let message = task_message(id.0, &task)?;
            send(&member.worker, &message)?;
            member.task = Some(id);
            busy += 1;
        }
        Ok(())
    }

    fn busy(&self, lane: Lane) -> usize {
        self.members
            .iter()
            .filter(|member| member.lane == lane && member.task.is_some())
            .count()
    }

    /// Ends every worker that is busy; the idle ones stay.
    pub(crate) fn end_busy(&mut self) {
        self.members
            .retain(|member| member.is_ready && member.task.is_none() || member.end());
    }

    /// Ends every worker.
    pub(crate) fn end_all(&mut self) {
        self.members.retain(Member::end);
    }

    fn spawn(&mut self, lane: Lane, base: &str) -> Result<Member, JsValue> {
        let (number, listener) = (self.next_number, self.listener);
        self.next_number += 1;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = match lane {
            Lane::Compute => {
                options.set_name(COMPUTE);
                Worker::new_with_options(&scope().location().href(), &options)?
            }
            Lane::Neural => {
                options.set_name("neural");
                Worker::new_with_options(&module_url(&format!("{base}wiresift-worker-neural.js"))?, &options)?
            }
        };
        let on_message = Closure::new(move |event: MessageEvent| listener(number, heard(&event.data())));
        let on_error = Closure::new(move |event: Event| listener(number, failed(event)));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Member {
            number,
            lane,
            worker,
            is_ready: false,
            is_loaded: false,
            task: None,
            _on_message: on_message,
            _on_error: on_error,
        })
    }
}

impl Member {
    /// Gives it the matrices, once a run.
    fn load(&mut self, matrices: &Matrices) -> Result<(), ErrorReport> {
        if !self.is_loaded {
            let (message, buffers) = matrices_to_js(matrices);
            let sent = self.worker.post_message_with_transfer(&message, &buffers);
            sent.map_err(|error| failed_to_start(&error))?;
            self.is_loaded = true;
        }
        Ok(())
    }

    /// Always `false`: what is ended is not kept.
    fn end(&self) -> bool {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        false
    }
}

/// The processor's cores, as far as they are used.
fn cores() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=8"
    )]
    let cores = scope().navigator().hardware_concurrency().clamp(1.0, 8.0) as u32;
    cores
}

/// A script that fails says what failed; a script that cannot be loaded is a plain event.
fn failed(event: Event) -> Said {
    event.prevent_default();
    event
        .dyn_into::<ErrorEvent>()
        .map_or(Said::NotLoaded, |error| Said::Died(error.message()))
}

fn heard(data: &JsValue) -> Said {
    if let Some(panic) = get(data, "panic").as_string() {
        return Said::Died(panic);
    }
    from_bytes(data).map_or_else(|error| Said::Died(format!("unreadable answer: {error}")), Said::Message)
}

/// A worker started from a `blob:` URL keeps to the page's content policy on every host; one started from a file keeps to that file's headers.
fn module_url(module: &str) -> Result<String, JsValue> {
    let module = js_sys::JSON::stringify(&module.into())?;
    let text = format!("import init from {module}; await init();");
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    Url::create_object_url_with_blob(&blob)
}

fn send(worker: &Worker, message: &JsValue) -> Result<(), ErrorReport> {
    worker.post_message(message).map_err(|error| failed_to_start(&error))
}

fn failed_to_start(error: &JsValue) -> ErrorReport {
    let reason = error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into());
    ErrorReport::environment(
        format!("The browser could not start or reach a worker ({reason})."),
        "Close other tabs to free memory, and try again.",
    )
}
