//! Two versions on the same rows.

use leptos::prelude::*;
use wiresift_engine::message::{TableSlot, VersionComparison, VersionId, VersionInfo, VersionList, VersionSide};

use super::contrast::ContrastList;
use crate::client::Client;
use crate::components::card::{Card, Figure};
use crate::components::field::{Choice, Segments};
use crate::components::row_panel::RowPanel;
use crate::format;
use crate::state::Session;

/// Chooses two versions and a table, and shows how they differ.
#[component]
pub fn CompareVersions(
    /// The versions.
    #[prop(into)]
    list: Signal<VersionList>,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let has_test = Memo::new(move |_| session.with(|session| session.tables.test.is_some()));
    let slot = RwSignal::new(TableSlot::Training);
    let chosen_a = RwSignal::new(None::<VersionId>);
    let chosen_b = RwSignal::new(None::<VersionId>);
    // Until somebody chooses: the one in use, and the newest other one.
    let a = Memo::new(move |_| list.with(|list| known(list, chosen_a.get()).or(list.current)));
    let b = Memo::new(move |_| {
        list.with(|list| {
            let other = list
                .versions
                .iter()
                .map(|version| version.id)
                .find(|id| Some(*id) != a.get());
            known(list, chosen_b.get()).or(other)
        })
    });
    let is_ready = move || a.get() != b.get() && a.get().is_some() && b.get().is_some() && !is_busy.get();
    let compare = move |_| {
        let named = |id: Option<VersionId>| list.with(|list| Some((id?, name(list, id?)?)));
        if let (Some(a), Some(b)) = (named(a.get_untracked()), named(b.get_untracked())) {
            let slot = if has_test.get_untracked() {
                slot.get_untracked()
            } else {
                TableSlot::Training
            };
            client.compare_versions(a, b, slot);
        }
    };
    let comparison = Memo::new(move |_| session.with(|session| session.comparison.clone()));
    let options = Memo::new(move |_| {
        list.with(|list| {
            let option = |version: &VersionInfo| (Some(version.id), version.name.clone());
            list.versions.iter().map(option).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || list.with(|list| list.versions.len() > 1)>
            <Card title="Side by side" note="Both score the same rows; where they disagree is listed" class="ws-compare">
                <div class="ws-compare__choice">
                    {move || view! {
                        <label class="ws-compare__side" data-testid="compare-a">
                            <span>"A"</span>
                            <Choice label="Model A" options=options.get() value=a on_change=move |id| chosen_a.set(id) />
                        </label>
                        <label class="ws-compare__side" data-testid="compare-b">
                            <span>"B"</span>
                            <Choice label="Model B" options=options.get() value=b on_change=move |id| chosen_b.set(id) />
                        </label>
                    }}
                    <Show when=move || has_test.get()>
                        <Segments
                            label="Table"
                            name="compare-table"
                            options=vec![(TableSlot::Training, "Training table"), (TableSlot::Test, "Test table")]
                            value=slot
                            on_change=move |table| slot.set(table)
                        />
                    </Show>
                    <button type="button" class="ws-button ws-button--primary" data-testid="compare" disabled=move || !is_ready() on:click=compare>
                        "Compare"
                    </button>
                </div>
                {move || comparison.get().map(|comparison| view! { <Compared comparison=(*comparison).clone() /> })}
            </Card>
        </Show>
    }
}

fn known(list: &VersionList, id: Option<VersionId>) -> Option<VersionId> {
    id.filter(|id| list.versions.iter().any(|version| version.id == *id))
}

fn name(list: &VersionList, id: VersionId) -> Option<String> {
    let version = list.versions.iter().find(|version| version.id == id)?;
    Some(version.name.clone())
}

#[component]
fn Compared(comparison: VersionComparison) -> impl IntoView {
    let VersionComparison {
        slot,
        table,
        noun,
        n_rows,
        a,
        b,
        n_both,
        n_only_a,
        only_a,
        n_only_b,
        only_b,
        rank_correlation,
    } = comparison;
    let n_agreed = n_rows - n_only_a - n_only_b;
    let open = RwSignal::new(None::<u32>);
    let sentence = format!(
        "They agree on {} of the {} of {table}.",
        format::share(n_agreed, n_rows),
        format::counted(n_rows, noun)
    );
    let (title_a, title_b) = (format!("Only A, {}", a.name), format!("Only B, {}", b.name));
    view! {
        <div class="ws-compare__result" data-testid="comparison">
            <p>{sentence}</p>
            <dl class="ws-figures">
                <Figure label="Flagged by both" value=format::count(n_both) exact=n_both.to_string() testid="compare-both" />
                <Figure label="Only by A" value=format::count(n_only_a) exact=n_only_a.to_string() testid="compare-only-a" />
                <Figure label="Only by B" value=format::count(n_only_b) exact=n_only_b.to_string() testid="compare-only-b" />
                <Figure
                    label="Order alike"
                    value=format::metric(rank_correlation)
                    testid="compare-order"
                    hint="Spearman's correlation of the two rankings: 1 is the same order, 0 is none in common"
                />
            </dl>
            <div class="ws-scroll"><SideTable a=a b=b /></div>
            <div class="ws-compare__body" class:ws-compare__body--open=move || open.get().is_some()>
                <div class="ws-compare__lists">
                    <ContrastList title=title_a n=n_only_a rows=only_a noun=noun open=open testid="only-a" />
                    <ContrastList title=title_b n=n_only_b rows=only_b noun=noun open=open testid="only-b" />
                </div>
                <RowPanel table=slot noun=noun open=open />
            </div>
        </div>
    }
}

#[component]
fn SideTable(a: VersionSide, b: VersionSide) -> impl IntoView {
    let row = |letter: &'static str, side: VersionSide| {
        let metric = |of: fn(&wiresift_engine::message::Metrics) -> Option<f64>| {
            format::metric(side.metrics.as_ref().and_then(of))
        };
        let (precision, recall) = (metric(|metrics| metrics.precision), metric(|metrics| metrics.recall));
        let (f1, auc) = (metric(|metrics| metrics.f1), metric(|metrics| metrics.roc_auc));
        let [low, medium, high] = side.severities.map(format::count);
        view! {
            <tr>
                <th scope="row">{format!("{letter}: {}", side.name)}</th>
                <td class="ws-table__number">{format::count(side.n_flagged)}</td>
                <td class="ws-table__number">{high}</td>
                <td class="ws-table__number">{medium}</td>
                <td class="ws-table__number">{low}</td>
                <td class="ws-table__number">{precision}</td>
                <td class="ws-table__number">{recall}</td>
                <td class="ws-table__number">{f1}</td>
                <td class="ws-table__number">{auc}</td>
                <td class="ws-table__number">{format!("{} / {}", format::count(side.n_true), format::count(side.n_false))}</td>
            </tr>
        }
    };
    view! {
        <table class="ws-table">
            <thead>
                <tr>
                    <th scope="col">"Model"</th>
                    <th scope="col" class="ws-table__number">"Flagged"</th>
                    <th scope="col" class="ws-table__number">"High"</th>
                    <th scope="col" class="ws-table__number">"Medium"</th>
                    <th scope="col" class="ws-table__number">"Low"</th>
                    <th scope="col" class="ws-table__number">"Precision"</th>
                    <th scope="col" class="ws-table__number">"Recall"</th>
                    <th scope="col" class="ws-table__number">"F1"</th>
                    <th scope="col" class="ws-table__number">"ROC-AUC"</th>
                    <th scope="col" class="ws-table__number">"Your marks: true / false"</th>
                </tr>
            </thead>
            <tbody>{row("A", a)} {row("B", b)}</tbody>
        </table>
    }
}
