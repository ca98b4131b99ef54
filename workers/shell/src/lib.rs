//! What every web worker of this project shares: messages, panics, and a loop that runs tasks.

mod bytes;
mod matrices;
mod tasks;

pub use bytes::{from_bytes, say, to_bytes};
pub use matrices::{matrices_from_js, matrices_to_js};
pub use tasks::{FromTasks, ProgressSink, serve, task_message};

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

type Handler = Closure<dyn FnMut(MessageEvent)>;

thread_local! {
    /// Kept for the worker's whole life: a closure that is dropped can no longer be called from JavaScript.
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// The global scope that this code runs in.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Seconds on a clock that never goes back.
pub fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now() / 1e3)
}

/// Calls `handle` for every message that arrives, from now on.
pub fn on_message(handle: impl FnMut(MessageEvent) + 'static) {
    let handler = Closure::new(handle);
    scope().set_onmessage(Some(handler.as_ref().unchecked_ref()));
    HANDLER.with(|place| place.replace(Some(handler)));
}

/// Posts a value to whoever started this worker; a message that cannot be cloned is our bug and goes to the console.
pub fn post(message: &JsValue) {
    if let Err(error) = scope().post_message(message) {
        wasm_bindgen::throw_val(error);
    }
}

/// An object with one field.
pub fn object(key: &str, value: &JsValue) -> Object {
    let object = Object::new();
    set(&object, key, value);
    object
}

/// Sets a field of an object. Only a frozen object refuses, and none of ours is.
pub fn set(object: &Object, key: &str, value: &JsValue) {
    Reflect::set(object, &key.into(), value).unwrap_or_else(|error| wasm_bindgen::throw_val(error));
}

/// A field of an object; `undefined` where there is none.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Makes a panic say `{ panic: "where and what" }` to whoever started this worker before the worker dies of it.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| post(&object("panic", &info.to_string().into()))));
}
