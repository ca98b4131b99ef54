//! Everything about one row, and why it stands out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{DetailCell, Mark, Noun, RowDetail, RowSummary, RowVerdict, TableSlot, Verdict};

use super::feedback::MarkForm;
use super::flow_facts::FlowFacts;
use super::marks::SeverityMark;
use super::vote_parts::VotePartsView;
use super::why::{Explained, SimilarRows, Why, because};
use crate::client::{Client, RequestError};
use crate::format;
use crate::state::names;

type Answer = Result<RowDetail, RequestError>;
type Shown = RwSignal<Option<Answer>>;

/// The details of a row, asked for when it changes.
#[component]
pub fn RowPanel(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// The row, in the table's order; nothing is shown without one.
    open: RwSignal<Option<u32>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let detail: Shown = RwSignal::new(None);
    let mark = RwSignal::new(None::<Mark>);
    let ask = move |row: u32, take: fn(Shown, Answer)| {
        spawn_local(async move {
            let answer = client.row(table, row).await;
            // Another row may be open by now.
            if open.try_get_untracked() == Some(Some(row)) {
                mark.set(answer.as_ref().ok().and_then(|detail| detail.summary.mark.clone()));
                take(detail, answer);
            }
        });
    };
    Effect::new(move |_| match open.get() {
        Some(row) => ask(row, |detail, answer| detail.set(Some(answer))),
        None => detail.set(None),
    });
    // Only the mark is taken anew: what is being typed beside it stays.
    let n_marked = client.n_marked();
    Effect::new(move |previous: Option<u32>| {
        let now = n_marked.get();
        let row = open
            .get_untracked()
            .filter(|_| previous.is_some_and(|previous| previous != now));
        if let Some(row) = row {
            ask(row, |_, _| ());
        }
        now
    });
    let content = move || match detail.get() {
        None => view! { <p class="ws-panel__wait">"Loading…"</p> }.into_any(),
        Some(Err(error)) => view! { <p class="ws-panel__wait">{error.message()}</p> }.into_any(),
        Some(Ok(detail)) => view! { <Detail detail=detail mark=mark.into() table=table noun=noun /> }.into_any(),
    };
    view! {
        <Show when=move || open.get().is_some()>
            <aside
                class="ws-panel"
                aria-label=format!("Details of the {}", noun.one())
                data-testid="row-detail"
                data-row=move || open.get().map(|row| row.to_string())
                on:keydown=move |event| if event.key() == "Escape" { open.set(None) }
            >
                <button type="button" class="ws-button ws-button--quiet ws-button--icon ws-panel__close" aria-label="Close the details" data-testid="row-detail-close" on:click=move |_| open.set(None)>
                    <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8" /></svg>
                </button>
                {content}
            </aside>
        </Show>
    }
}

#[component]
fn Detail(detail: RowDetail, mark: Signal<Option<Mark>>, table: TableSlot, noun: Noun) -> impl IntoView {
    let RowDetail {
        summary,
        verdicts,
        cells,
        flow,
    } = detail;
    let is_judged = !verdicts.is_empty();
    let row = summary.row;
    let sentence = flow.as_ref().map(|flow| flow.sentence.clone());
    view! {
        <Head summary=summary noun=noun />
        {is_judged.then(|| view! { <MarkForm table=table row=row mark=mark /> })}
        {sentence.map(|sentence| view! { <p class="ws-flow__sentence" data-testid="flow-sentence">{sentence}</p> })}
        {is_judged.then(|| view! { <Judged verdicts=verdicts table=table noun=noun row=row /> })}
        {flow.map(|flow| view! { <FlowFacts flow=*flow /> })}
        <Values cells=cells is_judged=is_judged />
    }
}

/// Why the row is unusual, and what each detector says.
#[component]
fn Judged(verdicts: Vec<Verdict>, table: TableSlot, noun: Noun, row: u32) -> impl IntoView {
    let client = expect_context::<Client>();
    let explanation = RwSignal::new(None::<Explained>);
    spawn_local(async move {
        let answer = client.explain(table, row).await;
        explanation.try_set(Some(answer));
    });
    let explanation = explanation.read_only();
    view! {
        <Why table=table noun=noun row=row explanation=explanation />
        <h4 class="ws-panel__heading">"Detectors"</h4>
        <ul class="ws-verdicts">
            {verdicts.into_iter().map(|verdict| view! { <VerdictView verdict=verdict noun=noun explanation=explanation /> }).collect_view()}
        </ul>
        <VotePartsView table=table row=row />
        <SimilarRows noun=noun explanation=explanation />
    }
}

/// The values, apart those that are unusual once it is known what is.
#[component]
pub(super) fn Values(cells: Vec<DetailCell>, is_judged: bool) -> impl IntoView {
    let (unusual, usual): (Vec<_>, Vec<_>) = cells.into_iter().partition(|cell| is_judged && cell.is_unusual);
    let n_usual = usual.len();
    let title = if is_judged { "Other values" } else { "Values" };
    let unusual = is_judged.then(|| {
        if unusual.is_empty() {
            view! { <p class="ws-panel__none">"No single value lies outside of what is usual here: it is their combination that stands out."</p> }.into_any()
        } else {
            view! {
                <details class="ws-panel__rest">
                    <summary>{format!("Unusual values ({})", unusual.len())}</summary>
                    <Cells cells=unusual />
                </details>
            }
                .into_any()
        }
    });
    view! {
        {unusual}
        <details class="ws-panel__rest" open=n_usual <= 12>
            <summary>{format!("{title} ({n_usual})")}</summary>
            <Cells cells=usual />
        </details>
    }
}

#[component]
fn Head(summary: RowSummary, noun: Noun) -> impl IntoView {
    let is_attack = summary.is_attack.unwrap_or_default();
    view! {
        <h3 class="ws-panel__title">{format!("{} {}", noun.title(), format::count(u64::from(summary.row)))}</h3>
        <dl class="ws-panel__facts">
            {summary.verdict.map(judged)}
            {summary
                .label
                .map(|label| {
                    view! {
                        <div>
                            <dt>"Label"</dt>
                            <dd>
                                <span class="ws-label" class:ws-label--attack=is_attack>{label}</span>
                            </dd>
                        </div>
                    }
                })}
        </dl>
    }
}

fn judged(verdict: RowVerdict) -> impl IntoView {
    view! {
        <div>
            <dt>"Rank"</dt>
            <dd>{format::count(u64::from(verdict.rank))}</dd>
        </div>
        <div>
            <dt>"Score"</dt>
            <dd data-value=verdict.score.to_string()>{format!("{:.4}", verdict.score)}</dd>
        </div>
        <div>
            <dt>"Severity"</dt>
            <dd>
                <SeverityMark severity=verdict.severity />
            </dd>
        </div>
        <div>
            <dt>"Confidence"</dt>
            <dd>{format!("{:.0}%", verdict.confidence * 100.0)}</dd>
        </div>
    }
}

#[component]
pub(super) fn VerdictView(verdict: Verdict, noun: Noun, explanation: ReadSignal<Option<Explained>>) -> impl IntoView {
    let Verdict {
        kind,
        score,
        threshold,
        percentile,
        vote,
    } = verdict;
    let compared = format!(
        "score {}, threshold {}",
        format::number(score),
        format::number(threshold)
    );
    view! {
        <li class="ws-verdict" class:ws-verdict--vote=vote data-testid=format!("verdict-{}", kind.name()) data-score=score.to_string() data-vote=vote.to_string()>
            <div class="ws-verdict__head">
                <span>{names::detector(kind)}</span>
                <strong>{if vote { "Anomaly" } else { "Normal" }}</strong>
            </div>
            <div class="ws-verdict__bar" style:--share=format!("{percentile:.4}") aria-hidden="true"></div>
            <p class="ws-verdict__text">
                {format!("{} of the training {} score lower; {compared}", format::percent(percentile), noun.many())}
            </p>
            <p class="ws-verdict__text">{move || because(explanation.get(), kind)}</p>
        </li>
    }
}

#[component]
fn Cells(cells: Vec<DetailCell>) -> impl IntoView {
    let row = |cell: DetailCell| {
        let name = cell
            .unit
            .map_or_else(|| cell.name.clone(), |unit| format!("{} ({unit})", cell.name));
        let value = if cell.value.is_empty() {
            "(missing)".to_owned()
        } else {
            cell.value
        };
        view! {
            <div class="ws-cells__row" class:ws-cells__row--unusual=cell.is_unusual>
                <dt>{name} {cell.about.map(|about| view! { <span class="ws-cells__about">{about}</span> })}</dt>
                <dd class="ws-cells__value">{value}</dd>
                <dd class="ws-cells__usual">{(!cell.usual.is_empty()).then(|| format!("usual: {}", cell.usual))}</dd>
            </div>
        }
    };
    view! { <dl class="ws-cells">{cells.into_iter().map(row).collect_view()}</dl> }
}
