//! The columns of a table: what they hold, what they are used for.

use std::time::Duration;

use leptos::prelude::*;
use wiresift_engine::message::{ColumnOverview, Overview, Role, Scaling};

use super::field::Choice;
use crate::components::copy_table::CopyTable;
use crate::format;
use crate::state::{Shared, names};

/// Rows shown before anyone asks for more: thousands of selects would make the page slow.
const N_SHOWN: usize = 150;

/// Rows drawn in one task; more would block the page's thread for longer than a frame or two.
const N_AT_ONCE: usize = 20;

/// A change of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnChange {
    /// Its index.
    pub column: u32,
    /// Its new role.
    pub role: Role,
    /// Its new scaling; `None` leaves that to the engine.
    pub scaling: Option<Scaling>,
}

/// A table of columns, with a filter by name.
#[component]
pub fn ColumnTable(
    /// The table.
    #[prop(into)]
    overview: Signal<Option<Shared<Overview>>>,
    /// Whether nothing can be changed now.
    #[prop(into)]
    disabled: Signal<bool>,
    /// A column was changed.
    #[prop(into)]
    on_change: Callback<ColumnChange>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let n_shown = RwSignal::new(N_SHOWN);
    let found = Memo::new(move |_| {
        let filter = filter.read();
        overview.with(|overview| {
            overview
                .as_ref()
                .map(|overview| matching(&overview.columns, &filter))
                .unwrap_or_default()
        })
    });
    let n_drawn = RwSignal::new(0);
    Effect::new(move |_| {
        let wanted = found.read().len().min(n_shown.get());
        if n_drawn.get() < wanted {
            let draw_more = move || {
                n_drawn.try_update(|n| *n = (*n + N_AT_ONCE).min(wanted));
            };
            set_timeout(draw_more, Duration::ZERO);
        }
    });
    let shown = move || {
        let overview = overview.get();
        let columns = overview
            .as_ref()
            .map(|overview| overview.columns.as_slice())
            .unwrap_or_default();
        let key = |place: usize| {
            columns
                .get(place)
                .map(|column| (place, column.name.clone(), column.kind as u8))
        };
        found
            .get()
            .into_iter()
            .take(n_shown.get().min(n_drawn.get()))
            .filter_map(key)
            .collect::<Vec<_>>()
    };
    let n_hidden = move || found.read().len().saturating_sub(n_shown.get());
    view! {
        <input
            type="search"
            class="ws-input ws-columns__filter"
            placeholder="Filter by name"
            aria-label="Filter columns by name"
            data-testid="column-filter"
            on:input=move |event| {
                filter.set(event_target_value(&event));
                n_shown.set(N_SHOWN);
            }
        />
        <div class="ws-scroll ws-scroll--tall" tabindex="0" role="region" aria-label="List of columns">
            <table class="ws-table ws-table--sticky">
                <thead>
                    <tr>
                        <th scope="col">"Column"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Used as"</th>
                        <th scope="col">"Scaling"</th>
                        <th scope="col" class="ws-table__number">"Missing"</th>
                        <th scope="col" class="ws-table__number">"Distinct"</th>
                        <th scope="col" class="ws-table__number">"Min"</th>
                        <th scope="col" class="ws-table__number">"Median"</th>
                        <th scope="col" class="ws-table__number">"Mean"</th>
                        <th scope="col" class="ws-table__number">"Max"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=Clone::clone let:column>
                        <ColumnRow overview=overview place=column.0 disabled=disabled on_change=on_change />
                    </For>
                </tbody>
            </table>
        </div>
        <CopyTable label="Copy the table" />
        <Show when=move || n_hidden() != 0>
            <button type="button" class="ws-button" on:click=move |_| n_shown.update(|n| *n += N_SHOWN)>
                {move || format!("Show more ({} hidden)", format::count(n_hidden() as u64))}
            </button>
        </Show>
    }
}

/// A row of the table. It stays the same element when its column is edited, so that the keyboard's focus stays in it.
#[component]
fn ColumnRow(
    overview: Signal<Option<Shared<Overview>>>,
    place: usize,
    disabled: Signal<bool>,
    on_change: Callback<ColumnChange>,
) -> impl IntoView {
    let column = Memo::new(move |_| overview.with(|overview| overview.as_ref()?.columns.get(place).cloned()));
    let ColumnOverview {
        index,
        name,
        unit,
        kind,
        ..
    } = column.get_untracked()?;
    let role =
        Signal::derive(move || column.with(|column| column.as_ref().map_or(Role::Ignored, |column| column.role)));
    let scaling = Signal::derive(move || column.with(|column| column.as_ref().and_then(|column| column.scaling)));
    let change = move |role, scaling| {
        let column = index;
        on_change.run(ColumnChange { column, role, scaling });
    };
    let roles = names::ROLES
        .into_iter()
        .map(|role| (role, names::role(role).to_owned()))
        .collect();
    let scalings = names::scalings(kind)
        .iter()
        .map(|scaling| (*scaling, names::scaling(*scaling).to_owned()))
        .collect();
    let role_label = format!("Use of {name}");
    let scaling_label = format!("Scaling of {name}");
    let unit = unit.map(|unit| view! { <span class="ws-table__muted">{format!(" {unit}")}</span> });
    let n_rows = move || overview.with(|overview| overview.as_ref().map_or(0, |overview| overview.n_rows));
    Some(view! {
        <tr class:ws-table__row--unused=move || role.get() == Role::Ignored>
            <th scope="row">{name} {unit}</th>
            <td>{names::kind(kind)}</td>
            <td>
                <Choice
                    label=role_label
                    options=roles
                    value=role
                    disabled=disabled
                    testid=format!("role-{index}")
                    on_change=move |role| change(role, scaling.get_untracked())
                />
            </td>
            <td>
                <Choice
                    label=scaling_label
                    options=scalings
                    value=scaling
                    disabled=Signal::derive(move || disabled.get() || role.get() != Role::Feature)
                    testid=format!("scaling-{index}")
                    on_change=move |scaling| change(role.get_untracked(), scaling)
                />
            </td>
            {move || column.get().map(|column| figures(&column, n_rows()))}
        </tr>
    })
}

fn figures(column: &ColumnOverview, n_rows: u64) -> impl IntoView + use<> {
    let missing = match column.n_missing {
        0 => "0".to_owned(),
        n => format!("{} ({})", format::count(n), format::share(n, n_rows)),
    };
    view! {
        <td class="ws-table__number">{missing}</td>
        <td class="ws-table__number">{distinct(column)}</td>
        {spread(column)}
    }
}

/// Four figures of numbers, or the most frequent values across their columns.
fn spread(column: &ColumnOverview) -> impl IntoView + use<> {
    if let Some(numbers) = column.numbers {
        let figures = [numbers.min, numbers.median, numbers.mean, numbers.max];
        return figures
            .map(|x| view! { <td class="ws-table__number">{format::number(x)}</td> })
            .collect_view()
            .into_any();
    }
    let top: Vec<_> = column
        .top
        .iter()
        .take(4)
        .map(|(value, n)| format!("{value} ({})", format::count(*n)))
        .collect();
    view! { <td class="ws-table__top" colspan="4">{top.join(", ")}</td> }.into_any()
}

fn distinct(column: &ColumnOverview) -> String {
    let n = format::count(column.n_distinct);
    if column.distinct_capped { format!("≥ {n}") } else { n }
}

/// The places of the columns whose name contains the text, in any case.
fn matching(columns: &[ColumnOverview], text: &str) -> Vec<usize> {
    let text = text.trim().to_ascii_lowercase();
    columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.name.to_ascii_lowercase().contains(&text))
        .map(|(place, _)| place)
        .collect()
}
