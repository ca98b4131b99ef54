//! Tells of new alerts outside of the page: a notification of the browser and a short sound, each only when asked for.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wiresift_engine::message::{Alert, Severity};

use super::alerts::capital;
use crate::client::Client;
use crate::components::field::Switch;

/// The switches, and what watches for alerts.
#[component]
pub fn Notifier() -> impl IntoView {
    let live = expect_context::<Client>().live();
    let (notify, sound) = (RwSignal::new(is_granted()), RwSignal::new(false));
    let refused = RwSignal::new(false);
    Effect::new(move |_| {
        let latest = live
            .alerts
            .with(|alerts| alerts.iter().max_by_key(|alert| alert.id).cloned());
        let Some(alert) = latest.filter(|alert| alert.id > live.n_heard.get_untracked()) else {
            return;
        };
        live.n_heard.set(alert.id);
        if notify.get_untracked() {
            show(&alert);
        }
        if sound.get_untracked() && alert.severity >= Severity::Medium {
            beep();
        }
    });
    let ask = move |is_wanted: bool| {
        refused.set(false);
        if !is_wanted {
            return notify.set(false);
        }
        spawn_local(async move {
            let is_allowed = allowed().await;
            notify.try_set(is_allowed);
            refused.try_set(!is_allowed);
        });
    };
    view! {
        <div class="ws-notify">
            <Switch label=Signal::stored("Notify me of alerts".to_owned()) value=notify testid="live-notify" on_change=ask />
            <Switch label=Signal::stored("Sound".to_owned()) value=sound testid="live-sound" on_change=move |is_on| sound.set(is_on) />
            {move || refused.get().then(|| view! { <p role="status">"The browser does not allow notifications for this page. Its settings for this site can change that."</p> })}
        </div>
    }
}

// By name: a browser without them is told apart at run time.
fn class(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &name.into()).ok()?.dyn_into().ok()
}

fn is_granted() -> bool {
    class("Notification").is_some_and(|class| permission(&class) == "granted")
}

fn permission(class: &Function) -> String {
    let permission = Reflect::get(class, &"permission".into());
    permission.ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Asks, where that was not decided before.
async fn allowed() -> bool {
    let Some(class) = class("Notification") else {
        return false;
    };
    if permission(&class) == "default"
        && let Ok(promise) = call(&class, "requestPermission", &Array::new())
        && let Ok(promise) = promise.dyn_into::<Promise>()
    {
        // Whatever it resolves to, the permission says it.
        drop(JsFuture::from(promise).await);
    }
    permission(&class) == "granted"
}

fn show(alert: &Alert) {
    let title = format!("Wiresift: {}", alert.name);
    let body = [capital(&alert.originator), alert.responder.clone()].join(" → ");
    let options = Object::new();
    let set = |key: &str, value: &str| drop(Reflect::set(&options, &key.into(), &value.into()));
    set("body", &body);
    set("tag", &format!("wiresift-{}", alert.id));
    if let Some(class) = class("Notification") {
        // Some mobile browsers have the class and refuse to make one.
        drop(Reflect::construct(&class, &Array::of2(&title.into(), &options)));
    }
}

/// A short tone.
fn beep() {
    // Without sound there is nothing to hear, and nothing to say.
    drop(try_beep());
}

fn try_beep() -> Result<(), JsValue> {
    let class = class("AudioContext").ok_or(JsValue::NULL)?;
    let context = Reflect::construct(&class, &Array::new())?;
    let tone = call(&context, "createOscillator", &Array::new())?;
    let volume = call(&context, "createGain", &Array::new())?;
    Reflect::set(&Reflect::get(&volume, &"gain".into())?, &"value".into(), &0.08.into())?;
    Reflect::set(
        &Reflect::get(&tone, &"frequency".into())?,
        &"value".into(),
        &660.0.into(),
    )?;
    call(&tone, "connect", &Array::of1(&volume))?;
    call(
        &volume,
        "connect",
        &Array::of1(&Reflect::get(&context, &"destination".into())?),
    )?;
    let now = Reflect::get(&context, &"currentTime".into())?.as_f64().unwrap_or(0.0);
    call(&tone, "start", &Array::new())?;
    call(&tone, "stop", &Array::of1(&(now + 0.18).into()))?;
    Ok(())
}

fn call(target: &JsValue, name: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(target, &name.into())?.dyn_into()?;
    method.apply(target, arguments)
}
