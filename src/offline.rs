//! The page without a network: a service worker keeps one complete version of the site, and says when there is a newer one.
//!
//! The build writes the version into the page (`data-version`) and the worker; a site that was not built to be published has
//! neither, and works without.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The worker's script, beside the page: its place is its scope.
const SCRIPT: &str = "service-worker.js";

/// What makes a waiting worker take over.
const TAKE_OVER: &str = "take-over";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = web_sys::EventTarget)]
    #[derive(Clone)]
    type Container;

    #[wasm_bindgen(method, catch)]
    fn register(this: &Container, script: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn controller(this: &Container) -> Option<Worker>;

    #[wasm_bindgen(extends = web_sys::EventTarget)]
    #[derive(Clone)]
    type Registration;

    #[wasm_bindgen(method, getter)]
    fn waiting(this: &Registration) -> Option<Worker>;

    #[wasm_bindgen(method, getter)]
    fn installing(this: &Registration) -> Option<Worker>;

    #[wasm_bindgen(extends = web_sys::EventTarget)]
    #[derive(Clone)]
    type Worker;

    #[wasm_bindgen(method, getter)]
    fn state(this: &Worker) -> String;

    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &Worker, message: &JsValue);
}

/// Whether the site can be used without a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfflineState {
    /// It cannot: not built for it, or the browser does not allow it here.
    #[default]
    No,
    /// Its files are being kept.
    Keeping,
    /// It can.
    Ready,
}

/// What is known of the kept version, for every component below.
#[derive(Clone, Copy)]
pub struct OfflineContext {
    /// Whether the site can be used without a network.
    pub state: RwSignal<OfflineState>,
    /// Whether a newer version is kept and waits to be used.
    pub is_update_ready: RwSignal<bool>,
    waiting: StoredValue<Option<Worker>, LocalStorage>,
}

impl OfflineContext {
    /// Makes it available and lets the browser keep the site.
    pub fn provide() {
        let context = Self {
            state: RwSignal::new(OfflineState::No),
            is_update_ready: RwSignal::new(false),
            waiting: StoredValue::new_local(None),
        };
        provide_context(context);
        if version().is_some()
            && let Some(container) = container()
        {
            spawn_local(context.start(container));
        }
    }

    /// Uses the newer version: the page is loaded anew, with all of its files from that version.
    pub fn update(self) {
        if let Some(Some(worker)) = self.waiting.try_get_value() {
            worker.post_message(&TAKE_OVER.into());
        }
    }

    async fn start(self, container: Container) {
        let was_controlled = container.controller().is_some();
        self.state.set(if was_controlled {
            OfflineState::Ready
        } else {
            OfflineState::Keeping
        });
        let Some(registration) = registered(&container).await else {
            self.state.set(OfflineState::No);
            return;
        };
        if let Some(worker) = registration.waiting() {
            self.wait(worker);
        }
        if let Some(worker) = registration.installing() {
            self.follow(worker, was_controlled);
        }
        let found = registration.clone();
        listen(&registration, "updatefound", move || {
            if let Some(worker) = found.installing() {
                self.follow(worker, was_controlled);
            }
        });
        // A first worker takes over a page that is of its own version; another one, only after the analyst agreed.
        listen(&container, "controllerchange", move || {
            if was_controlled || self.is_update_ready.get_untracked() {
                drop(window().location().reload());
            }
        });
    }

    /// Looks after a worker that is being installed.
    fn follow(self, worker: Worker, is_update: bool) {
        let installed = worker.clone();
        listen(&worker, "statechange", move || match installed.state().as_str() {
            "installed" if is_update => self.wait(installed.clone()),
            "activated" if !is_update => self.state.set(OfflineState::Ready),
            "redundant" if !is_update => self.state.set(OfflineState::No),
            _ => {}
        });
    }

    fn wait(self, worker: Worker) {
        self.waiting.set_value(Some(worker));
        self.is_update_ready.set(true);
    }
}

/// The version that the build wrote into the page.
pub fn version() -> Option<String> {
    document().document_element()?.get_attribute("data-version")
}

/// The browser's service workers; none where the page came over a plain connection from another machine.
fn container() -> Option<Container> {
    let container = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?;
    container.is_object().then(|| container.unchecked_into())
}

async fn registered(container: &Container) -> Option<Registration> {
    let registration = JsFuture::from(container.register(SCRIPT).ok()?).await.ok()?;
    registration.is_object().then(|| registration.unchecked_into())
}

/// Calls back at every event of a name, for the page's life.
fn listen(target: &web_sys::EventTarget, name: &str, call: impl Fn() + 'static) {
    let call = Closure::<dyn Fn()>::new(call).into_js_value();
    drop(target.add_event_listener_with_callback(name, call.unchecked_ref::<Function>()));
}
