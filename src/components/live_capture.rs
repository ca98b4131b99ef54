//! A capture while it is read: numbers that move, and the flows as they end.

use leptos::prelude::*;
use wiresift_engine::message::{CaptureProgress, EndedFlow};

use super::card::Figure;
use crate::format;
use crate::state::{LiveCapture, Shared};

/// What is known of a capture so far.
#[component]
pub fn LiveCaptureView(
    /// The last look at it; nothing is shown without one.
    #[prop(into)]
    capture: Signal<Option<Shared<LiveCapture>>>,
) -> impl IntoView {
    view! {
        <div class="ws-live" data-testid="live-capture">
            {move || capture.get().map(|capture| figures(&capture.progress))}
            {move || capture.get().map(|capture| busiest(&capture.progress))}
            <ol class="ws-live__flows" aria-label="Flows that ended, the last one first" data-testid="live-flows">
                <For each=move || capture.get().map(|capture| capture.ended.iter().cloned().collect::<Vec<_>>()).unwrap_or_default() key=|flow| flow.id let:flow>
                    <Line flow=flow />
                </For>
            </ol>
        </div>
    }
}

fn figures(progress: &CaptureProgress) -> impl IntoView + use<> {
    let CaptureProgress {
        n_packets,
        n_bytes,
        n_flows,
        n_open,
        duration,
        ..
    } = *progress;
    view! {
        <dl class="ws-figures">
            <Figure label="Packets" value=format::count(n_packets) exact=n_packets.to_string() testid="live-packets" />
            <Figure label="Bytes" value=format::bytes(n_bytes) exact=n_bytes.to_string() />
            <Figure label="Flows" value=format::count(n_flows) exact=n_flows.to_string() />
            <Figure label="Open" value=format::count(n_open) exact=n_open.to_string() hint="Flows that have not ended yet" />
            <Figure label="Traffic of" value=format::duration(duration) exact=duration.to_string() />
        </dl>
    }
}

/// Who and what has most bytes so far, in a line each.
fn busiest(progress: &CaptureProgress) -> impl IntoView + use<> {
    let talkers: Vec<String> = progress
        .talkers
        .iter()
        .map(|talker| {
            format!(
                "{} {}",
                talker.address,
                format::bytes(talker.bytes_out + talker.bytes_in)
            )
        })
        .collect();
    let services: Vec<String> = progress
        .services
        .iter()
        .map(|service| format!("{} {}", service.name, format::bytes(service.n_bytes)))
        .collect();
    let line = |name: &'static str, values: Vec<String>| {
        (!values.is_empty()).then(|| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{values.join(" · ")}</dd>
                </div>
            }
        })
    };
    view! { <dl class="ws-live__busiest">{line("Top talkers", talkers)} {line("Top services", services)}</dl> }
}

#[component]
fn Line(flow: EndedFlow) -> impl IntoView {
    view! {
        <li class="ws-live__flow">
            <span class="ws-live__time">{format::clock(flow.start.floor())}</span>
            <span class="ws-live__ends">{flow.originator} " → " {flow.responder}</span>
            <span>{flow.protocol}</span>
            <span>{flow.state}</span>
            <span class="ws-live__bytes">{format::bytes(flow.n_bytes)}</span>
        </li>
    }
}
