//! Each family's figures, and which is taken for which.

use leptos::prelude::*;
use wiresift_engine::message::{ClassMetrics, Evaluation};

use crate::format;

/// Fewer rows than this say little.
const FEW_ROWS: u64 = 10;

/// Precision, recall and F1 of every family.
#[component]
pub(super) fn FamilyFigures(evaluation: Evaluation) -> impl IntoView {
    let figure = |value: f64| view! { <td class="ws-table__number" data-value=value.to_string()>{format::metric(Some(value))}</td> };
    let row = move |class: ClassMetrics| {
        let is_rare = class.n_rows < FEW_ROWS;
        view! {
            <tr data-testid=format!("figures-{}", class.name)>
                <th scope="row">{class.name.clone()}</th>
                <td class="ws-table__number">
                    {format::count(class.n_rows)}
                    {is_rare.then(|| view! { <span class="ws-classifier__few" title="Too few rows to tell: these figures are mostly chance.">" few"</span> })}
                </td>
                {figure(class.precision)}
                {figure(class.recall)}
                {figure(class.f1)}
            </tr>
        }
    };
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-label="Figures of each family">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Family"</th>
                        <th scope="col" class="ws-table__number">"Rows"</th>
                        <th scope="col" class="ws-table__number" title="Of the rows taken for it, how many are">"Precision"</th>
                        <th scope="col" class="ws-table__number" title="Of its rows, how many are found">"Recall"</th>
                        <th scope="col" class="ws-table__number" title="Harmonic mean of the two">"F1"</th>
                    </tr>
                </thead>
                <tbody>{evaluation.classes.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// True families against what they are taken for.
#[component]
pub(super) fn Confusion(evaluation: Evaluation) -> impl IntoView {
    let names: Vec<String> = evaluation.classes.iter().map(|class| class.name.clone()).collect();
    let heads = names
        .iter()
        .map(|name| view! { <th scope="col">{name.clone()}</th> })
        .collect_view();
    let row = |(at, (name, counts)): (usize, (String, Vec<u64>))| {
        let n_rows: u64 = counts.iter().sum();
        let cell = |(told, n): (usize, u64)| {
            let share = if n_rows == 0 { 0.0 } else { n as f64 / n_rows as f64 };
            view! {
                <td
                    class="ws-confusion__cell"
                    class:ws-confusion__cell--right=told == at
                    style:--share=format!("{share:.4}")
                    data-value=n.to_string()
                >
                    {if n == 0 { "·".to_owned() } else { format::count(n) }}
                </td>
            }
        };
        let cells = counts.into_iter().enumerate().map(cell).collect_view();
        let testid = format!("confusion-{name}");
        view! { <tr data-testid=testid><th scope="row">{name}</th>{cells}</tr> }
    };
    let rows = names
        .into_iter()
        .zip(evaluation.confusion)
        .enumerate()
        .map(row)
        .collect_view();
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-label="Confusion matrix">
            <table class="ws-confusion ws-confusion--families" data-testid="family-confusion">
                <caption class="ws-sr-only">"Rows of each family by what they are taken for"</caption>
                <thead>
                    <tr><td></td>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
