//! Which attacks the rows look like.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{
    FamilyCount, FamilyState, FamilySummary, Filter, Noun, RiskLevel, RowFamily, TableSlot,
};

use super::card::Card;
use crate::client::Client;
use crate::components::copy_table::CopyTable;
use crate::components::show_rows::{self, RowsLink};
use crate::format;
use crate::state::{Session, Shared};

/// A row's family in its column: the name, how sure, how urgent.
#[component]
pub fn FamilyMark(
    /// What the model says.
    family: RowFamily,
) -> impl IntoView {
    let title = sentence(&family);
    view! {
        <span class="ws-family" class:ws-family--attack=family.is_attack title=title data-testid="family">
            <span class="ws-family__name">{family.name}</span>
            <span class="ws-family__sure">{format::percent(family.confidence)}</span>
            {family.is_attack.then(|| view! { <span class=format!("ws-family__risk ws-family__risk--{}", family.risk.name())>{family.risk.name()}</span> })}
        </span>
    }
}

/// As the row's details say it.
pub fn sentence(family: &RowFamily) -> String {
    format!(
        "Looks like: {} ({}), {} risk",
        family.name,
        format::percent(family.confidence),
        family.risk.name()
    )
}

/// How many rows look like which attack.
#[component]
pub fn FamilyCard(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// What rows must be like.
    #[prop(into)]
    filter: Signal<Filter>,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let state = Memo::new(move |_| session.with(|session| session.families.get(table).cloned()));
    let content = move || {
        let state = state.get()?;
        match &*state {
            FamilyState::NoModel => None,
            FamilyState::Judging { done } => Some(view! { <Judging done=*done /> }.into_any()),
            FamilyState::Judged(summary) => {
                let whole = Shared::new((**summary).clone());
                Some(view! { <Judged table=table noun=noun whole=whole filter=filter /> }.into_any())
            }
            FamilyState::Stopped => Some(note(
                "Naming attacks was stopped. Train again to start over.".to_owned(),
            )),
            FamilyState::Failed { reason } => Some(note(format!("{reason} Everything else works without it."))),
        }
    };
    move || {
        content().map(|content| {
            view! {
                <Card title="Attack families" note="What a trained network takes each of them for.">
                    {content}
                </Card>
            }
        })
    }
}

fn note(text: String) -> AnyView {
    view! { <p class="ws-hint" data-testid="families-note">{text}</p> }.into_any()
}

#[component]
fn Judging(done: f64) -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <div class="ws-family-wait" data-testid="families-wait">
            <progress max="1" value=done.to_string() aria-label="Naming attacks"></progress>
            <span>{format!("Naming attacks, {}", format::percent(done))}</span>
            <button type="button" class="ws-button ws-button--quiet" on:click=move |_| client.stop_families()>
                "Stop"
            </button>
        </div>
    }
}

#[component]
fn Judged(table: TableSlot, noun: Noun, whole: Shared<FamilySummary>, filter: Signal<Filter>) -> impl IntoView {
    let client = expect_context::<Client>();
    let part = RwSignal::new(None::<(Filter, Shared<FamilySummary>)>);
    Effect::new(move |_| {
        let asked = filter.get();
        if asked.is_empty() {
            part.set(None);
            return;
        }
        spawn_local(async move {
            if let Ok(Some(families)) = client.families(table, asked.clone()).await
                && filter.try_get_untracked().as_ref() == Some(&asked)
            {
                part.set(Some((asked, Shared::new(families))));
            }
        });
    });
    let model = about(&whole);
    let is_hint = whole.is_hint;
    let shown = move || match part.get() {
        Some((_, families)) if !filter.with(Filter::is_empty) => families,
        _ => whole.clone(),
    };
    view! {
        {is_hint.then(|| view! { <p class="ws-family-note" data-testid="families-hint">{HINT}</p> })}
        {move || view! { <Counts summary=shown() noun=noun /> }}
        <p class="ws-family-note">{model}</p>
    }
}

/// What a reader must know of the model for captures.
const HINT: &str = "A hint, not a verdict: the model learnt from traffic of 1998 (DARPA, KDD'99). It knows the floods, scans and \
                    break-ins of that time; today's services and encrypted traffic are strange to it.";

fn about(summary: &FamilySummary) -> String {
    format!(
        "Model {}, trained on {} on {}; named in {}.",
        summary.model,
        summary.trained_on,
        summary.date,
        format::duration(summary.seconds)
    )
}

#[component]
fn Counts(summary: Shared<FamilySummary>, noun: Noun) -> impl IntoView {
    let n_rows: u64 = summary.families.iter().map(|family| family.n_rows).sum();
    let most = summary.families.iter().map(|family| family.n_rows).max().unwrap_or(0);
    let row = move |family: FamilyCount| {
        let expression = show_rows::is("family", &family.name);
        let share = if most == 0 {
            0.0
        } else {
            family.n_rows as f64 / most as f64
        };
        view! {
            <tr data-testid=format!("family-{}", family.name) data-rows=family.n_rows.to_string()>
                <th scope="row">
                    <span class="ws-label" class:ws-label--attack=family.is_attack>{family.name.clone()}</span>
                </th>
                <td class="ws-table__number">
                    <RowsLink text=format::count(family.n_rows) expression=show_rows::unless_none(family.n_rows, &expression) />
                </td>
                <td class="ws-table__bar">
                    <span class="ws-meter" class:ws-meter--normal=!family.is_attack style:--share=format!("{share:.4}") aria-hidden="true"></span>
                    {format::share(family.n_rows, n_rows)}
                </td>
                <td class="ws-table__number">
                    <RowsLink
                        text=format::count(family.n_anomalies)
                        expression=show_rows::unless_none(family.n_anomalies, format!("{expression} and severity >= low"))
                    />
                </td>
            </tr>
        }
    };
    let risk = |(level, n): (RiskLevel, u64)| {
        view! {
            <li class="ws-family-risks__part" data-testid=format!("risk-{}", level.name()) data-rows=n.to_string()>
                <span class=format!("ws-family__risk ws-family__risk--{}", level.name())>{level.name()}</span>
                " "
                <strong>
                    <RowsLink text=format::count(n) expression=show_rows::unless_none(n, format!("risk == {}", level.name())) />
                </strong>
            </li>
        }
    };
    let risks = RiskLevel::ALL.into_iter().zip(summary.risks).rev();
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-label="Attack families">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Family"</th>
                        <th scope="col" class="ws-table__number">{noun.titles()}</th>
                        <th scope="col">"Share"</th>
                        <th scope="col" class="ws-table__number">"Anomalies"</th>
                    </tr>
                </thead>
                <tbody>{summary.families.iter().cloned().map(row).collect_view()}</tbody>
            </table>
        </div>
        <CopyTable label="Copy the table" />
        <ul class="ws-family-risks" aria-label="By risk">{risks.map(risk).collect_view()}</ul>
    }
}
