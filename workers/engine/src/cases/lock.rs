//! One tab writes a case. The browser's lock manager knows which; it gives a lock back when its tab or worker dies.
//!
//! The bindings of `web-sys` are behind a compiler flag for the whole build, so the one call is bound here.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wiresift_engine::message::CaseId;
use wiresift_worker_shell::{get, scope};

/// How long to wait: a tab that was just reloaded holds its lock a moment longer.
const PATIENCE_MILLIS: u32 = 1_500;

#[wasm_bindgen]
extern "C" {
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;

    type AbortSignal;
    #[wasm_bindgen(static_method_of = AbortSignal)]
    fn timeout(milliseconds: u32) -> AbortSignal;
}

/// The right to write a case, given back when dropped.
pub(super) struct Lock {
    /// Resolves the promise that the lock is held for; `None` in a browser without locks, or on a page without https.
    release: Option<Function>,
}

impl Lock {
    /// Waits a moment for the lock; `None` where another tab has it.
    pub(super) async fn of(id: &CaseId) -> Option<Self> {
        let manager: LockManager = match get(&scope().navigator(), "locks") {
            manager if manager.is_object() => manager.unchecked_into(),
            _ => return Some(Self { release: None }),
        };
        let release = Rc::new(RefCell::new(None));
        let (granted, is_granted) = (release.clone(), Rc::new(RefCell::new(None::<Function>)));
        let tell = is_granted.clone();
        let answer = Promise::new(&mut |resolve, _| {
            tell.replace(Some(resolve));
        });
        let tell = is_granted.clone();
        let on_granted = Closure::once_into_js(move || {
            let held = Promise::new(&mut |resolve, _| {
                granted.replace(Some(resolve));
            });
            settle(&tell, true);
            held
        });
        let options = Object::new();
        let signal: JsValue = AbortSignal::timeout(PATIENCE_MILLIS).into();
        Reflect::set(&options, &"signal".into(), &signal).ok()?;
        let request = manager.request(&format!("wiresift-case-{}", id.0), &options, on_granted.unchecked_ref());
        let on_refused = {
            let tell = is_granted.clone();
            Closure::once(move |_: JsValue| settle(&tell, false))
        };
        let refused = request.ok()?.catch(&on_refused);
        let is_ours = JsFuture::from(answer).await.ok()?.is_truthy();
        // The closure must outlive the request that may still call it.
        on_refused.forget();
        drop(refused);
        is_ours.then(|| Self {
            release: release.take(),
        })
    }
}

fn settle(tell: &RefCell<Option<Function>>, is_granted: bool) {
    if let Some(resolve) = tell.take() {
        // A promise's function does not throw.
        drop(resolve.call1(&JsValue::NULL, &is_granted.into()));
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = self.release.take() {
            drop(release.call0(&JsValue::NULL));
        }
    }
}
