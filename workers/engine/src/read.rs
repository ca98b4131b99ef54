//! Reads a dropped file by slices, the next ones on their way while the last one is parsed, so that no file is ever in memory whole.

use std::collections::VecDeque;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use wiresift_engine::message::{ErrorKind, ErrorReport};

/// Small enough that progress moves and a cancel is heard, large enough that the calls do not count.
const SLICE_BYTES: f64 = 4.0 * 1024.0 * 1024.0;
/// The browser answers from another process: with one slice on its way, parsing would wait for it.
const N_AHEAD: usize = 3;

/// The slices of a file.
pub(crate) struct Slices {
    blob: Blob,
    offset: f64,
    pending: VecDeque<Promise>,
}

impl Slices {
    pub(crate) fn new(blob: Blob) -> Self {
        let mut slices = Self {
            blob,
            offset: 0.0,
            pending: VecDeque::new(),
        };
        slices.pending = (0..N_AHEAD).map_while(|_| slices.request()).collect();
        slices
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, ErrorReport> {
        let Some(pending) = self.pending.pop_front() else {
            return Ok(None);
        };
        let buffer = JsFuture::from(pending).await.map_err(|error| unreadable(&error))?;
        let next = self.request();
        self.pending.extend(next);
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    }

    fn request(&mut self) -> Option<Promise> {
        if self.offset >= self.blob.size() {
            return None;
        }
        let end = (self.offset + SLICE_BYTES).min(self.blob.size());
        let slice = self.blob.slice_with_f64_and_f64(self.offset, end).ok()?;
        self.offset = end;
        Some(slice.array_buffer())
    }
}

fn unreadable(error: &JsValue) -> ErrorReport {
    let reason = error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "unknown".to_owned(), |error| error.message().into());
    ErrorReport {
        kind: ErrorKind::Environment,
        message: format!("The browser could not read the file ({reason})."),
        hint: Some("Check that the file was not moved or changed since it was chosen, and choose it again.".to_owned()),
    }
}
