//! The vote against the labels.

use leptos::prelude::*;
use wiresift_engine::message::Metrics;

use super::card::Figure;
use super::show_rows::{self, RowsLink};
use crate::format;

/// The figures of a labelled table.
#[component]
pub fn MetricFigures(
    /// The figures.
    metrics: Metrics,
) -> impl IntoView {
    let figures = [
        ("Accuracy", "accuracy", metrics.accuracy, "Rows judged rightly"),
        (
            "Precision",
            "precision",
            metrics.precision,
            "Anomalies that are attacks",
        ),
        ("Recall", "recall", metrics.recall, "Attacks that are anomalies"),
        ("F1", "f1", metrics.f1, "Harmonic mean of precision and recall"),
        (
            "ROC-AUC",
            "roc-auc",
            metrics.roc_auc,
            "How often an attack ranks above a normal row",
        ),
        (
            "Average precision",
            "average-precision",
            metrics.average_precision,
            "Precision over the ranking, weighted by recall",
        ),
    ];
    view! {
        <dl class="ws-figures">
            {figures
                .into_iter()
                .map(|(label, id, value, hint)| {
                    view! {
                        <Figure
                            label=label
                            value=format::metric(value)
                            exact=value.map(|v| v.to_string()).unwrap_or_default()
                            testid=format!("metric-{id}")
                            hint=hint
                        />
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// Flagged and not flagged against attack and normal.
#[component]
pub fn ConfusionMatrix(
    /// The counts.
    metrics: Metrics,
) -> impl IntoView {
    let (attacks, normal) = (metrics.tp + metrics.fn_, metrics.fp + metrics.tn);
    let cell = |id: &'static str, n: u64, of: u64, right: bool| {
        let share = if of == 0 { 0.0 } else { n as f64 / of as f64 };
        let truth = if matches!(id, "tp" | "fn") { "attack" } else { "normal" };
        let severity = if matches!(id, "tp" | "fp") { ">= low" } else { "== none" };
        let expression = format!("truth == {truth} and severity {severity}");
        view! {
            <td
                class="ws-confusion__cell"
                class:ws-confusion__cell--right=right
                style:--share=format!("{share:.4}")
                data-testid=format!("confusion-{id}")
                data-value=n.to_string()
            >
                <strong>
                    <RowsLink text=format::count(n) expression=show_rows::unless_none(n, expression) />
                </strong>
                <span>{format::share(n, of)}</span>
            </td>
        }
    };
    view! {
        <table class="ws-confusion">
            <caption class="ws-sr-only">"Anomalies against the labels; percentages are of the row"</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">"Flagged"</th>
                    <th scope="col">"Not flagged"</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <th scope="row">"Attack"</th>
                    {cell("tp", metrics.tp, attacks, true)}
                    {cell("fn", metrics.fn_, attacks, false)}
                </tr>
                <tr>
                    <th scope="row">"Normal"</th>
                    {cell("fp", metrics.fp, normal, false)}
                    {cell("tn", metrics.tn, normal, true)}
                </tr>
            </tbody>
        </table>
    }
}
