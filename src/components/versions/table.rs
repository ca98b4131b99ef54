//! The versions in a table.

use leptos::prelude::*;
use wiresift_engine::message::{TrainOn, TrainingSettings, VersionInfo, VersionList};

use super::actions::{Answered, VersionActions};
use crate::components::copy_table::CopyTable;
use crate::format;
use crate::state::names;

/// One row a version, the newest first.
#[component]
pub fn VersionTable(
    /// The versions.
    #[prop(into)]
    list: Signal<VersionList>,
    /// The list changed, or could not be.
    on_list: Answered,
) -> impl IntoView {
    let versions = Memo::new(move |_| {
        list.with(|list| {
            let is_current = |version: &VersionInfo| list.current == Some(version.id);
            let versions = list.versions.iter();
            versions
                .map(|version| (version.clone(), is_current(version)))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="ws-scroll">
            <table class="ws-table ws-versions__table" data-testid="versions">
                <thead>
                    <tr>
                        <th scope="col">"Model"</th>
                        <th scope="col">"Learnt from"</th>
                        <th scope="col">"Settings"</th>
                        <th scope="col" class="ws-table__number">"Flagged"</th>
                        <th scope="col" class="ws-table__number">"F1"</th>
                        <th scope="col" class="ws-table__number">"ROC-AUC"</th>
                        <th scope="col" class="ws-table__number">"Size"</th>
                        <th scope="col"><span class="ws-sr-only">"What to do"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || versions.get() key=|(version, is_current)| (version.id, version.name.clone(), version.n_bytes, *is_current) let:entry>
                        <VersionRow version=entry.0 is_current=entry.1 on_list=on_list />
                    </For>
                </tbody>
            </table>
        </div>
        <CopyTable label="Copy the table" />
    }
}

#[component]
fn VersionRow(version: VersionInfo, is_current: bool, on_list: Answered) -> impl IntoView {
    let source = &version.source;
    let table = if source.is_loaded {
        "this table".to_owned()
    } else {
        source.name.clone()
    };
    let rows = format!("{}, {table}", format::counted(version.n_training_rows, source.noun));
    let marks = (version.n_marks > 0).then(|| format::plural(version.n_marks, "mark", "marks"));
    let flagged = format!(
        "{} ({})",
        format::count(version.n_anomalies),
        format::share(version.n_anomalies, source.n_rows)
    );
    let metric = |of: fn(&wiresift_engine::message::Metrics) -> Option<f64>| {
        format::metric(version.metrics.as_ref().and_then(of))
    };
    let (f1, auc) = (metric(|metrics| metrics.f1), metric(|metrics| metrics.roc_auc));
    let detectors: Vec<&str> = version.detectors.iter().map(|kind| names::detector(*kind)).collect();
    let digest = format!("SHA-256 of the table: {}", source.digest);
    view! {
        <tr
            class:ws-versions__row--current=is_current
            data-testid="version"
            data-version=version.id.0.to_string()
            data-current=is_current.to_string()
            data-marks=version.n_marks.to_string()
        >
            <th scope="row">
                <span class="ws-versions__name" data-testid="version-name">{version.name.clone()}</span>
                {is_current.then(|| view! { <span class="ws-versions__badge">"in use"</span> })}
                <span class="ws-versions__sub">{format!("{} UTC", minute(version.at))}</span>
            </th>
            <td title=digest>
                {rows}
                <span class="ws-versions__sub">{marks.unwrap_or_else(|| "no marks".to_owned())}</span>
            </td>
            <td class="ws-versions__settings">
                {detectors.join(", ")}
                <span class="ws-versions__sub">{settings(&version.settings)}</span>
            </td>
            <td class="ws-table__number" data-testid="version-flagged" data-value=version.n_anomalies.to_string()>{flagged}</td>
            <td class="ws-table__number">{f1}</td>
            <td class="ws-table__number">{auc}</td>
            <td class="ws-table__number ws-table__muted">{format::bytes(version.n_bytes)}</td>
            <td><VersionActions version=version.clone() is_current=is_current on_list=on_list /></td>
        </tr>
    }
}

/// Without the seconds.
fn minute(at: f64) -> String {
    format::utc(at).chars().take(16).collect()
}

/// What a training was told, in few words.
fn settings(settings: &TrainingSettings) -> String {
    let rows = match settings.train_on {
        TrainOn::All => "all rows",
        TrainOn::NormalRows => "normal rows only",
    };
    format!(
        "{rows}, {} expected, {} needed, seed {}",
        format::percent(settings.contamination),
        format::plural(settings.min_votes.into(), "vote", "votes"),
        settings.seed
    )
}
