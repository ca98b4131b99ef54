//! Why a row is unusual: in a sentence, by column, by detector, beside normal rows, and what would have to change.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{
    Change, DetectorKind, DetectorReasons, Differing, Explanation, Filter, Incident, Noun, Reason, Refinement,
    SimilarRow, TableSlot,
};

use crate::browser;
use crate::client::{Client, RequestError};
use crate::format;
use crate::state::Session;

/// Columns that are named for a detector.
const N_OF_DETECTOR: usize = 3;

/// What the engine says to the question why.
pub type Explained = Result<Explanation, RequestError>;

/// In a sentence, by column, and what would have to change.
#[component]
pub fn Why(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// The row's index.
    row: u32,
    /// The answer, once it is there.
    explanation: ReadSignal<Option<Explained>>,
) -> impl IntoView {
    move || match explanation.get() {
        None => view! { <p class="ws-panel__wait">"Working out why…"</p> }.into_any(),
        Some(Err(error)) => view! { <p class="ws-panel__wait">{error.message()}</p> }.into_any(),
        Some(Ok(Explanation {
            summary,
            incident,
            reasons,
            change,
            ..
        })) => view! {
            <h4 class="ws-panel__heading">"Why"</h4>
            <p class="ws-why__summary" data-testid="why-summary">{summary}</p>
            {incident.map(|incident| view! { <PartOf incident=*incident noun=noun /> })}
            <Reasons table=table row=row reasons=reasons />
            <Changed noun=noun change=change />
        }
        .into_any(),
    }
}

/// The incident that the row has a part in, and the way there.
#[component]
fn PartOf(incident: Incident, noun: Noun) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let place = format!("incident-{}", incident.number);
    let expression = incident.expression.clone();
    let show = move |_| {
        session.update(|session| session.set_expression(expression.clone()));
        // The list shows the first ones only.
        if !browser::scroll_to(&place) {
            browser::scroll_to("incidents");
        }
    };
    let technique = incident.technique.map(|technique| {
        view! { <span class="ws-incident__technique" title="MITRE ATT&CK technique that this hints at">{format!("{} {}", technique.id, technique.name)}</span> }
    });
    let n_rows = format::counted(incident.n_rows, noun);
    let first = incident.reasons.into_iter().next();
    view! {
        <div class="ws-why__incident" data-testid="why-incident">
            <p>
                {if incident.is_named { "It has a part in: " } else { "It is grouped with others: " }}
                <strong>{incident.title}</strong>
                {format!(" ({n_rows}, {} threat). ", incident.threat.name())}
                {technique}
            </p>
            {first.map(|reason| view! { <p class="ws-why__evidence">{reason}</p> })}
            <button type="button" class="ws-button ws-button--quiet" data-testid="why-incident-show" on:click=show>
                "Show the incident"
            </button>
        </div>
    }
}

/// The rows without a flag that are most like the row.
#[component]
pub fn SimilarRows(
    /// What rows are.
    noun: Noun,
    /// The answer, once it is there.
    explanation: ReadSignal<Option<Explained>>,
) -> impl IntoView {
    move || {
        let nearest = explanation
            .get()
            .and_then(Result::ok)
            .map(|explanation| explanation.nearest);
        nearest.filter(|nearest| !nearest.is_empty()).map(|nearest| {
            view! {
                <details class="ws-panel__rest" data-testid="why-nearest">
                    <summary>{format!("Most similar {} that are not flagged", noun.many())}</summary>
                    {nearest.into_iter().map(|other| view! { <Similar other=other noun=noun /> }).collect_view()}
                </details>
            }
        })
    }
}

/// What a detector listens to, in a line.
pub fn because(explanation: Option<Explained>, kind: DetectorKind) -> Option<String> {
    let explanation = explanation?.ok()?;
    let DetectorReasons { reasons, .. } = explanation.detectors.into_iter().find(|of| of.kind == kind)?;
    let reasons = reasons.iter().filter(|reason| reason.share > 0.0).take(N_OF_DETECTOR);
    let words: Vec<String> = reasons
        .map(|reason| format!("{} ({})", reason.name, format::percent(reason.share)))
        .collect();
    (!words.is_empty()).then(|| format!("Listens to {}", words.join(", ")))
}

/// The columns that push the score, as bars, with a way to filter by their value.
#[component]
fn Reasons(table: TableSlot, row: u32, reasons: Vec<Reason>) -> impl IntoView {
    let (towards, _): (Vec<_>, Vec<_>) = reasons.into_iter().partition(|reason| reason.share > 0.0);
    view! {
        <ol class="ws-why__reasons" data-testid="why-reasons">
            {towards.into_iter().map(|reason| view! { <ReasonRow table=table row=row reason=reason /> }).collect_view()}
        </ol>
    }
}

#[component]
fn ReasonRow(table: TableSlot, row: u32, reason: Reason) -> impl IntoView {
    let Reason {
        column,
        name,
        title,
        share,
        value,
        usual,
    } = reason;
    let value = if value.is_empty() {
        "(missing)".to_owned()
    } else {
        value
    };
    view! {
        <li class="ws-why__reason" data-share=share.to_string()>
            <div class="ws-why__line">
                <span>{title}</span>
                <span class="ws-why__share">{format::percent(share)}</span>
            </div>
            <div class="ws-why__bar" style:--share=format!("{share:.4}") aria-hidden="true"></div>
            <div class="ws-why__line">
                <span>
                    <strong>{value}</strong>
                    {(!usual.is_empty()).then(|| view! { <span class="ws-why__usual">{format!(" usually {usual}")}</span> })}
                    <code class="ws-why__name">{name.clone()}</code>
                </span>
                <FilterButtons table=table row=row column=column name=name />
            </div>
        </li>
    }
}

/// Filters everything by a cell's value.
#[component]
fn FilterButtons(table: TableSlot, row: u32, column: u32, name: String) -> impl IntoView {
    let client = expect_context::<Client>();
    let session = expect_context::<RwSignal<Session>>();
    let refine = move |refinement: Refinement| {
        let expression = session.with_untracked(|session| session.filter.expression.clone());
        spawn_local(async move {
            match client.refine_filter(table, expression, (row, column), refinement).await {
                Ok(expression) => session.update(|session| {
                    session.filter = Filter {
                        expression,
                        ..session.filter.clone()
                    };
                }),
                Err(RequestError::Failed(report)) => client.show(report),
                Err(_) => {}
            }
        });
    };
    let button = move |sign: &'static str, words: String, refinement: Refinement| {
        view! {
            <button type="button" class="ws-why__filter" title=words.clone() aria-label=words on:click=move |_| refine(refinement)>
                {sign}
            </button>
        }
    };
    view! {
        <span class="ws-why__filters">
            {button("+", format!("Only rows with this {name}"), Refinement::Include)}
            {button("−", format!("Leave out rows with this {name}"), Refinement::Exclude)}
        </span>
    }
}

#[component]
fn Changed(noun: Noun, change: Change) -> impl IntoView {
    let text = match change {
        Change::None => return ().into_any(),
        Change::NotFound => format!(
            "No change of up to five values makes this {} ordinary: it differs in many ways at once.",
            noun.one()
        ),
        Change::Values(values) => {
            let values: Vec<String> = values.iter().map(would).collect();
            format!("It would not be flagged with {}.", values.join(" and "))
        }
    };
    view! {
        <p class="ws-why__change" data-testid="why-change">{text}</p>
    }
    .into_any()
}

fn would(Differing { title, here, there }: &Differing) -> String {
    let here = if here.is_empty() { "nothing" } else { here };
    format!("“{title}” at {there} instead of {here}")
}

#[component]
fn Similar(other: SimilarRow, noun: Noun) -> impl IntoView {
    let differing = other.differences.iter().map(|Differing { title, here, there }| {
        let shown = |value: &str| {
            if value.is_empty() {
                "(missing)".to_owned()
            } else {
                value.to_owned()
            }
        };
        format!("{title}: {} there, {} here", shown(there), shown(here))
    });
    let differing: Vec<String> = differing.collect();
    view! {
        <p class="ws-why__detector">
            <strong>{format!("{} {}", noun.title(), format::count(u64::from(other.row)))}</strong>
            " "
            {if differing.is_empty() { "the same in every feature".to_owned() } else { differing.join("; ") }}
        </p>
    }
}
