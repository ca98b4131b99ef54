//! What is on the wire: counts, rates, protocols, top talkers, active flows.

use leptos::prelude::*;
use wiresift_engine::message::{ActiveFlow, LiveCounts, LiveShare, LiveView, Talker};

use super::rates::Rates;
use crate::client::Client;
use crate::components::card::{Card, Figure};
use crate::format;

/// Everything that moves.
#[component]
pub fn Traffic() -> impl IntoView {
    let live = expect_context::<Client>().live();
    let of = move |part: fn(&LiveView) -> AnyView| move || live.view.with(|view| view.as_ref().map(|view| part(view)));
    view! {
        <div class="ws-watch__side">
            <Card title="Traffic">
                {of(|view| figures(&view.counts).into_any())}
                <Rates />
                {of(|view| notes(view).into_any())}
            </Card>
            <Card title="Protocols">{of(|view| protocols(&view.protocols).into_any())}</Card>
            <Card title="Top talkers">{of(|view| talkers(&view.talkers).into_any())}</Card>
            <Card title="Active flows">{of(|view| active(&view.active).into_any())}</Card>
        </div>
    }
}

fn figures(counts: &LiveCounts) -> impl IntoView + use<> {
    let LiveCounts {
        n_packets,
        n_bytes,
        n_ended,
        n_open,
        n_missed,
        ..
    } = *counts;
    view! {
        <dl class="ws-figures">
            <Figure label="Packets" value=format::count(n_packets) exact=n_packets.to_string() testid="live-packets-total" />
            <Figure label="Bytes" value=format::bytes(n_bytes) exact=n_bytes.to_string() />
            <Figure label="Flows ended" value=format::count(n_ended) exact=n_ended.to_string() testid="live-flows-ended" />
            <Figure label="Open" value=format::count(n_open) exact=n_open.to_string() testid="live-flows-open" />
            <Figure
                label="Dropped"
                value=format::count(n_missed)
                exact=n_missed.to_string()
                testid="live-missed"
                hint="Lost between the sidecar and this page, by the gaps in their numbers"
            />
        </dl>
    }
}

/// Limits that were met: nothing is left out in silence.
fn notes(view: &LiveView) -> impl IntoView + use<> {
    let counts = &view.counts;
    let counted = [
        (counts.n_evicted, "flows were ended early, because too many were open"),
        (counts.n_forgotten, "old flows were forgotten to make room"),
        (
            counts.n_unscored,
            "flows were not scored, because too many ended at once",
        ),
        (counts.n_damaged, "messages of the sidecar could not be read"),
    ];
    let mut notes: Vec<String> = counted
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{} {what}.", format::count(n)))
        .collect();
    notes.extend(view.notes.iter().cloned());
    let has_notes = !notes.is_empty();
    has_notes.then(|| {
        let lines = notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view();
        view! { <ul class="ws-notes" data-testid="live-notes">{lines}</ul> }
    })
}

fn protocols(shares: &[LiveShare]) -> impl IntoView + use<> {
    let most = shares.iter().map(|share| share.n_bytes).max().unwrap_or(0).max(1);
    let line = |share: &LiveShare| {
        bar(
            share.name.clone(),
            format::bytes(share.n_bytes),
            share.n_bytes as f64 / most as f64,
        )
    };
    view! { <ul class="ws-bars" data-testid="live-protocols">{shares.iter().map(line).collect_view()}</ul> }
}

fn talkers(talkers: &[Talker]) -> impl IntoView + use<> {
    let total = |talker: &Talker| talker.bytes_out.saturating_add(talker.bytes_in);
    let most = talkers.iter().map(total).max().unwrap_or(0).max(1);
    let line = |talker: &Talker| {
        let share = total(talker) as f64 / most as f64;
        let value = format!(
            "↑ {} ↓ {}",
            format::bytes(talker.bytes_out),
            format::bytes(talker.bytes_in)
        );
        bar(talker.address.clone(), value, share)
    };
    view! { <ul class="ws-bars" data-testid="live-talkers">{talkers.iter().map(line).collect_view()}</ul> }
}

fn bar(name: String, value: String, share: f64) -> impl IntoView {
    view! {
        <li class="ws-bars__line" style:--share=format!("{share:.4}")>
            <span class="ws-bars__name" title=name.clone()>{name.clone()}</span>
            <span class="ws-bars__value">{value}</span>
        </li>
    }
}

fn active(flows: &[ActiveFlow]) -> impl IntoView + use<> {
    if flows.is_empty() {
        return view! { <p class="ws-card__note">"No flow had a packet in the last ten seconds."</p> }.into_any();
    }
    let line = |flow: &ActiveFlow| {
        view! {
            <li class="ws-live__flow ws-active">
                <span class="ws-live__ends" title=format!("{} → {}", flow.originator, flow.responder)>
                    {flow.originator.clone()} " → " {flow.responder.clone()}
                </span>
                <span>{flow.protocol.clone()}</span>
                <span>{format::duration(flow.duration)}</span>
                <span class="ws-live__bytes">{format::bytes(flow.n_bytes)}</span>
                <span class="ws-live__bytes" title="Score so far: the share of the baseline that is more ordinary">
                    {flow.score.map_or_else(String::new, |score| format!("{score:.2}"))}
                </span>
            </li>
        }
    };
    view! { <ol class="ws-active__list" data-testid="live-active">{flows.iter().map(line).collect_view()}</ol> }
        .into_any()
}
