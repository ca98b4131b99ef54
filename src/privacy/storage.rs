//! What the browser keeps for this site, and its deletion.
//!
//! # Design
//! Deleting a database waits for every connection to it, and the engine worker holds one. So the wish is noted, the page is
//! loaded anew, and everything is deleted before anything is opened.

use js_sys::{Array, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The key in the tab's own storage of the wish to delete.
const WISH: &str = "wiresift-delete-all";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = indexedDB, js_name = databases, catch)]
    fn databases() -> Result<Promise, JsValue>;

    type OpenRequest;

    #[wasm_bindgen(js_namespace = indexedDB, js_name = deleteDatabase, catch)]
    fn delete_database(name: &str) -> Result<OpenRequest, JsValue>;

    #[wasm_bindgen(method, setter)]
    fn set_onsuccess(this: &OpenRequest, callback: &js_sys::Function);

    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &OpenRequest, callback: &js_sys::Function);

    #[wasm_bindgen(method, setter)]
    fn set_onblocked(this: &OpenRequest, callback: &js_sys::Function);

    #[wasm_bindgen(js_namespace = caches, js_name = keys, catch)]
    fn cache_names() -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = caches, js_name = delete, catch)]
    fn delete_cache(name: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "storage"], js_name = estimate, catch)]
    fn estimate() -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "serviceWorker"], js_name = getRegistrations, catch)]
    fn registrations() -> Result<Promise, JsValue>;

    type Registration;

    #[wasm_bindgen(method, catch)]
    fn unregister(this: &Registration) -> Result<Promise, JsValue>;
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// Small choices: names and what they hold.
    pub choices: Vec<(String, String)>,
    /// Databases, which hold saved cases.
    pub databases: Vec<String>,
    /// Copies of the program for use without a network.
    pub copies: Vec<String>,
    /// All of it in bytes, as the browser counts.
    pub n_bytes: Option<f64>,
}

impl Kept {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty() && self.databases.is_empty() && self.copies.is_empty()
    }
}

/// Looks at what is kept.
pub async fn kept() -> Kept {
    let names = |list: JsValue| -> Vec<String> {
        let list = list.dyn_into::<Array>().unwrap_or_default();
        list.iter().filter_map(|name| name.as_string()).collect()
    };
    let databases = settled(databases())
        .await
        .and_then(|list| list.dyn_into::<Array>().ok());
    let name_of = |database: JsValue| Reflect::get(&database, &"name".into()).ok()?.as_string();
    let usage = settled(estimate()).await;
    Kept {
        choices: choices(),
        databases: databases.unwrap_or_default().iter().filter_map(name_of).collect(),
        copies: settled(cache_names()).await.map(names).unwrap_or_default(),
        n_bytes: usage.and_then(|usage| Reflect::get(&usage, &"usage".into()).ok()?.as_f64()),
    }
}

fn choices() -> Vec<(String, String)> {
    let Ok(Some(storage)) = window().local_storage() else {
        return Vec::new();
    };
    let n = storage.length().unwrap_or_default();
    let pair = |at| {
        let key = storage.key(at).ok()??;
        let text = storage.get_item(&key).ok()??;
        Some((key, text))
    };
    let mut pairs: Vec<_> = (0..n).filter_map(pair).collect();
    pairs.sort();
    pairs
}

/// Notes the wish to delete everything, and loads the page anew.
pub fn delete_later() {
    if let Ok(Some(storage)) = window().session_storage() {
        drop(storage.set_item(WISH, "1"));
    }
    drop(window().location().reload());
}

/// Whether everything is to be deleted now; the wish is then forgotten.
fn take_wish() -> bool {
    let Ok(Some(storage)) = window().session_storage() else {
        return false;
    };
    let is_wished = matches!(storage.get_item(WISH), Ok(Some(_)));
    drop(storage.remove_item(WISH));
    is_wished
}

/// Deletes everything, if that was wished before the page was loaded anew. Says whether it did.
pub async fn delete_now() -> bool {
    if !take_wish() {
        return false;
    }
    let kept = kept().await;
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.clear());
    }
    for name in &kept.databases {
        delete_one(name).await;
    }
    for name in &kept.copies {
        settled(delete_cache(name)).await;
    }
    let workers = settled(registrations())
        .await
        .and_then(|list| list.dyn_into::<Array>().ok());
    for worker in workers.unwrap_or_default().iter() {
        settled(worker.unchecked_into::<Registration>().unregister()).await;
    }
    true
}

/// Deletes a database; one that another tab holds open goes when that tab lets it.
async fn delete_one(name: &str) {
    let Ok(request) = delete_database(name) else { return };
    let done = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(&resolve);
        request.set_onerror(&resolve);
        request.set_onblocked(&resolve);
    });
    drop(JsFuture::from(done).await);
}

/// What a promise gave; nothing where the browser lacks or refuses it.
async fn settled(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}
