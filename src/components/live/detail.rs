//! Everything about an alert: why, what each detector says, the flow.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{Alert, Noun, RowDetail};

use super::alerts::capital;
use crate::client::{Client, RequestError};
use crate::components::flow_facts::FlowFacts;
use crate::components::marks::SeverityMark;
use crate::components::row_panel::{Values, VerdictView};
use crate::format;

/// The chosen alert.
#[component]
pub fn AlertPanel(
    /// Nothing is shown without one.
    open: RwSignal<Option<Alert>>,
) -> impl IntoView {
    move || {
        let alert = open.get()?;
        Some(view! {
            <aside class="ws-panel" aria-label="Details of the alert" data-testid="alert-detail" on:keydown=move |event| if event.key() == "Escape" { open.set(None) }>
                <button type="button" class="ws-button ws-button--quiet ws-button--icon ws-panel__close" aria-label="Close the details" on:click=move |_| open.set(None)>
                    <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8" /></svg>
                </button>
                <Detail alert=alert />
            </aside>
        })
    }
}

#[component]
fn Detail(alert: Alert) -> impl IntoView {
    let client = expect_context::<Client>();
    let detail = RwSignal::new(None::<Result<RowDetail, RequestError>>);
    if alert.has_detail {
        let id = alert.id;
        spawn_local(async move {
            let answer = client.live_alert(id).await;
            detail.try_set(Some(answer));
        });
    }
    let time = |seconds: f64| format::utc(seconds);
    let reasons = alert
        .reasons
        .iter()
        .map(|reason| view! { <li>{reason.clone()}</li> })
        .collect_view();
    let facts = [
        ("First", Some(time(alert.first))),
        ("Last", Some(time(alert.last))),
        ("Flows", Some(format::count(alert.n_flows))),
        ("Score", alert.score.map(|score| format!("{score:.4}"))),
        ("Technique", alert.technique.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }));
    view! {
        <h3 class="ws-panel__title">{capital(&alert.name)}</h3>
        <dl class="ws-panel__facts">
            <div><dt>"Severity"</dt><dd><SeverityMark severity=alert.severity /></dd></div>
            {facts.collect_view()}
        </dl>
        <h4 class="ws-panel__heading">"Why"</h4>
        <ul class="ws-notes" data-testid="alert-reasons">{reasons}</ul>
        {move || match detail.get() {
            None if !alert.has_detail => view! { <p class="ws-panel__none">"No single flow of it is kept. Open the traffic as a table to see all of them."</p> }.into_any(),
            None => view! { <p class="ws-panel__wait">"Loading…"</p> }.into_any(),
            Some(Err(error)) => view! { <p class="ws-panel__wait">{error.message()}</p> }.into_any(),
            Some(Ok(detail)) => flow(detail).into_any(),
        }}
    }
}

/// The flow that the alert is worst by.
fn flow(detail: RowDetail) -> impl IntoView {
    let explanation = RwSignal::new(None).read_only();
    let verdicts = detail.verdicts.into_iter();
    let verdicts =
        verdicts.map(|verdict| view! { <VerdictView verdict=verdict noun=Noun::Flow explanation=explanation /> });
    view! {
        <h4 class="ws-panel__heading">"Its most unusual flow"</h4>
        {detail.flow.as_ref().map(|flow| view! { <p class="ws-flow__sentence">{flow.sentence.clone()}</p> })}
        <ul class="ws-verdicts">{verdicts.collect_view()}</ul>
        {detail.flow.map(|flow| view! { <FlowFacts flow=*flow /> })}
        <Values cells=detail.cells is_judged=true />
    }
}
