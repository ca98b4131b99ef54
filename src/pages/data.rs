//! Step two: what is in the file.

use leptos::prelude::*;
use wiresift_engine::message::{Noun, Overview, TableSlot, TrainingSettings};

use crate::client::Client;
use crate::components::capture_facts::{CaptureFigures, CaptureTables, in_a_line, n_features};
use crate::components::card::{Card, Figure};
use crate::components::columns::{ColumnChange, ColumnTable};
use crate::components::file_button::FileButton;
use crate::components::filter_bar::FilterBar;
use crate::components::filter_chip::FilterChip;
use crate::components::labels::LabelTable;
use crate::components::rows_card::RowsCard;
use crate::components::timeline::TimelineCard;
use crate::format;
use crate::queue::InTurn;
use crate::state::{Session, Shared, Step};

/// What the training table holds, its rows, columns and labels, and a test table beside it.
#[component]
pub fn DataPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let settings = expect_context::<RwSignal<TrainingSettings>>();
    let training = Memo::new(move |_| session.with(|session| session.tables.training.clone()));
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    // What rows there are does not change with what their columns are used for: only another table draws them anew.
    let n_loaded = Memo::new(move |_| session.with(|session| session.n_loaded));
    let find = move |_| {
        client.train(settings.get_untracked());
        session.update(|session| session.go(Step::Train));
    };
    let change = move |change: ColumnChange| client.set_column(change.column, change.role, change.scaling);
    view! {
        {move || training.get().map(|overview| view! { <Title overview=overview.clone() /> })}
        <div class="ws-actions">
            <button type="button" class="ws-button ws-button--primary" data-testid="find-anomalies" disabled=is_busy on:click=find>
                "Find anomalies"
            </button>
            <a class="ws-button" href="#train" data-testid="go-train">"Continue to training"</a>
            <span class="ws-actions__note">"Finds with the settings of the next step, which are sensible as they are."</span>
        </div>
        <InTurn>{move || training.get().map(|overview| view! { <Facts overview=overview /> })}</InTurn>
        {move || {
            n_loaded.track();
            training.get_untracked().map(|overview| view! { <InTurn><Rows overview=overview /></InTurn> })
        }}
        <InTurn>
            <div class="ws-columns-2">
                <Labels training=training is_busy=is_busy.into() on_change=move |labels| client.set_normal_labels(labels) />
                <TestTable is_busy=is_busy.into() />
            </div>
        </InTurn>
        <InTurn>
            <Card title="Columns" note="Only features reach the detectors. Labels are used to judge, identifiers and timestamps to show.">
                <ColumnTable overview=training disabled=is_busy on_change=change />
            </Card>
        </InTurn>
    }
}

#[component]
fn Title(overview: Shared<Overview>) -> impl IntoView {
    view! {
        <header class="ws-page-head">
            <h1 class="ws-page-head__title">{overview.name.clone()}</h1>
            <p class="ws-page-head__note">{about(&overview)}</p>
        </header>
    }
}

fn about(overview: &Overview) -> String {
    let kind = overview
        .capture
        .as_ref()
        .map_or_else(|| overview.schema.clone(), |capture| in_a_line(capture));
    format!("{kind} · {}", format::bytes(overview.size_bytes))
}

#[component]
fn Facts(overview: Shared<Overview>) -> impl IntoView {
    let skipped = overview.skipped.clone();
    let warnings = overview.warnings.clone();
    let capture = overview.capture.as_deref().cloned();
    let figures = match capture {
        Some(capture) => {
            view! { <CaptureFigures capture=capture n_features=n_features(&overview) seconds_read=overview.seconds_read /> }
                .into_any()
        }
        None => view! { <TableFigures overview=overview /> }.into_any(),
    };
    view! {
        {figures}
        {(!warnings.is_empty()).then(|| view! { <Lines title="Good to know" lines=warnings open=true /> })}
        {(!skipped.is_empty()).then(|| view! { <Lines title="Rows left out" lines=skipped open=true /> })}
    }
}

/// The rows as they are, and when they were.
#[component]
fn Rows(overview: Shared<Overview>) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let filter = Memo::new(move |_| session.with(|session| session.filter.clone()));
    let (noun, has_times) = (overview.noun, overview.has_times);
    let (table, capture) = (TableSlot::Training, overview.capture.as_deref().cloned());
    view! {
        <FilterBar table=table noun=noun />
        <FilterChip />
        {has_times
            .then(|| {
                view! {
                    <TimelineCard table=table noun=noun filter=filter on_time=move |time| session.update(|session| session.set_time(time)) />
                }
            })}
        <RowsCard table=table overview=overview voters=None filter=filter />
        {capture.map(|capture| view! { <CaptureTables capture=capture /> })}
    }
}

#[component]
fn TableFigures(overview: Shared<Overview>) -> impl IntoView {
    let n_features = n_features(&overview);
    view! {
        <dl class="ws-figures">
            <Figure label="Rows" value=format::count(overview.n_rows) exact=overview.n_rows.to_string() testid="overview-rows" />
            <Figure label="Columns" value=format::count(overview.columns.len() as u64) exact=overview.columns.len().to_string() testid="overview-columns" />
            <Figure label="Features" value=format::count(n_features) exact=n_features.to_string() testid="overview-features" />
            <Figure
                label="Repeated rows"
                value=format!("{} ({})", format::count(overview.n_repeated_rows), format::share(overview.n_repeated_rows, overview.n_rows))
                exact=overview.n_repeated_rows.to_string()
                testid="overview-repeated"
                hint="Rows that repeat an earlier one; kept"
            />
            <Figure label="Skipped rows" value=format::count(overview.n_skipped_rows) exact=overview.n_skipped_rows.to_string() testid="overview-skipped" />
            <Figure label="Read in" value=format::duration(overview.seconds_read) exact=overview.seconds_read.to_string() testid="overview-seconds" />
        </dl>
    }
}

/// A few sentences under a heading that folds.
#[component]
pub(super) fn Lines(title: &'static str, lines: Vec<String>, open: bool) -> impl IntoView {
    view! {
        <details class="ws-lines" open=open>
            <summary>{format!("{title} ({})", lines.len())}</summary>
            <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </details>
    }
}

#[component]
fn Labels(
    training: Memo<Option<Shared<Overview>>>,
    is_busy: Signal<bool>,
    #[prop(into)] on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let note =
        Signal::derive(move || training.with(|training| training.as_ref().map(|overview| attacks_in_words(overview))));
    let has_labels = Memo::new(move |_| {
        training.with(|training| training.as_ref().is_some_and(|overview| !overview.labels.is_empty()))
    });
    view! {
        <Card title="Labels" note=note>
            <Show when=move || has_labels.get()>
                <LabelTable overview=training disabled=is_busy on_change=on_change />
            </Show>
        </Card>
    }
}

fn attacks_in_words(overview: &Overview) -> String {
    if overview.labels.is_empty() {
        return match overview.noun {
            Noun::Row => "This table has no label. Give a column below the role Label to compare the result with it.",
            Noun::Flow => {
                "Which flows of this capture are attacks is not known, so there is nothing to compare a result with."
            }
        }
        .to_owned();
    }
    let n_attacks: u64 = overview
        .labels
        .iter()
        .filter(|label| !label.is_normal)
        .map(|label| label.n_rows)
        .sum();
    let share = format::share(n_attacks, overview.n_rows);
    format!(
        "{} of {} ({share}) are attacks.",
        format::count(n_attacks),
        format::counted(overview.n_rows, overview.noun)
    )
}

#[component]
fn TestTable(is_busy: Signal<bool>) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let test = Memo::new(move |_| session.with(|session| session.tables.test.clone()));
    let loaded = move || {
        test.get().map(|overview| {
            view! {
                <p class="ws-test-table__name" data-testid="test-rows" data-value=overview.n_rows.to_string()>
                    <strong>{overview.name.clone()}</strong>
                    {format!(" · {}", format::counted(overview.n_rows, overview.noun))}
                </p>
            }
        })
    };
    let noun = session.with_untracked(Session::noun);
    let (title, note, choose) = match noun {
        Noun::Row => (
            "Test table",
            "Optional. A second table of the same columns, scored by what was learned from the first one.",
            "Choose a test table…",
        ),
        Noun::Flow => (
            "Test capture",
            "Optional. A second capture, scored by what was learned from the first one.",
            "Choose a test capture…",
        ),
    };
    view! {
        <Card title=title note=note>
            {loaded}
            <div class="ws-actions">
                <FileButton
                    label=choose
                    testid="test-file-input"
                    disabled=is_busy
                    on_file=move |file| client.open(TableSlot::Test, file)
                />
                <Show when=move || test.with(Option::is_some)>
                    <button type="button" class="ws-button ws-button--quiet" data-testid="test-remove" disabled=is_busy on:click=move |_| client.close_test()>
                        "Remove"
                    </button>
                </Show>
            </div>
        </Card>
    }
}
