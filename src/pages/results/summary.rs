//! The result in figures.

use leptos::prelude::*;
use wiresift_engine::message::{LabelResult, Severity, Summary};

use crate::components::card::{Card, Figure};
use crate::components::confusion::{ConfusionMatrix, MetricFigures};
use crate::components::copy_table::CopyTable;
use crate::components::marks::SeverityMark;
use crate::components::show_rows::{self, RowsLink};
use crate::format;
use crate::state::Shared;

/// How many anomalies of which severity, and how right that is where labels tell.
#[component]
pub(super) fn Headline(summary: Shared<Summary>) -> impl IntoView {
    let severities = [Severity::High, Severity::Medium, Severity::Low];
    let count = move |severity: Severity, summary: &Summary| {
        summary
            .severities
            .get((severity as usize).wrapping_sub(1))
            .copied()
            .unwrap_or_default()
    };
    let parts = severities.map(|severity| {
        let n = count(severity, &summary);
        let name = crate::state::names::severity(severity).to_ascii_lowercase();
        view! {
            <li class="ws-headline__part" data-testid=format!("severity-{name}") data-value=n.to_string()>
                <SeverityMark severity=severity />
                <strong>
                    <RowsLink text=format::count(n) expression=show_rows::unless_none(n, format!("severity == {name}")) />
                </strong>
            </li>
        }
    });
    let metrics = summary.metrics;
    view! {
        <section class="ws-headline" class:ws-headline--labelled=metrics.is_some() aria-label="Summary">
            <div class="ws-headline__main">
                <p class="ws-headline__text" data-testid="results-headline" data-anomalies=summary.n_anomalies.to_string() data-rows=summary.n_rows.to_string()>
                    <strong class="ws-headline__number">
                        <RowsLink text=format::count(summary.n_anomalies) expression=show_rows::unless_none(summary.n_anomalies, "severity >= low") />
                    </strong>
                    <span>
                        {if summary.n_anomalies == 1 { " anomaly" } else { " anomalies" }} {format!(" in {}", format::counted(summary.n_rows, summary.noun))}
                        <span class="ws-headline__share">{format!(" {}", format::share(summary.n_anomalies, summary.n_rows))}</span>
                    </span>
                </p>
                <ul class="ws-headline__parts">{parts}</ul>
            </div>
            {metrics
                .map(|metrics| {
                    view! {
                        <div class="ws-headline__metrics">
                            <MetricFigures metrics=metrics />
                        </div>
                        <ConfusionMatrix metrics=metrics />
                    }
                })}
        </section>
    }
}

/// What was flagged of each label value.
#[component]
pub(super) fn LabelRecall(summary: Shared<Summary>) -> impl IntoView {
    let row = |result: LabelResult| {
        let LabelResult { label, n_flagged } = result;
        let expression = show_rows::is("label", &label.label);
        let share = if label.n_rows == 0 {
            0.0
        } else {
            n_flagged as f64 / label.n_rows as f64
        };
        view! {
            <tr>
                <th scope="row">
                    <span class="ws-label" class:ws-label--attack=!label.is_normal>{label.label.clone()}</span>
                </th>
                <td class="ws-table__muted">{if label.is_normal { "Normal".to_owned() } else { label.family.unwrap_or_else(|| "Attack".to_owned()) }}</td>
                <td class="ws-table__number">
                    <RowsLink text=format::count(label.n_rows) expression=show_rows::unless_none(label.n_rows, &expression) />
                </td>
                <td class="ws-table__number">
                    <RowsLink text=format::count(n_flagged) expression=show_rows::unless_none(n_flagged, format!("{expression} and severity >= low")) />
                </td>
                <td class="ws-table__bar">
                    <span class="ws-meter" class:ws-meter--normal=label.is_normal style:--share=format!("{share:.4}") aria-hidden="true"></span>
                    {format::share(n_flagged, label.n_rows)}
                </td>
            </tr>
        }
    };
    let noun = summary.noun;
    view! {
        <Card title="By label" note=format!("Of attacks, a high share is right; of normal {}, a low one.", noun.many())>
            <div class="ws-scroll ws-scroll--medium" tabindex="0" role="region" aria-label="Flagged by label">
                <table class="ws-table">
                    <thead>
                        <tr>
                            <th scope="col">"Label"</th>
                            <th scope="col">"Family"</th>
                            <th scope="col" class="ws-table__number">{noun.titles()}</th>
                            <th scope="col" class="ws-table__number">"Flagged"</th>
                            <th scope="col">"Share flagged"</th>
                        </tr>
                    </thead>
                    <tbody>{summary.labels.iter().cloned().map(row).collect_view()}</tbody>
                </table>
            </div>
            <CopyTable label="Copy the table" />
        </Card>
    }
}

/// Where the time went.
#[component]
pub(super) fn Timings(summary: Shared<Summary>) -> impl IntoView {
    let seconds = summary.seconds;
    let (read, encode, fit, score, total) = (seconds.read, seconds.encode, seconds.fit, seconds.score, seconds.total);
    view! {
        <Card title="Time and size">
            <dl
                class="ws-figures"
                data-testid="seconds"
                data-read=read.to_string()
                data-encode=encode.to_string()
                data-fit=fit.to_string()
                data-score=score.to_string()
                data-total=total.to_string()
            >
                <Figure label="Read" value=format::duration(read) />
                <Figure label="Encode" value=format::duration(encode) />
                <Figure label="Fit" value=format::duration(fit) hint="From the first detector's start to the last one's end" />
                <Figure label="Score" value=format::duration(score) />
                <Figure label="In all" value=format::duration(total) />
                <Figure label="Matrix columns" value=format::count(summary.features.len() as u64) hint="After one-hot encoding" />
                <Figure label=format!("Different {}", summary.noun.many()) value=format::count(summary.n_distinct_rows) hint="By their features" />
            </dl>
        </Card>
    }
}
