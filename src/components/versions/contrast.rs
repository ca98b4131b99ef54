//! Rows that one version flags and the other does not.

use leptos::prelude::*;
use wiresift_engine::message::{Noun, RowContrast, RowVerdict, Severity};

use crate::components::marks::{JudgementMark, SeverityMark};
use crate::format;

/// The rows; a click opens one.
#[component]
pub fn ContrastList(
    /// Who flags them.
    title: String,
    /// How many there are.
    n: u64,
    /// The first of them.
    rows: Vec<RowContrast>,
    /// What they are.
    noun: Noun,
    /// The row whose details are shown.
    open: RwSignal<Option<u32>>,
    /// Its id for tests.
    testid: &'static str,
) -> impl IntoView {
    let is_open = n > 0;
    let n_hidden = n.saturating_sub(rows.len() as u64);
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| view! { <ContrastRow row=row noun=noun open=open /> })
        .collect();
    view! {
        <details class="ws-compare__list" data-testid=testid open=is_open>
            <summary>{format!("{title}: {}", format::counted(n, noun))}</summary>
            <ul>{rows}</ul>
            {(n_hidden > 0).then(|| view! { <p class="ws-card__note">{format!("and {} more", format::count(n_hidden))}</p> })}
        </details>
    }
}

#[component]
fn ContrastRow(row: RowContrast, noun: Noun, open: RwSignal<Option<u32>>) -> impl IntoView {
    let at = row.row;
    let is_open = move || open.get() == Some(at);
    let toggle = move |_| {
        let other = (open.get_untracked() != Some(at)).then_some(at);
        open.set(other);
    };
    let severity = if row.a.severity == Severity::None {
        row.b.severity
    } else {
        row.a.severity
    };
    view! {
        <li>
            <button type="button" class="ws-compare__row" aria-pressed=move || is_open().to_string() data-testid="contrast" data-row=at.to_string() on:click=toggle>
                <span>{format!("{} {}", noun.title(), format::count(u64::from(at)))}</span>
                <SeverityMark severity=severity />
                {row.judgement.map(|judgement| view! { <JudgementMark judgement=judgement /> })}
                {row.label.map(|label| view! { <span class="ws-label">{label}</span> })}
                <span class="ws-compare__ranks">{format!("A {}, B {}", words(&row.a), words(&row.b))}</span>
            </button>
        </li>
    }
}

fn words(verdict: &RowVerdict) -> String {
    format!("rank {}, {:.3}", format::count(u64::from(verdict.rank)), verdict.score)
}
