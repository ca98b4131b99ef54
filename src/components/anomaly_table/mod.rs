//! The ranked rows: a grid that draws only what is in view and asks the engine for pages of rows as they come into it.

mod cache;
mod columns;
mod header;
mod keys;
mod row;
mod window;

use std::ops::Range;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_use::use_resize_observer;
use wiresift_engine::message::{RowQuery, SortKey, TableSlot};

use crate::client::Client;
use crate::format;
pub use cache::RowCache;
pub use columns::{ColumnPicker, GridColumn, TableColumn, default_cells};
use header::Header;
use row::GridRow;
use window::Window;

/// Height of a row, in pixels; `anomaly_table.css` says the same.
const ROW_PX: f64 = 28.0;

/// Height of the header row, in pixels; `anomaly_table.css` says the same.
const HEADER_PX: f64 = 30.0;

/// A bar dragged past thousands of rows asks only for those where it rests.
const REST: Duration = Duration::from_millis(40);

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// By what.
    pub key: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Sorting {
    /// The order after a click on a column's head: another column starts with what is most telling on top, the same one turns round.
    pub fn clicked(self, key: SortKey) -> Self {
        if self.key == key {
            return Self {
                descending: !self.descending,
                ..self
            };
        }
        Self {
            key,
            descending: !matches!(key, SortKey::Row | SortKey::Label),
        }
    }
}

/// The grid.
#[component]
pub fn AnomalyTable(
    /// The table.
    table: TableSlot,
    /// What is shown of a row.
    #[prop(into)]
    columns: Signal<Vec<GridColumn>>,
    /// Whether rows that are no anomaly are left out.
    #[prop(into)]
    anomalies_only: Signal<bool>,
    /// The table row whose details are shown.
    open: RwSignal<Option<u32>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let sorting = RwSignal::new(Sorting {
        key: SortKey::Score,
        descending: true,
    });
    let cache = RwSignal::new(RowCache::default());
    let active = RwSignal::new(0_u64);
    let scroll_px = RwSignal::new(0.0);
    let view_px = RwSignal::new(0.0);
    let failure = RwSignal::new(None::<String>);
    let grid = NodeRef::<html::Div>::new();

    let n_rows = Memo::new(move |_| cache.with(RowCache::n_total).unwrap_or_default());
    let window = Memo::new(move |_| Window {
        n_rows: n_rows.get(),
        row_px: ROW_PX,
        view_px: view_px.get(),
    });
    let range = Memo::new(move |_| window.get().range(scroll_px.get()));
    let query = Memo::new(move |_| query(&columns.read(), sorting.get(), anomalies_only.get()));

    let scroll_to = move |px: f64| {
        if let Some(grid) = grid.get_untracked() {
            grid.set_scroll_top(saturating(px));
        }
    };
    Effect::new(move |previous: Option<RowQuery>| {
        let now = query.get();
        if let Some(previous) = previous.filter(|previous| *previous != now) {
            // Which rows there are depends on nothing else, so that the list keeps its height and place while its rows are on their way.
            let same_rows = previous.anomalies_only == now.anomalies_only;
            cache.update(|cache| cache.clear(same_rows));
            failure.set(None);
            if previous.columns == now.columns {
                active.set(0);
                scroll_to(0.0);
            }
        }
        let wanted = range.get_untracked();
        fetch(
            client,
            table,
            query,
            cache,
            failure,
            if wanted.is_empty() { 0..cache::PAGE_ROWS } else { wanted },
        );
        now
    });
    Effect::new(move |_| {
        let wanted = range.get();
        let rested = move || {
            if range.try_get_untracked() == Some(wanted.clone()) {
                fetch(client, table, query, cache, failure, wanted.clone());
            }
        };
        set_timeout(rested, REST);
    });
    drop(use_resize_observer(grid, move |entries, _| {
        if let Some(entry) = entries.first() {
            view_px.set((entry.content_rect().height() - HEADER_PX).max(0.0));
        }
    }));

    let reveal = move |index: u64| {
        if let Some(px) = window.get_untracked().reveal(index, scroll_px.get_untracked()) {
            scroll_to(px);
        }
    };
    let show = move |index: u64| {
        active.set(index);
        if let Some(row) = cache.with_untracked(|cache| cache.get(index).map(|row| row.row)) {
            open.set(Some(row));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(action) = keys::action(&event.key()).filter(|_| !keys::has_modifier(&event)) else {
            return;
        };
        event.prevent_default();
        match action {
            keys::Action::Open => show(active.get_untracked()),
            keys::Action::Close => open.set(None),
            keys::Action::Move(step) => {
                let target = step.target(
                    active.get_untracked(),
                    n_rows.get_untracked(),
                    window.get_untracked().page(),
                );
                active.set(target);
                reveal(target);
                if open.with_untracked(Option::is_some) {
                    show(target);
                }
            }
        }
    };
    let template = move || {
        columns
            .read()
            .iter()
            .map(|column| column.width.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };

    view! {
        <div class="ws-grid-box">
            <div
                class="ws-grid"
                role="grid"
                tabindex="0"
                aria-label="Rows by how anomalous they are"
                aria-rowcount=move || (n_rows.get() + 1).to_string()
                aria-colcount=move || columns.read().len().to_string()
                aria-activedescendant=move || range.get().contains(&active.get()).then(|| row::id(active.get()))
                aria-busy=move || cache.with(|cache| cache.n_total().is_none()).to_string()
                data-testid="anomaly-table"
                data-total=move || n_rows.get().to_string()
                style:--columns=template
                node_ref=grid
                on:scroll=move |_| if let Some(grid) = grid.get_untracked() { scroll_px.set(f64::from(grid.scroll_top())) }
                on:keydown=on_key
            >
                <Header columns=columns sorting=sorting on_sort=move |key| sorting.update(|sorting| *sorting = sorting.clicked(key)) />
                <div class="ws-grid__body" role="rowgroup" style:height=move || format!("{}px", window.get().height())>
                    <div class="ws-grid__block" style:transform=move || format!("translateY({}px)", window.get().offset(range.get().start, scroll_px.get()))>
                        <For each=move || range.get() key=|index| *index let:index>
                            <GridRow index=index cache=cache columns=columns active=active open=open on_open=show />
                        </For>
                    </div>
                </div>
            </div>
            {move || {
                let message = match (failure.get(), cache.with(RowCache::n_total)) {
                    (Some(message), _) => message,
                    (None, Some(0)) => "No row has enough votes. A higher expected anomaly ratio or fewer votes would flag some.".to_owned(),
                    (None, Some(_) | None) => return None,
                };
                Some(view! { <p class="ws-grid-box__message">{message}</p> })
            }}
            <p class="ws-grid-box__foot">
                {move || cache.with(RowCache::n_total).map(|n| format::plural(n, "row", "rows"))}
                <span class="ws-grid-box__keys">"↑ ↓ or j k to move, Enter for details, Esc to close"</span>
            </p>
        </div>
    }
}

fn query(columns: &[GridColumn], sorting: Sorting, anomalies_only: bool) -> RowQuery {
    let cells = columns.iter().filter_map(|column| match column.kind {
        TableColumn::Cell { column, .. } => Some(column),
        _ => None,
    });
    RowQuery {
        anomalies_only,
        sort: sorting.key,
        descending: sorting.descending,
        offset: 0,
        limit: u32::try_from(cache::PAGE_ROWS).unwrap_or(u32::MAX),
        columns: cells.collect(),
    }
}

/// Asks for the pages of some rows that are not there yet. An answer to a query that has changed meanwhile is dropped.
fn fetch(
    client: Client,
    table: TableSlot,
    query: Memo<RowQuery>,
    cache: RwSignal<RowCache>,
    failure: RwSignal<Option<String>>,
    rows: Range<u64>,
) {
    let mut missing = Vec::new();
    // Marking pages as asked for changes nothing that is shown.
    cache.update_untracked(|cache| missing = cache.request(&rows));
    for page in missing {
        spawn_local(async move {
            let Some(asked) = query.try_get_untracked() else { return };
            let offset = page * cache::PAGE_ROWS;
            let answer = client
                .rows(
                    table,
                    RowQuery {
                        offset,
                        ..asked.clone()
                    },
                )
                .await;
            if query.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            match answer {
                Ok(answer) => cache.update(|cache| cache.insert(page, answer)),
                Err(error) => {
                    failure.set(Some(error.message()));
                    cache.update(|cache| cache.forget(page));
                }
            }
        });
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most `MAX_HEIGHT`; `as` saturates")]
fn saturating(px: f64) -> i32 {
    px.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_sorts_and_a_second_one_turns_round() {
        let sorting = Sorting {
            key: SortKey::Score,
            descending: true,
        };
        assert!(!sorting.clicked(SortKey::Score).descending);
        assert_eq!(
            sorting.clicked(SortKey::Column(3)),
            Sorting {
                key: SortKey::Column(3),
                descending: true
            }
        );
        assert_eq!(
            sorting.clicked(SortKey::Label),
            Sorting {
                key: SortKey::Label,
                descending: false
            }
        );
    }

    #[test]
    fn only_cells_are_asked_for_by_index() {
        let cell = |column| GridColumn::cell(column, "name", None, true);
        let columns = [
            GridColumn::fixed(TableColumn::Score),
            cell(4),
            GridColumn::fixed(TableColumn::Label),
            cell(2),
        ];
        let query = query(
            &columns,
            Sorting {
                key: SortKey::Row,
                descending: false,
            },
            true,
        );
        assert_eq!(
            (query.columns, query.offset, query.anomalies_only),
            (vec![4, 2], 0, true)
        );
    }
}
