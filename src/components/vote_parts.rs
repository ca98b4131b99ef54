//! How the score of the whole vote adds up, worked out when somebody looks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{TableSlot, VotePart, VoteParts};

use crate::client::{Client, RequestError};
use crate::format;

/// A list that asks for its content when it is opened.
#[component]
pub fn VotePartsView(
    /// The table.
    table: TableSlot,
    /// The row's index.
    row: u32,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let is_asked = StoredValue::new(false);
    let answer = RwSignal::new(None::<Result<VoteParts, RequestError>>);
    let ask = move |_| {
        if is_asked.get_value() {
            return;
        }
        is_asked.set_value(true);
        spawn_local(async move {
            let parts = client.vote_parts(table, row).await;
            answer.try_set(Some(parts));
        });
    };
    let content = move || match answer.get() {
        None => view! { <p class="ws-panel__wait">"Adding up…"</p> }.into_any(),
        Some(Err(error)) => view! { <p class="ws-panel__wait">{error.message()}</p> }.into_any(),
        Some(Ok(parts)) => view! { <Sum parts=parts /> }.into_any(),
    };
    view! {
        <details class="ws-panel__rest" data-testid="vote-parts" on:toggle=ask>
            <summary>"How the score of the vote adds up"</summary>
            {content}
        </details>
    }
}

#[component]
fn Sum(parts: VoteParts) -> impl IntoView {
    let VoteParts {
        score,
        base,
        sum_bound,
        parts,
        rest,
        n_scored,
    } = parts;
    let note = format!(
        "Shapley values, sampled by scoring {} rows; ± is their standard error. The sum is exact to {sum_bound:.0e}.",
        format::count(n_scored)
    );
    let line = |title: String, value: String, exact: f64| {
        view! {
            <div class="ws-cells__row" data-value=exact.to_string()>
                <dt>{title}</dt>
                <dd class="ws-cells__value">{value}</dd>
            </div>
        }
    };
    let part = |part: VotePart| {
        line(
            format!(
                "{} ({})",
                part.title,
                if part.value.is_empty() { "missing" } else { &part.value }
            ),
            format!("{:+.4} ± {:.4}", part.contribution, part.standard_error),
            part.contribution,
        )
    };
    view! {
        <dl class="ws-cells">
            {line("Rows that are not flagged, on average".to_owned(), format!("{base:.4}"), base)}
            {parts.into_iter().map(part).collect_view()}
            {line("All other columns".to_owned(), format!("{rest:+.4}"), rest)}
            <div class="ws-cells__row ws-cells__row--sum" data-sum=score.to_string()>
                <dt>"Score of this row, as a new one"</dt>
                <dd class="ws-cells__value">{format!("{score:.4}")}</dd>
            </div>
        </dl>
        <p class="ws-card__note">{note}</p>
    }
}
