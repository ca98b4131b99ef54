//! Tells of new alerts outside of the page: a notification of the browser and a short sound, each only when asked for.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wiresift_engine::message::{Alert, Severity};

use crate::client::Client;
use crate::components::field::Switch;
use crate::live::LiveState;

/// Notifications of one moment, at most: a flood of alerts must not become one of windows.
const MAX_AT_ONCE: usize = 3;

/// Tells of new alerts, whatever step is on screen.
pub fn tell_of_alerts(live: LiveState) {
    live.notifies.set(is_granted());
    Effect::new(move |_| {
        let heard = live.n_heard.get_untracked();
        let new = live.alerts.with(|alerts| newer(alerts, heard));
        let Some(latest) = new.first() else { return };
        live.n_heard.set(latest.id);
        if live.notifies.get_untracked() {
            new.iter().take(MAX_AT_ONCE).rev().for_each(show);
        }
        if live.sounds.get_untracked() && new.iter().any(|alert| alert.severity >= Severity::Medium) {
            beep();
        }
    });
}

/// Alerts that were raised after the one with this number, the latest first.
fn newer(alerts: &[Alert], heard: u64) -> Vec<Alert> {
    let mut new: Vec<Alert> = alerts.iter().filter(|alert| alert.id > heard).cloned().collect();
    new.sort_by_key(|alert| std::cmp::Reverse(alert.id));
    new
}

/// The switches.
#[component]
pub fn Notifier() -> impl IntoView {
    let live = expect_context::<Client>().live();
    let refused = RwSignal::new(false);
    let ask = move |is_wanted: bool| {
        refused.set(false);
        // At once, as the switch shows it: a refusal takes it back.
        live.notifies.set(is_wanted);
        if !is_wanted {
            return;
        }
        spawn_local(async move {
            let is_allowed = allowed().await;
            live.notifies.try_set(is_allowed);
            refused.try_set(!is_allowed);
        });
    };
    view! {
        <div class="ws-notify">
            <Switch label=Signal::stored("Notify me of alerts".to_owned()) value=live.notifies testid="live-notify" on_change=ask />
            <Switch label=Signal::stored("Sound".to_owned()) value=live.sounds testid="live-sound" on_change=move |is_on| live.sounds.set(is_on) />
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
    let ends = [alert.originator.as_str(), alert.responder.as_str()];
    let body = ends
        .into_iter()
        .filter(|end| !end.is_empty())
        .collect::<Vec<_>>()
        .join(" → ");
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
