//! The detectors side by side.

use leptos::prelude::*;
use wiresift_engine::message::{DetectorKind, DetectorSummary, Noun};

use crate::components::show_rows::{self, RowsLink};
use crate::format;
use crate::state::names;

/// One row a detector: what it flagged, how well, how long it took.
#[component]
pub fn DetectorTable(
    /// The detectors.
    detectors: Vec<DetectorSummary>,
    /// Rows scored.
    n_rows: u64,
    /// What they are.
    noun: Noun,
) -> impl IntoView {
    let row = |detector: DetectorSummary| {
        let exact = |value: Option<f64>| value.map(|value| value.to_string());
        let flagged = show_rows::unless_none(detector.n_flagged, vote(detector.kind));
        view! {
            <tr
                data-testid=format!("detector-{}", detector.kind.name())
                data-threshold=detector.threshold.to_string()
                data-flagged=detector.n_flagged.to_string()
                data-roc-auc=exact(detector.roc_auc)
                data-average-precision=exact(detector.average_precision)
                data-seconds-fit=detector.seconds_fit.to_string()
                data-seconds-score=detector.seconds_score.to_string()
            >
                <th scope="row">
                    <span class=format!("ws-swatch ws-swatch--{}", detector.kind as u8 + 1) aria-hidden="true"></span>
                    {names::detector(detector.kind)}
                </th>
                <td class="ws-table__number">{format::number(detector.threshold)}</td>
                <td class="ws-table__number">
                    <RowsLink text=format::count(detector.n_flagged) expression=flagged />
                </td>
                <td class="ws-table__number ws-table__muted">{format::share(detector.n_flagged, n_rows)}</td>
                <td class="ws-table__number">{format::metric(detector.roc_auc)}</td>
                <td class="ws-table__number">{format::metric(detector.average_precision)}</td>
                <td class="ws-table__number">{format::count(detector.n_fitted_rows)}</td>
                <td class="ws-table__number">{format::duration(detector.seconds_fit)}</td>
                <td class="ws-table__number">{format::duration(detector.seconds_score)}</td>
                <td>{detector.backend.unwrap_or_else(|| "CPU".to_owned())}</td>
            </tr>
        }
    };
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-label="Figures of the detectors">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Detector"</th>
                        <th scope="col" class="ws-table__number">"Threshold"</th>
                        <th scope="col" class="ws-table__number">"Flagged"</th>
                        <th scope="col" class="ws-table__number">"Share"</th>
                        <th scope="col" class="ws-table__number">"ROC-AUC"</th>
                        <th scope="col" class="ws-table__number">"Avg. precision"</th>
                        <th scope="col" class="ws-table__number">{format!("{} fitted", noun.titles())}</th>
                        <th scope="col" class="ws-table__number">"Fit"</th>
                        <th scope="col" class="ws-table__number">"Score"</th>
                        <th scope="col">"Backend"</th>
                    </tr>
                </thead>
                <tbody>{detectors.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The filter for the rows that a detector flagged.
fn vote(kind: DetectorKind) -> String {
    format!("vote.{}", kind.name())
}

/// How many rows each pair of detectors flagged together.
#[component]
pub fn AgreementMatrix(
    /// The detectors, in the order of the counts.
    detectors: Vec<DetectorKind>,
    /// What the rows are.
    noun: Noun,
    /// For each pair, the rows that both flagged.
    counts: Vec<Vec<u64>>,
) -> impl IntoView {
    let head = detectors
        .iter()
        .map(|kind| view! { <th scope="col">{names::detector_short(*kind)}</th> })
        .collect_view();
    let kinds = detectors.clone();
    let row = |(kind, (place, row)): (DetectorKind, (usize, Vec<u64>))| {
        let own = row.get(place).copied().unwrap_or_default();
        let others = kinds.clone();
        let cells = row.into_iter().zip(others).map(move |(both, other)| {
            let expression = if other == kind {
                vote(kind)
            } else {
                format!("{} and {}", vote(kind), vote(other))
            };
            let expression = show_rows::unless_none(both, expression);
            let share = if own == 0 { 0.0 } else { both as f64 / own as f64 };
            view! {
                <td class="ws-agreement__cell" style:--share=format!("{share:.4}") title=format!("{} of its own", format::percent(share))>
                    <RowsLink text=format::count(both) expression=expression />
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{names::detector(kind)}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let rows = detectors
        .iter()
        .copied()
        .zip(counts.into_iter().enumerate())
        .map(row)
        .collect_view();
    view! {
        <table class="ws-agreement">
            <caption class="ws-sr-only">{format!("{} that both detectors flagged; the darker, the more of the detector's own", noun.titles())}</caption>
            <thead>
                <tr>
                    <td></td>
                    {head}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
