//! A row of the grid.

use std::ops::RangeInclusive;

use leptos::prelude::*;
use wiresift_engine::message::{RowSummary, RowVerdict};

use super::{CellFormat, GridColumn, RowCache, TableColumn};
use crate::components::family::FamilyMark;
use crate::components::marks::{JudgementMark, SeverityMark, VoteMarks};
use crate::format;

/// Text that fits into most columns.
const MAX_CHARS: usize = 16;

/// The id of the element of a row, for `aria-activedescendant`.
pub fn id(index: u64) -> String {
    format!("ws-row-{index}")
}

/// A row, or its place while it is on its way.
#[component]
pub fn GridRow(
    /// Its place in the list, from 0.
    index: u64,
    /// Where it is found.
    cache: RwSignal<RowCache>,
    /// What is shown of it.
    #[prop(into)]
    columns: Signal<Vec<GridColumn>>,
    /// Bits of the detectors that could vote.
    voters: u8,
    /// The row that the keyboard is at.
    #[prop(into)]
    active: Signal<u64>,
    /// The table row whose details are shown.
    #[prop(into)]
    open: Signal<Option<u32>>,
    /// The rows chosen together.
    #[prop(into)]
    selected: Signal<Option<RangeInclusive<u64>>>,
    /// It was clicked, with or without the shift key.
    #[prop(into)]
    on_click: Callback<(u64, bool)>,
) -> impl IntoView {
    let row = Memo::new(move |_| cache.with(|cache| cache.get(index).cloned()));
    let is_open = move || {
        row.with(|row| row.as_ref().map(|row| row.row))
            .is_some_and(|row| open.get() == Some(row))
    };
    let is_selected = move || selected.get().is_some_and(|selected| selected.contains(&index));
    let of = move |read: fn(&RowSummary) -> Option<String>| row.with(|row| row.as_ref().and_then(read));
    view! {
        <div
            id=id(index)
            class="ws-grid__row"
            class:ws-grid__row--odd=index % 2 == 1
            class:ws-grid__row--active=move || active.get() == index
            class:ws-grid__row--open=is_open
            class:ws-grid__row--selected=is_selected
            role="row"
            aria-rowindex=(index + 2).to_string()
            aria-selected=move || (is_open() || is_selected()).to_string()
            data-testid=format!("row-{index}")
            data-row=move || of(|row| Some(row.row.to_string()))
            data-score=move || of(|row| Some(row.verdict?.score.to_string()))
            data-votes=move || of(|row| Some(row.verdict?.votes.to_string()))
            data-mark=move || of(|row| Some(row.mark.as_ref()?.judgement.name().to_owned()))
            on:click=move |event| on_click.run((index, event.shift_key()))
        >
            {move || match row.get() {
                Some(row) => cells(&row, &columns.read(), voters).into_any(),
                None => view! { <span class="ws-grid__pending" role="gridcell">"…"</span> }.into_any(),
            }}
        </div>
    }
}

fn cells(row: &RowSummary, columns: &[GridColumn], voters: u8) -> impl IntoView + use<> {
    let mut values = row.cells.iter();
    columns
        .iter()
        .map(|column| {
            let content = match column.kind {
                TableColumn::Mark => row
                    .mark
                    .as_ref()
                    .map(|mark| view! { <JudgementMark judgement=mark.judgement /> })
                    .into_any(),
                TableColumn::Family => row
                    .family
                    .clone()
                    .map(|family| view! { <FamilyMark family=family /> })
                    .into_any(),
                TableColumn::Label => label(row).into_any(),
                TableColumn::Row => format::count(u64::from(row.row)).into_any(),
                TableColumn::Cell { format, .. } => values.next().map(|value| cell(format, value)).into_any(),
                kind => row.verdict.map(|verdict| judged(kind, verdict, voters)).into_any(),
            };
            view! {
                <div class="ws-grid__cell" class:ws-grid__cell--number=column.kind.is_number() role="gridcell">
                    {content}
                </div>
            }
        })
        .collect_view()
}

/// A value; what is cut for its length shows whole under the pointer.
fn cell(format: CellFormat, value: &str) -> AnyView {
    let shown = format.show(value);
    if shown.chars().count() > MAX_CHARS {
        let whole = shown.clone();
        return view! { <span title=whole>{shown}</span> }.into_any();
    }
    shown.into_any()
}

/// What the ensemble says, in its column.
fn judged(column: TableColumn, verdict: RowVerdict, voters: u8) -> AnyView {
    match column {
        TableColumn::Score => format!("{:.4}", verdict.score).into_any(),
        TableColumn::Severity => view! { <SeverityMark severity=verdict.severity /> }.into_any(),
        TableColumn::Votes => view! { <VoteMarks votes=verdict.votes voters=voters /> }.into_any(),
        TableColumn::Confidence => format!("{:.0}%", verdict.confidence * 100.0).into_any(),
        TableColumn::Mark | TableColumn::Family | TableColumn::Label | TableColumn::Row | TableColumn::Cell { .. } => {
            ().into_any()
        }
    }
}

fn label(row: &RowSummary) -> impl IntoView + use<> {
    let is_attack = row.is_attack.unwrap_or_default();
    row.label.clone().map(|label| {
        view! {
            <span class="ws-label" class:ws-label--attack=is_attack title=if is_attack { "Labelled as an attack" } else { "Labelled as normal" }>
                {label}
            </span>
        }
    })
}
