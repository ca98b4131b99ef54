//! The columns of a table: what they hold, what they are used for.

use leptos::prelude::*;
use wiresift_engine::message::{ColumnOverview, Role, Scaling};

use super::field::Choice;
use crate::format;
use crate::state::{Shared, names};
use wiresift_engine::message::Overview;

/// Rows drawn before anyone asks for more: thousands of selects would block the page.
const N_SHOWN: usize = 150;

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
    let rows = move || {
        let overview = overview.get()?;
        let shown = found.get().into_iter().take(n_shown.get());
        let columns = shown.filter_map(|place| overview.columns.get(place).cloned());
        let n_rows = overview.n_rows;
        Some(
            columns
                .map(|column| view! { <ColumnRow column=column n_rows=n_rows disabled=disabled on_change=on_change /> })
                .collect_view(),
        )
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
        <div class="ws-scroll ws-scroll--tall" tabindex="0" role="region" aria-label="Columns">
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
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Show when=move || n_hidden() != 0>
            <button type="button" class="ws-button" on:click=move |_| n_shown.update(|n| *n += N_SHOWN)>
                {move || format!("Show more ({} hidden)", format::count(n_hidden() as u64))}
            </button>
        </Show>
    }
}

#[component]
fn ColumnRow(
    column: ColumnOverview,
    n_rows: u64,
    disabled: Signal<bool>,
    on_change: Callback<ColumnChange>,
) -> impl IntoView {
    let ColumnOverview {
        index,
        role,
        scaling,
        kind,
        ..
    } = column;
    let roles = names::ROLES
        .into_iter()
        .map(|role| (role, names::role(role).to_owned()))
        .collect();
    let scalings: Vec<_> = names::scalings(kind)
        .iter()
        .map(|scaling| (*scaling, names::scaling(*scaling).to_owned()))
        .collect();
    let scaling_disabled = Signal::derive(move || disabled.get() || role != Role::Feature);
    let missing = if column.n_missing == 0 {
        "0".to_owned()
    } else {
        format!(
            "{} ({})",
            format::count(column.n_missing),
            format::share(column.n_missing, n_rows)
        )
    };
    view! {
        <tr class:ws-table__row--unused=role == Role::Ignored>
            <th scope="row">{column.name.clone()} {column.unit.clone().map(|unit| view! { <span class="ws-table__muted">{format!(" {unit}")}</span> })}</th>
            <td>{names::kind(kind)}</td>
            <td>
                <Choice
                    label=format!("Use of {}", column.name)
                    options=roles
                    value=role
                    disabled=disabled
                    testid=format!("role-{index}")
                    on_change=move |role| on_change.run(ColumnChange { column: index, role, scaling })
                />
            </td>
            <td>
                <Choice
                    label=format!("Scaling of {}", column.name)
                    options=scalings
                    value=scaling
                    disabled=scaling_disabled
                    on_change=move |scaling| on_change.run(ColumnChange { column: index, role, scaling })
                />
            </td>
            <td class="ws-table__number">{missing}</td>
            <td class="ws-table__number">{distinct(&column)}</td>
            {spread(&column)}
        </tr>
    }
}

/// Four figures of numbers, or the most frequent values across their columns.
fn spread(column: &ColumnOverview) -> impl IntoView + use<> {
    match column.numbers {
        Some(numbers) => [numbers.min, numbers.median, numbers.mean, numbers.max]
            .map(|x| view! { <td class="ws-table__number">{format::number(x)}</td> })
            .collect_view()
            .into_any(),
        None => {
            let top: Vec<_> = column
                .top
                .iter()
                .take(4)
                .map(|(value, n)| format!("{value} ({})", format::count(*n)))
                .collect();
            view! { <td class="ws-table__top" colspan="4">{top.join(", ")}</td> }.into_any()
        }
    }
}

fn distinct(column: &ColumnOverview) -> String {
    let n = format::count(column.n_distinct);
    if column.distinct_capped { format!("≥ {n}") } else { n }
}

/// The places of the columns whose name contains the text, in any case.
fn matching(columns: &[ColumnOverview], text: &str) -> Vec<usize> {
    let text = text.trim().to_lowercase();
    columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.name.to_lowercase().contains(&text))
        .map(|(place, _)| place)
        .collect()
}
