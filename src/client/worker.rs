//! A web worker that runs the engine.
//!
//! To it: `{ base }` once, the page's address, when it listens; then `{ command, file }`, the command as bytes in postcard. From it: the
//! bytes of an event, or `{ panic }` just before it dies.
//!
//! # Design
//! A message is one buffer, and an event's is transferred: objects, made field by field, are slow to make and to read.
//!
//! The worker starts from a `blob:` address that imports the engine's script. A worker from an ordinary address would have the
//! content policy of its own response, which on many static hosts is none at all; one from a blob has the page's.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, File, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use wiresift_engine::message::{Command, Event};

use crate::browser;

/// The engine's script, beside the page at whatever address that is served.
const SCRIPT: &str = "wiresift-worker-engine.js";

/// What comes from a worker.
pub(super) enum Signal {
    /// It says something.
    Event(Event),
    /// It is gone, for this reason.
    Died(String),
}

/// A running worker; dropping it ends it.
pub(super) struct EngineWorker {
    worker: Worker,
    /// Kept for the worker's life: it starts its helpers from the same address.
    url: String,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl EngineWorker {
    /// Starts one. What it says before this returns is not lost: events wait for the page's thread.
    pub(super) fn spawn(on_signal: impl Fn(Signal) + Clone + 'static) -> Result<Self, String> {
        let (worker, url) = start().map_err(|error| describe(&error))?;
        let on_message = {
            let on_signal = on_signal.clone();
            Closure::new(move |message: MessageEvent| on_signal(decode(message.data())))
        };
        let on_error = Closure::new(move |event: web_sys::Event| on_signal(Signal::Died(describe_error_event(event))));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            url,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Says where the page is, which a worker from a blob cannot know.
    pub(super) fn introduce(&self) -> Result<(), String> {
        let message = Object::new();
        browser::asset("")
            .and_then(|base| Reflect::set(&message, &"base".into(), &base.into()))
            .and_then(|_| self.worker.post_message(&message))
            .map_err(|error| describe(&error))
    }

    /// Sends a command, and the file it speaks of.
    pub(super) fn post(&self, command: &Command, file: Option<&File>) -> Result<(), String> {
        let message = Object::new();
        let command = postcard::to_stdvec(command).map_err(|error| error.to_string())?;
        let command = Uint8Array::from(command.as_slice());
        let file = file.map_or(JsValue::UNDEFINED, JsValue::from);
        Reflect::set(&message, &"command".into(), &command)
            .and_then(|_| Reflect::set(&message, &"file".into(), &file))
            .and_then(|_| self.worker.post_message(&message))
            .map_err(|error| describe(&error))
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        // An address that is gone already is none to give back.
        drop(Url::revoke_object_url(&self.url));
    }
}

fn start() -> Result<(Worker, String), JsValue> {
    let script = js_sys::JSON::stringify(&browser::asset(SCRIPT)?.into())?;
    let text = format!("import init from {}; await init();", String::from(script));
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("engine");
    Ok((Worker::new_with_options(&url, &options)?, url))
}

fn decode(data: JsValue) -> Signal {
    if let Ok(panic) = Reflect::get(&data, &"panic".into())
        && let Some(message) = panic.as_string()
    {
        return Signal::Died(format!("The engine stopped: {message}"));
    }
    let bytes = data.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
    match postcard::from_bytes(&bytes.unwrap_or_default()) {
        Ok(event) => Signal::Event(event),
        Err(error) => Signal::Died(format!(
            "The engine said something that the page does not understand: {error}"
        )),
    }
}

fn describe_error_event(event: web_sys::Event) -> String {
    // Keeps the browser from reporting a second time what the page shows.
    event.prevent_default();
    match event.dyn_into::<ErrorEvent>() {
        Ok(error) if !error.message().is_empty() => format!("The engine stopped: {}", error.message()),
        _ => "The engine's worker could not be loaded or was ended by the browser.".to_owned(),
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| String::from(error.message()))
}
