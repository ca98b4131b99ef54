//! What the page asks of the browser: the sample over the network from its own site, a file to save, the address' fragment.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Event, File, History, HtmlAnchorElement, HtmlInputElement, HtmlSelectElement, Response, Url,
};

/// The endings of files that can be read, for file pickers.
pub const ACCEPTED: &str = ".wiresift,.wiresift-model,.safetensors,.pcap,.pcapng,.cap,.dmp,.csv,.tsv,.txt,.log,.labeled,.json,.jsonl,.ndjson,.binetflow,.data,.gz";

/// The sample table, beside the page.
const TABLE: &str = "sample.csv";

/// The sample capture, and which of its flows are attacks.
const CAPTURE: (&str, &str) = ("sample.pcap.gz", "sample-labels.csv");

/// The whole address of a file of the site. The published site keeps its files in a folder of their version, which the page
/// names (`data-assets`).
///
/// # Errors
/// What the browser says where the page has no address.
pub fn asset(file: &str) -> Result<String, JsValue> {
    let page = document().base_uri()?.unwrap_or_default();
    let root = document().document_element();
    let folder = root
        .and_then(|root| root.get_attribute("data-assets"))
        .unwrap_or_default();
    let path = format!("./{folder}{file}");
    Ok(Url::new_with_base(&path, &page)?.href())
}

/// Loads the sample table from the page's own site.
///
/// # Errors
/// A sentence, if the site does not have it.
pub async fn sample_table() -> Result<File, String> {
    file(TABLE).await
}

/// Loads the sample capture from the page's own site, with what is known of its attacks.
///
/// # Errors
/// A sentence, if the site does not have both.
pub async fn sample_capture() -> Result<(File, String), String> {
    let (capture, labels) = CAPTURE;
    let text = JsFuture::from(fetch(labels).await?.text().map_err(unreachable)?);
    let truth = text.await.map_err(unreachable)?.as_string().unwrap_or_default();
    Ok((file(capture).await?, truth))
}

async fn file(name: &str) -> Result<File, String> {
    let blob = JsFuture::from(fetch(name).await?.blob().map_err(unreachable)?);
    let blob = blob.await.map_err(unreachable)?;
    File::new_with_blob_sequence(&js_sys::Array::of1(&blob), name).map_err(unreachable)
}

async fn fetch(name: &str) -> Result<Response, String> {
    let address = asset(name).map_err(unreachable)?;
    let response: Response = JsFuture::from(window().fetch_with_str(&address))
        .await
        .map_err(unreachable)?
        .unchecked_into();
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    Err(format!(
        "The sample could not be loaded from this site (HTTP {status})."
    ))
}

fn unreachable(_cause: JsValue) -> String {
    "The sample could not be loaded from this site.".to_owned()
}

/// Saves bytes as a file.
///
/// # Errors
/// A sentence, if the browser refuses.
pub fn save(file_name: &str, mime: &str, bytes: &[u8]) -> Result<(), String> {
    try_save(file_name, mime, bytes).map_err(|_refusal| "The browser refused to save the file.".to_owned())
}

fn try_save(file_name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let url = Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &options)?)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    // The browser reads the blob after the click; a minute is enough to start that.
    set_timeout(
        move || drop(Url::revoke_object_url(&url)),
        std::time::Duration::from_mins(1),
    );
    Ok(())
}

/// What the browser's storage keeps under a key.
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text in the browser's storage. Where that is full or forbidden, it is forgotten with the page.
pub fn store(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item(key, text));
    }
}

/// Whether the keyboard has a Cmd key.
pub fn is_mac() -> bool {
    window().navigator().user_agent().is_ok_and(|name| name.contains("Mac"))
}

/// Lets a person choose a file, outside of any form.
pub fn pick_file(on_file: impl Fn(File) + 'static) {
    let Ok(element) = document().create_element("input") else {
        return;
    };
    let input: HtmlInputElement = element.unchecked_into();
    input.set_type("file");
    input.set_accept(ACCEPTED);
    let on_change = Closure::once_into_js(move |event: Event| {
        if let Some(file) = take_files(&event).into_iter().next() {
            on_file(file);
        }
    });
    input.set_onchange(Some(on_change.unchecked_ref()));
    input.click();
}

/// Puts text on the clipboard.
pub fn copy(text: &str) {
    // A browser that forbids it leaves the clipboard as it was; there is nothing to undo.
    drop(window().navigator().clipboard().write_text(text));
}

/// Seconds since the Unix epoch.
pub fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// What this tab remembers under a key, through reloads.
pub fn remembered(key: &str) -> Option<String> {
    session_storage()?.get_item(key).ok().flatten()
}

/// Remembers something in this tab, or forgets it. A browser that keeps nothing is no error: then nothing comes back.
pub fn remember(key: &str, value: Option<&str>) {
    if let Some(storage) = session_storage() {
        drop(match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        });
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// Asks the browser never to clear this site's storage by itself; whether it promised. To be called on a click: some
/// browsers ask the user.
pub async fn keep_storage() -> bool {
    let persist = || {
        let manager = js_sys::Reflect::get(&window().navigator(), &"storage".into())?;
        let persist: js_sys::Function = js_sys::Reflect::get(&manager, &"persist".into())?.dyn_into()?;
        persist.call0(&manager)?.dyn_into::<js_sys::Promise>()
    };
    match persist() {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|promised| promised.is_truthy()),
        Err(_) => false,
    }
}

/// The address' fragment with its `#`, or nothing.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Brings the element with an id into view; false where there is none.
pub fn scroll_to(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    element.is_some_and(|element| {
        element.scroll_into_view();
        true
    })
}

/// Changes the address' fragment, which makes a step of the browser's history. To set the hash itself would do the same, and have
/// the whole page laid out at once.
pub fn set_fragment(fragment: &str) {
    change_address(fragment, History::push_state_with_url);
}

/// Changes the address' fragment; what it was before is in the browser's history no more.
pub fn replace_fragment(fragment: &str) {
    change_address(fragment, History::replace_state_with_url);
}

type Change = fn(&History, &JsValue, &str, Option<&str>) -> Result<(), JsValue>;

fn change_address(fragment: &str, change: Change) {
    let url = format!("#{fragment}");
    // Only an address that is no URL, or too many at once, is refused.
    drop(
        window()
            .history()
            .and_then(|history| change(&history, &JsValue::NULL, "", Some(&url))),
    );
}

/// The files chosen in a file input, which is emptied so that the same file can be chosen again.
pub fn take_files(event: &Event) -> Vec<File> {
    let input: HtmlInputElement = event_target(event);
    let files = input.files().map(|list| files_of(&list)).unwrap_or_default();
    input.set_value("");
    files
}

/// The files of a list.
pub fn files_of(list: &web_sys::FileList) -> Vec<File> {
    (0..list.length()).filter_map(|i| list.get(i)).collect()
}

/// The index of the option that was chosen.
pub fn selected_index(event: &Event) -> Option<usize> {
    usize::try_from(event_target::<HtmlSelectElement>(event).selected_index()).ok()
}

/// The port that the page came from, where its address names one.
pub fn port() -> Option<u16> {
    window().location().port().ok()?.parse().ok()
}

/// What this tab keeps under a name, as long as it is open.
pub fn kept(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps something for a reload of this tab, or forgets it. Where the browser has no storage, a reload forgets.
pub fn keep(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        drop(match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        });
    }
}
