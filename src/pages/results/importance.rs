//! Which columns matter overall, as a ranking that fills while it is measured.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{DetectorKind, Importance, ImportanceMeasure, ImportanceValue, Summary, TableSlot};

use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::field::Choice;
use crate::format;
use crate::state::{Shared, names};

/// Columns that are shown.
const N_SHOWN: usize = 12;

/// What is known so far.
#[derive(Clone, Default)]
struct Measured {
    columns: Vec<Importance>,
    is_running: bool,
    error: Option<String>,
}

impl Measured {
    fn n_columns(&self) -> u32 {
        self.columns.first().map_or(0, |first| first.n_columns)
    }

    /// The columns that matter most to a detector, or to the ensemble, first.
    fn ranked(&self, detector: Option<DetectorKind>) -> Vec<(Importance, ImportanceValue)> {
        let value = |importance: &Importance| {
            importance
                .values
                .iter()
                .find(|value| value.detector == detector)
                .copied()
        };
        let columns = self.columns.iter();
        let mut ranked: Vec<_> = columns
            .filter_map(|importance| Some((importance.clone(), value(importance)?)))
            .collect();
        ranked.sort_by(|(_, a), (_, b)| b.mean.total_cmp(&a.mean));
        ranked
    }
}

/// Measures on request, for it takes seconds.
#[component]
pub(super) fn ImportanceCard(table: TableSlot, summary: Shared<Summary>) -> impl IntoView {
    let client = expect_context::<Client>();
    let measured = RwSignal::new(Measured::default());
    let detector = RwSignal::new(None::<DetectorKind>);
    let measure = move |_| {
        measured.set(Measured {
            is_running: true,
            ..Measured::default()
        });
        spawn_local(run(client, table, measured));
    };
    let stop = move |_| measured.update(|measured| measured.is_running = false);
    let kinds = summary.detectors.iter().map(|detector| detector.kind);
    let scorers: Vec<(Option<DetectorKind>, String)> = std::iter::once((None, "Ensemble".to_owned()))
        .chain(kinds.map(|kind| (Some(kind), names::detector(kind).to_owned())))
        .collect();
    let progress = move || {
        measured.with(|measured| format!("{} of {} columns", measured.columns.len(), measured.n_columns().max(1)))
    };
    view! {
        <Card title="What matters overall" note="How much worse the ranking gets when the values of a column are shuffled among the rows.">
            <div class="ws-importance__bar">
                <Show
                    when=move || measured.with(|measured| measured.is_running)
                    fallback=move || view! { <button type="button" class="ws-button" data-testid="measure-importance" on:click=measure>"Measure"</button> }
                >
                    <button type="button" class="ws-button" on:click=stop>"Stop"</button>
                    <span role="status">{progress}</span>
                </Show>
                <Choice label="For which detector" options=scorers value=detector testid="importance-by" on_change=move |chosen| detector.set(chosen) />
            </div>
            {move || measured.with(|measured| measured.error.clone()).map(|error| view! { <p class="ws-panel__wait" role="alert">{error}</p> })}
            {move || measured.with(|measured| ranking(measured, detector.get()))}
        </Card>
    }
}

/// Asks for one column after the other until all are there, or nobody wants them any more.
async fn run(client: Client, table: TableSlot, measured: RwSignal<Measured>) {
    let mut index = 0;
    while measured.try_with_untracked(|measured| measured.is_running) == Some(true) {
        let answer = client.importance(table, index).await;
        index += 1;
        let shown = measured.try_update(|measured| match answer {
            Ok(importance) => {
                measured.is_running &= index < importance.n_columns;
                measured.columns.push(importance);
            }
            Err(RequestError::Failed(report)) => {
                measured.error = Some(report.message);
                measured.is_running = false;
            }
            Err(error) => {
                measured.error = Some(error.message());
                measured.is_running = false;
            }
        });
        if shown.is_none() {
            return;
        }
    }
}

fn ranking(measured: &Measured, detector: Option<DetectorKind>) -> Option<impl IntoView + use<>> {
    let first = measured.columns.first()?;
    let what = match first.measure {
        ImportanceMeasure::RocAuc => "Loss of ROC-AUC, by the labels",
        ImportanceMeasure::OwnRanking => {
            "Loss of rank correlation with the scores as they are: there are no labels to hold them against"
        }
    };
    let note = format!(
        "{what}; mean of five shuffles of {} rows, with their standard deviation. Columns that say the same look less important than they are.",
        format::count(first.n_rows)
    );
    let ranked = measured.ranked(detector);
    let most = ranked
        .first()
        .map_or(0.0, |(_, value)| value.mean)
        .max(f64::MIN_POSITIVE);
    let row = |(importance, value): (Importance, ImportanceValue)| {
        let share = (value.mean / most).clamp(0.0, 1.0);
        view! {
            <li class="ws-importance__row" data-mean=value.mean.to_string() title=importance.name>
                <span class="ws-importance__name">{importance.title}</span>
                <span class="ws-importance__value">{format!("{:.4} ± {:.4}", value.mean, value.std)}</span>
                <span class="ws-importance__share" style:--share=format!("{share:.4}") aria-hidden="true"></span>
            </li>
        }
    };
    Some(view! {
        <ol class="ws-importance" data-testid="importance" data-measured=measured.columns.len().to_string()>
            {ranked.into_iter().take(N_SHOWN).map(row).collect_view()}
        </ol>
        <p class="ws-card__note">{note}</p>
    })
}
