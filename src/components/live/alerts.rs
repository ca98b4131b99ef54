//! What should be looked at, the latest first.

use leptos::prelude::*;
use wiresift_engine::message::{Alert, LiveCommand};

use super::detail::AlertPanel;
use crate::client::Client;
use crate::components::card::Card;
use crate::components::marks::SeverityMark;
use crate::format;

/// The alerts, and everything about the one that is chosen.
#[component]
pub fn Alerts() -> impl IntoView {
    let live = expect_context::<Client>().live();
    let open = RwSignal::new(None::<Alert>);
    let n_alerts = Memo::new(move |_| live.alerts.with(Vec::len));
    let note = Signal::derive(move || match n_alerts.get() {
        0 => String::new(),
        n => format::plural(n as u64, "alert", "alerts"),
    });
    view! {
        <Card title="Alerts" note=note>
            <Show when=move || n_alerts.get() == 0>
                <p class="ws-card__note" data-testid="live-no-alerts">"None so far. What is alike becomes one alert with a count."</p>
            </Show>
            <ol class="ws-alerts" data-testid="live-alerts" aria-live="polite">
                <For each=move || live.alerts.get() key=|alert| (alert.id, alert.n_flows, alert.has_detail, alert.severity as u8) let:alert>
                    <Line alert=alert open=open />
                </For>
            </ol>
            <AlertPanel open=open />
        </Card>
    }
}

#[component]
fn Line(alert: Alert, open: RwSignal<Option<Alert>>) -> impl IntoView {
    let client = expect_context::<Client>();
    let id = alert.id;
    let is_open = Memo::new(move |_| open.with(|open| open.as_ref().is_some_and(|open| open.id == id)));
    let shown = alert.clone();
    let who = match (alert.originator.as_str(), alert.responder.as_str()) {
        ("", to) => to.to_owned(),
        (from, "") => from.to_owned(),
        (from, to) => format!("{from} → {to}"),
    };
    let facts = [
        Some(format::clock(alert.first.floor())),
        Some(format::plural(alert.n_flows, "flow", "flows")),
        alert.score.map(|score| format!("score {score:.3}")),
        alert.technique.clone(),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mute = move |_| {
        if is_open.get_untracked() {
            open.set(None);
        }
        client.tell_live(LiveCommand::Mute(id));
    };
    view! {
        <li class="ws-alert" class:ws-alert--open=move || is_open.get() data-testid="live-alert" data-name=alert.name.clone()>
            <button type="button" class="ws-alert__body" aria-expanded=move || is_open.get().to_string() on:click=move |_| open.set(Some(shown.clone()))>
                <span class="ws-alert__head">
                    <strong class="ws-alert__name">{capital(&alert.name)}</strong>
                    <SeverityMark severity=alert.severity />
                </span>
                <span class="ws-alert__who">{who}</span>
                <span class="ws-alert__why">{alert.reasons.first().cloned()}</span>
                <span class="ws-alert__facts">{facts}</span>
            </button>
            <button type="button" class="ws-button ws-button--quiet" title="A false alarm: what is like this is left alone from now on" data-testid="live-mute" on:click=mute>
                "Ignore"
            </button>
        </li>
    }
}

/// With a capital letter at the start.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_ascii_uppercase(), rest.as_str())
    })
}
