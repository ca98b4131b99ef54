//! The heads of the columns.

use leptos::prelude::*;
use wiresift_engine::message::SortKey;

use super::{GridColumn, Sorting};

/// The heads; those that can order the rows are buttons.
#[component]
pub fn Header(
    /// The columns.
    #[prop(into)]
    columns: Signal<Vec<GridColumn>>,
    /// The order of the rows.
    #[prop(into)]
    sorting: Signal<Sorting>,
    /// A head was clicked.
    #[prop(into)]
    on_sort: Callback<SortKey>,
) -> impl IntoView {
    let cell = move |column: GridColumn| {
        let key = column.kind.sort_key();
        let is_sorted = move || key.is_some_and(|key| sorting.get().key == key);
        let aria_sort = move || match (key, is_sorted(), sorting.get().descending) {
            (None, ..) => None,
            (_, false, _) => Some("none"),
            (_, true, true) => Some("descending"),
            (_, true, false) => Some("ascending"),
        };
        let arrow = move || match (is_sorted(), sorting.get().descending) {
            (false, _) => "",
            (true, true) => "↓",
            (true, false) => "↑",
        };
        let (title, hint) = (column.title.clone(), column.title.clone());
        let content = match key {
            Some(key) => view! {
                <button type="button" class="ws-grid__sort" title=hint on:click=move |_| on_sort.run(key)>
                    <span class="ws-grid__title">{title}</span>
                    <span aria-hidden="true">{arrow}</span>
                </button>
            }
            .into_any(),
            None => view! { <span class="ws-grid__title" title="Follows the votes">{title}</span> }.into_any(),
        };
        view! {
            <div class="ws-grid__head-cell" class:ws-grid__head-cell--number=column.kind.is_number() role="columnheader" aria-sort=aria_sort>
                {content}
            </div>
        }
    };
    view! {
        <div class="ws-grid__head" role="row" aria-rowindex="1">
            {move || columns.get().into_iter().map(cell).collect_view()}
        </div>
    }
}
