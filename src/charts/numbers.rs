//! A chart's numbers as a table.

use leptos::prelude::*;

use super::save::SaveMenu;
use crate::components::show_rows::RowsLink;
use crate::format;

/// The numbers behind a chart, for who cannot see it or wants them exactly.
#[component]
pub fn NumbersTable(
    /// The columns' names.
    headers: Vec<String>,
    /// The cells, row by row; the first of each names its row.
    rows: Vec<Vec<String>>,
    /// For each row the filter that shows what it counts; empty where there is none.
    #[prop(optional)]
    expressions: Vec<String>,
) -> impl IntoView {
    // A page has many of these, and few are ever opened.
    let is_drawn = RwSignal::new(false);
    let cells = StoredValue::new((headers, rows));
    let expressions = StoredValue::new(expressions);
    let lines = move |()| cells.with_value(|(headers, rows)| format::tsv(std::iter::once(headers).chain(rows)));
    view! {
        <div class="ws-numbers-row">
            <details class="ws-numbers" on:toggle=move |_| is_drawn.set(true)>
                <summary>"Numbers"</summary>
                <Show when=move || is_drawn.get()>
                    <div class="ws-scroll" tabindex="0" role="region" aria-label="Numbers of the chart">
                        <table class="ws-table ws-table--numbers">
                            {move || cells.with_value(|(headers, rows)| expressions.with_value(|expressions| table(headers, rows, expressions)))}
                        </table>
                    </div>
                </Show>
            </details>
            <SaveMenu numbers=lines />
        </div>
    }
}

fn table(headers: &[String], rows: &[Vec<String>], expressions: &[String]) -> impl IntoView + use<> {
    let head = headers
        .iter()
        .map(|header| view! { <th scope="col">{header.clone()}</th> })
        .collect_view();
    let row = |(at, row): (usize, &Vec<String>)| {
        let mut cells = row.iter().cloned();
        let expression = expressions.get(at).cloned().unwrap_or_default();
        let name = cells
            .next()
            .map(|name| view! { <th scope="row"><RowsLink text=name expression=expression /></th> });
        view! { <tr>{name} {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let body = rows.iter().enumerate().map(row).collect_view();
    view! {
        <thead>
            <tr>{head}</tr>
        </thead>
        <tbody>{body}</tbody>
    }
}
