//! A flow in words, and its first packets as a plot.

use leptos::prelude::*;
use wiresift_engine::message::{Explained, FlowDetail, TracePoint};

use crate::charts::{ChartView, NumbersTable, options};
use crate::format;

/// What was said, how it went. Who talked to whom stands above it.
#[component]
pub fn FlowFacts(
    /// The flow.
    flow: FlowDetail,
) -> impl IntoView {
    let FlowDetail {
        sentence: _,
        community_id,
        state,
        history,
        facts,
        trace,
        n_packets,
        trace_note,
    } = flow;
    let state = state.map(|state| fact("State", format!("{} – {}", state.code, state.meaning)));
    let facts = facts.into_iter().map(|(name, value)| fact(&name, value)).collect_view();
    view! {
        <section class="ws-flow" aria-label="The flow" data-testid="flow-facts">
            <dl class="ws-flow__facts">
                {facts} {state} {community_id.map(|id| fact("Community ID", id))}
            </dl>
            {(!history.is_empty()).then(|| view! { <History letters=history /> })}
            {(!trace.is_empty()).then(|| view! { <Trace trace=trace n_packets=n_packets /> })}
            {trace_note.map(|note| view! { <p class="ws-card__note">{note}</p> })}
        </section>
    }
}

fn fact(name: &str, value: String) -> impl IntoView + use<> {
    view! {
        <div>
            <dt>{name.to_owned()}</dt>
            <dd>{value}</dd>
        </div>
    }
}

#[component]
fn History(letters: Vec<Explained>) -> impl IntoView {
    let code: String = letters.iter().map(|letter| letter.code.as_str()).collect();
    let line = |letter: Explained| view! { <li><code>{letter.code}</code> {letter.meaning}</li> };
    view! {
        <details class="ws-flow__history">
            <summary>"History " <code>{code}</code></summary>
            <ol>{letters.into_iter().map(line).collect_view()}</ol>
        </details>
    }
}

#[component]
fn Trace(trace: Vec<TracePoint>, n_packets: Option<u64>) -> impl IntoView {
    let shown = trace.len() as u64;
    let title = match n_packets {
        Some(all) if all > shown => format!("First {shown} of {} packets", format::count(all)),
        _ => "Packets".to_owned(),
    };
    let n_out = trace.iter().filter(|packet| packet.size >= 0).count();
    let label = format!(
        "Sizes of the first {shown} packets over {}: {n_out} from the originator, upwards, and {} from the responder, downwards",
        format::duration(trace.last().map_or(0.0, |packet| packet.seconds)),
        trace.len() - n_out
    );
    let headers = ["Seconds", "From", "Bytes"].map(str::to_owned).to_vec();
    let rows = trace.iter().map(|packet| {
        let from = if packet.size >= 0 { "originator" } else { "responder" };
        vec![
            format!("{:.6}", packet.seconds),
            from.to_owned(),
            packet.size.unsigned_abs().to_string(),
        ]
    });
    let rows = rows.collect();
    view! {
        <figure class="ws-flow__trace" data-testid="flow-trace" data-packets=shown.to_string()>
            <figcaption class="ws-panel__heading">{title}</figcaption>
            <ChartView class="ws-chart--small" label=label option=move |palette| Some(options::trace(&palette, &trace)) />
            <NumbersTable headers=headers rows=rows />
        </figure>
    }
}
