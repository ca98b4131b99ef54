//! A chart's numbers as a table.

use leptos::prelude::*;

/// The numbers behind a chart, for who cannot see it or wants them exactly.
#[component]
pub fn NumbersTable(
    /// The columns' names.
    headers: Vec<String>,
    /// The cells, row by row; the first of each names its row.
    rows: Vec<Vec<String>>,
) -> impl IntoView {
    let head = headers
        .into_iter()
        .map(|header| view! { <th scope="col">{header}</th> })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let name = cells.next().map(|name| view! { <th scope="row">{name}</th> });
            view! { <tr>{name} {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <details class="ws-numbers">
            <summary>"Numbers"</summary>
            <div class="ws-scroll" tabindex="0" role="region" aria-label="Numbers of the chart">
                <table class="ws-table ws-table--numbers">
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </details>
    }
}
