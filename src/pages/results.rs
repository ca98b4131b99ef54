//! Step four: what stands out.

mod anomalies;
mod charts;
mod summary;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{ErrorKind, ErrorReport, Overview, Summary, TableSlot};

use crate::browser;
use crate::client::Client;
use crate::components::card::Card;
use crate::components::detectors::{AgreementMatrix, DetectorTable};
use crate::components::field::Segments;
use crate::format;
use crate::state::{Session, Shared};
use anomalies::Anomalies;
use charts::{FeatureDistribution, LossCurve, RocCurves, ScoreSpread, SeverityChart, TimelineChart, VotesChart};
use summary::{Headline, LabelRecall, Timings};

/// The results of the training table and of the test table.
#[component]
pub fn ResultsPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let has_test = Memo::new(move |_| session.with(|session| session.results.test.is_some()));
    let chosen = RwSignal::new(if has_test.get_untracked() {
        TableSlot::Test
    } else {
        TableSlot::Training
    });
    let slot = Memo::new(move |_| {
        if has_test.get() {
            chosen.get()
        } else {
            TableSlot::Training
        }
    });
    let result = Memo::new(move |_| {
        let slot = slot.get();
        session.with(|session| {
            Some((
                slot,
                session.results.get(slot)?.clone(),
                session.tables.get(slot)?.clone(),
            ))
        })
    });
    let is_stale = Memo::new(move |_| session.with(|session| session.results_are_stale));
    view! {
        <Show when=move || has_test.get()>
            <Segments
                label="Table"
                name="result-slot"
                options=vec![(TableSlot::Training, "Training table"), (TableSlot::Test, "Test table")]
                value=slot
                on_change=move |slot| chosen.set(slot)
            />
        </Show>
        <Show when=move || is_stale.get()>
            <p class="ws-hint" role="status">"Columns or labels were edited since. " <a href="#train">"Train again"</a> " to see the effect."</p>
        </Show>
        {move || result.get().map(|(slot, summary, overview)| view! { <Result table=slot summary=summary overview=overview /> })}
    }
}

#[component]
fn Result(table: TableSlot, summary: Shared<Summary>, overview: Shared<Overview>) -> impl IntoView {
    let kinds: Vec<_> = summary.detectors.iter().map(|detector| detector.kind).collect();
    let voters = kinds.iter().fold(0, |bits, kind| bits | kind.bit());
    let n_detectors = kinds.len() as u64;
    let is_labelled = summary.metrics.is_some();
    let has_values = !summary.labels.is_empty();
    let has_curves = !summary.roc.is_empty();
    let notes = summary.notes.clone();
    let learned = format!(
        "Learned from {} with {}",
        format::plural(summary.n_training_rows, "row", "rows"),
        format::plural(n_detectors, "detector", "detectors"),
    );
    let (detectors, n_rows, agreement) = (summary.detectors.clone(), summary.n_rows, summary.agreement.clone());
    let [for_curves, for_labels, for_times] = [summary.clone(), summary.clone(), summary.clone()];
    view! {
        <header class="ws-page-head">
            <h1 class="ws-page-head__title">{summary.name.clone()}</h1>
            <p class="ws-page-head__note">{learned}</p>
            <DownloadReport table=table />
        </header>
        <Headline summary=summary.clone() />
        <div class="ws-board">
            <TimelineChart summary=summary.clone() />
            <SeverityChart summary=summary.clone() />
        </div>
        <Anomalies table=table overview=overview.clone() is_labelled=is_labelled voters=voters />
        <Card title="Detectors" note="A score above the threshold is a vote. Scores of different detectors have different scales.">
            <DetectorTable detectors=detectors n_rows=n_rows />
        </Card>
        <div class="ws-board ws-board--even">
            <VotesChart summary=summary.clone() />
            <Card title="Agreement" note="Rows that both detectors flagged.">
                <AgreementMatrix detectors=kinds counts=agreement />
            </Card>
            <FeatureDistribution table=table overview=overview />
            <ScoreSpread summary=summary.clone() />
            {has_curves.then(|| view! { <RocCurves summary=for_curves /> })}
            {has_values.then(|| view! { <LabelRecall summary=for_labels /> })}
            <LossCurve summary=summary.clone() />
            <Timings summary=for_times />
        </div>
        {(!notes.is_empty())
            .then(|| {
                view! {
                    <Card title="Notes" note="Caps that were applied, and values that were filled in.">
                        <ul class="ws-notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
                    </Card>
                }
            })}
    }
}

#[component]
fn DownloadReport(table: TableSlot) -> impl IntoView {
    let client = expect_context::<Client>();
    let session = expect_context::<RwSignal<Session>>();
    let is_busy = RwSignal::new(false);
    let download = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            let saved = match client.report(table).await {
                Ok((file_name, bytes)) => browser::save(
                    &format::stamped(&file_name, browser::now()),
                    "text/csv;charset=utf-8",
                    &bytes,
                ),
                Err(error) => Err(error.message()),
            };
            if let Err(message) = saved {
                let report = ErrorReport {
                    kind: ErrorKind::Environment,
                    message,
                    hint: None,
                };
                session.update(|session| session.show(report, false));
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <button type="button" class="ws-button ws-page-head__action" data-testid="download-report" disabled=is_busy on:click=download>
            <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2.5v7M5 7l3 3 3-3M3 13h10" /></svg>
            "Download report (CSV)"
        </button>
    }
}
