//! Live traffic: the sidecar, what comes from it, the baseline, the alerts.

use leptos::prelude::*;
use wiresift_engine::message::LiveLink;

use crate::client::Client;
use crate::components::live::{Alerts, Baseline, Connect, Controls, Notifier, Said, Traffic};

/// The live view.
#[component]
pub fn LivePage() -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let is_on = Memo::new(move |_| live.link.with(|link| matches!(link, LiveLink::On(_))));
    let has_traffic = Memo::new(move |_| {
        let has_packets = |counts: &wiresift_engine::message::LiveCounts| counts.n_packets > 0;
        live.view
            .with(|view| view.as_ref().is_some_and(|view| has_packets(&view.counts)))
    });
    view! {
        <div class="ws-page-head">
            <h1 class="ws-page-head__title">"Live traffic"</h1>
            <p class="ws-page-head__note">
                "The sidecar captures on this machine and sends packets to this page. Everything is analyzed here, in the tab."
            </p>
        </div>
        <Said />
        <Show when=move || is_on.get() fallback=|| view! { <Connect /> }>
            <Controls />
        </Show>
        <Show when=move || is_on.get() || has_traffic.get()>
            <div class="ws-watch">
                <div class="ws-watch__main">
                    <Baseline />
                    <Alerts />
                </div>
                <Traffic />
            </div>
        </Show>
        <Notifier />
    }
}
