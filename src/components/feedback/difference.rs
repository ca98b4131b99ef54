//! What an update of the ranking or a training changed.

use leptos::prelude::*;
use wiresift_engine::message::{Difference, Noun, RowSummary};

use crate::components::marks::{JudgementMark, SeverityMark};
use crate::format;
use crate::state::names;

/// The rows that joined and left the flagged ones, and the precision before and after.
#[component]
pub fn DifferenceView(
    /// What changed.
    difference: Difference,
    /// What the rows are.
    noun: Noun,
) -> impl IntoView {
    let Difference {
        kind,
        n_before,
        n_after,
        n_joined,
        joined,
        n_left,
        left,
        precision_before,
        precision_after,
    } = difference;
    let precision = |value: Option<f64>| value.map_or_else(|| format::NONE.to_owned(), format::percent);
    let sentence = format!(
        "{}: {} flagged before, {} now. Precision among the marked ones: {} before, {} now.",
        names::feedback_step(kind),
        format::counted(n_before, noun),
        format::count(n_after),
        precision(precision_before),
        precision(precision_after),
    );
    view! {
        <div class="ws-difference" data-testid="difference" data-joined=n_joined.to_string() data-left=n_left.to_string()>
            <p>{sentence}</p>
            <div class="ws-difference__lists">
                <Changed title="Joined" n=n_joined rows=joined noun=noun testid="joined" />
                <Changed title="Left" n=n_left rows=left noun=noun testid="left" />
            </div>
        </div>
    }
}

#[component]
fn Changed(title: &'static str, n: u64, rows: Vec<RowSummary>, noun: Noun, testid: &'static str) -> impl IntoView {
    let n_hidden = n.saturating_sub(rows.len() as u64);
    view! {
        <details class="ws-difference__list" data-testid=testid>
            <summary>{format!("{title}: {}", format::counted(n, noun))}</summary>
            <ul>
                {rows.into_iter().map(|row| view! { <ChangedRow row=row noun=noun /> }).collect_view()}
            </ul>
            {(n_hidden > 0).then(|| view! { <p class="ws-card__note">{format!("and {} more", format::count(n_hidden))}</p> })}
        </details>
    }
}

#[component]
fn ChangedRow(row: RowSummary, noun: Noun) -> impl IntoView {
    view! {
        <li class="ws-difference__row">
            <span>{format!("{} {}", noun.title(), format::count(u64::from(row.row)))}</span>
            {row.verdict.map(|verdict| view! { <SeverityMark severity=verdict.severity /> })}
            {row.mark.map(|mark| view! { <JudgementMark judgement=mark.judgement /> })}
            {row.label.map(|label| view! { <span class="ws-label">{label}</span> })}
        </li>
    }
}
