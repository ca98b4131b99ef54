//! Rows, ranked or not: a grid that draws only what is in view and asks the engine for pages of rows as they come into it.

mod cache;
mod columns;
mod grid;
mod header;
mod keys;
mod row;
mod window;

use leptos::prelude::*;
use wiresift_engine::message::{Filter, Noun, RowQuery, SortKey, TableSlot};

use crate::client::Client;
use crate::components::cell_menu::CellMenuContext;
use crate::format;
pub use cache::RowCache;
pub use columns::{CellFormat, ColumnPicker, GridColumn, TableColumn, default_cells};
use grid::Grid;
use header::Header;
pub use keys::HELP as KEYS_HELP;
use row::GridRow;

/// What keys do.
const KEYS: &str = "↑ ↓ or j k to move, Enter for details, Esc to close";

/// What keys do where rows can be judged.
const RANKED_KEYS: &str = "↑ ↓ or j k to move, Shift to choose several, Enter for details; \
     t true positive, f false positive, u neither; Ctrl+Z to undo";

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// By what.
    pub key: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Sorting {
    /// The order before anyone chooses: most anomalous first, or as the rows came.
    fn first(is_ranked: bool) -> Self {
        Self {
            key: if is_ranked { SortKey::Score } else { SortKey::Row },
            descending: is_ranked,
        }
    }

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
pub fn RowTable(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// What is shown of a row.
    #[prop(into)]
    columns: Signal<Vec<GridColumn>>,
    /// Bits of the detectors that could vote; `None` before there is a result.
    voters: Option<u8>,
    /// Whether rows that are no anomaly are left out.
    #[prop(into)]
    anomalies_only: Signal<bool>,
    /// What rows must be like.
    #[prop(into)]
    filter: Signal<Filter>,
    /// The table row whose details are shown.
    open: RwSignal<Option<u32>>,
) -> impl IntoView {
    let sorting = RwSignal::new(Sorting::first(voters.is_some()));
    let query = Memo::new(move |_| query(&columns.read(), sorting.get(), anomalies_only.get(), filter.get()));
    let grid = Grid::new(expect_context::<Client>(), table, query, voters.is_some(), open);
    grid.follow();
    let cell_menu = expect_context::<CellMenuContext>();
    let (label, testid) = match voters {
        Some(_) => (format!("{} by how anomalous they are", noun.titles()), "anomaly-table"),
        None => (format!("{} in their order", noun.titles()), "row-table"),
    };
    let template = move || {
        let widths: Vec<_> = columns.read().iter().map(|column| column.width.clone()).collect();
        widths.join(" ")
    };

    view! {
        <div class="ws-grid-box">
            <div
                class="ws-grid"
                role="grid"
                tabindex="0"
                aria-label=label
                aria-rowcount=move || (grid.n_rows.get() + 1).to_string()
                aria-multiselectable=voters.is_some().then_some("true")
                aria-colcount=move || columns.read().len().to_string()
                aria-activedescendant=move || grid.range.get().contains(&grid.active.get()).then(|| row::id(grid.active.get()))
                aria-busy=move || grid.cache.with(|cache| cache.n_total().is_none()).to_string()
                data-testid=testid
                data-total=move || grid.n_rows.get().to_string()
                style:--columns=template
                node_ref=grid.node
                on:scroll=move |_| grid.on_scroll()
                on:keydown=move |event| grid.on_key(&event)
            >
                <Header columns=columns sorting=sorting on_sort=move |key| sorting.update(|sorting| *sorting = sorting.clicked(key)) />
                <div class="ws-grid__body" role="rowgroup" style:height=move || format!("{}px", grid.window.get().height())>
                    <div class="ws-grid__block" style:transform=move || format!("translateY({}px)", grid.top())>
                        <For each=move || grid.range.get() key=|index| *index let:index>
                            <GridRow
                                index=index
                                cache=grid.cache
                                columns=columns
                                voters=voters.unwrap_or_default()
                                active=grid.active
                                open=open
                                selected=Signal::derive(move || grid.selected())
                                on_click=move |(index, with_shift)| grid.on_click(index, with_shift)
                                on_menu=move |(row, event)| cell_menu.open_on_grid(table, row, &columns.read_untracked(), &event)
                            />
                        </For>
                    </div>
                </div>
            </div>
            {move || grid.message(noun).map(|message| view! { <p class="ws-grid-box__message">{message}</p> })}
            <p class="ws-grid-box__foot">
                {move || grid.cache.with(RowCache::n_total).map(|n| format::counted(n, noun))}
                <span class="ws-grid-box__keys">{if voters.is_some() { RANKED_KEYS } else { KEYS }}</span>
            </p>
        </div>
    }
}

fn query(columns: &[GridColumn], sorting: Sorting, anomalies_only: bool, filter: Filter) -> RowQuery {
    let cells = columns.iter().filter_map(|column| column.kind.cell());
    RowQuery {
        anomalies_only,
        filter,
        sort: sorting.key,
        descending: sorting.descending,
        offset: 0,
        limit: u32::try_from(cache::PAGE_ROWS).unwrap_or(u32::MAX),
        columns: cells.collect(),
    }
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
        let cell = |column| GridColumn::cell(column, "name", None, CellFormat::Number);
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
            Filter::default(),
        );
        assert_eq!(
            (query.columns, query.offset, query.anomalies_only),
            (vec![4, 2], 0, true)
        );
    }
}
