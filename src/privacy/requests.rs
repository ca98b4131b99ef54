//! Every request of this page since it was opened, as the browser itself reports them.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{
    PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit,
    PerformanceResourceTiming, Url,
};

/// Requests that are kept; a page makes a few dozen.
const MAX_REQUESTS: usize = 2_000;

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What was asked for: the address without the site's own part, or whole where it lies elsewhere.
    pub address: String,
    /// Whether it went to the site that the page came from.
    pub is_own: bool,
    /// What asked: "script", "link", "fetch", ...
    pub kind: String,
    /// Bytes over the network; none for what the browser had already.
    pub n_bytes: f64,
    /// When it began, in seconds since the page was opened.
    pub at: f64,
}

/// The requests so far.
#[derive(Clone, Copy)]
pub struct RequestLog(RwSignal<Vec<Request>>);

impl RequestLog {
    /// Begins to take note, of what was already requested as well, and makes it available.
    pub fn provide() {
        let log = Self(RwSignal::new(Vec::new()));
        provide_context(log);
        let on_entries =
            Closure::<dyn Fn(PerformanceObserverEntryList)>::new(move |list: PerformanceObserverEntryList| {
                let entries = list.get_entries();
                log.0.update(|requests| {
                    requests.extend(entries.iter().map(|entry| read(entry.unchecked_into())));
                    requests.truncate(MAX_REQUESTS);
                });
            });
        // A browser without it shows an empty list, which says so.
        let observer = PerformanceObserver::new(on_entries.as_ref().unchecked_ref());
        if let Ok(observer) = observer {
            observer.observe(&buffered());
        }
        // For the page's life.
        on_entries.forget();
    }

    /// The requests, in the order in which they ended.
    pub fn get(self) -> Vec<Request> {
        self.0.get()
    }
}

/// What asks for entries that were there before as well; web-sys knows an older form only.
fn buffered() -> PerformanceObserverInit {
    let options = js_sys::Object::new();
    let set = |key: &str, value: JsValue| js_sys::Reflect::set(&options, &key.into(), &value);
    // A fresh object takes any field.
    drop(set("type", "resource".into()).and_then(|_| set("buffered", true.into())));
    options.unchecked_into()
}

fn read(entry: PerformanceEntry) -> Request {
    let timing: &PerformanceResourceTiming = entry.unchecked_ref();
    let (address, is_own) = shortened(&entry.name());
    Request {
        address,
        is_own,
        kind: timing.initiator_type(),
        n_bytes: timing.transfer_size(),
        at: entry.start_time() / 1e3,
    }
}

/// An address without the site's own part, and whether it had that.
fn shortened(address: &str) -> (String, bool) {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let own = Url::new_with_base(".", &base).map(|url| url.href()).unwrap_or_default();
    let origin = window().location().origin().unwrap_or_default();
    if let Some(rest) = address.strip_prefix(&own) {
        return (
            if rest.is_empty() {
                "./".to_owned()
            } else {
                rest.to_owned()
            },
            true,
        );
    }
    let is_own =
        address.starts_with(&format!("{origin}/")) || address.starts_with("blob:") || address.starts_with("data:");
    (address.to_owned(), is_own)
}
