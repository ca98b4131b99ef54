//! The analyst's actions, newest first.

use leptos::prelude::*;
use wiresift_engine::message::{FeedbackStep, Noun};

use crate::charts::{ChartView, options};
use crate::format;
use crate::state::names;

/// Actions that are listed; the chart shows all.
const N_LISTED: usize = 50;

/// Everything that was done, as a chart and a list.
#[component]
pub fn History(
    /// Oldest first.
    steps: Vec<FeedbackStep>,
    /// What the rows are.
    noun: Noun,
) -> impl IntoView {
    if steps.is_empty() {
        return ().into_any();
    }
    let n_steps = steps.len();
    let listed = steps.iter().rev().take(N_LISTED).copied().map(step).collect_view();
    let summary = format!("History ({})", format::plural(n_steps as u64, "step", "steps"));
    let label = format!("Verdicts over the steps: {}", in_words(&steps, noun));
    let n_hidden = n_steps.saturating_sub(N_LISTED);
    view! {
        <details class="ws-feedback__history" data-testid="feedback-history">
            <summary>{summary}</summary>
            {(n_steps > 1)
                .then(|| {
                    view! {
                        <ChartView
                            class="ws-chart--small"
                            label=label
                            option=move |palette| Some(options::feedback(&palette, &steps))
                        />
                    }
                })}
            <ol class="ws-feedback__steps">{listed}</ol>
            {(n_hidden > 0).then(|| view! { <p class="ws-card__note">{format!("and {} earlier ones", format::count(n_hidden as u64))}</p> })}
        </details>
    }
    .into_any()
}

fn step(step: FeedbackStep) -> impl IntoView {
    let precision = step
        .precision
        .map(|precision| format!("precision {}", format::percent(precision)));
    view! {
        <li class="ws-feedback__step">
            <time>{format::utc(step.at)}</time>
            <span>{names::feedback_step(step.kind)}</span>
            <span class="ws-feedback__after">
                {format!("{} true, {} false", format::count(step.n_true), format::count(step.n_false))} {precision.map(|text| format!(", {text}"))}
            </span>
        </li>
    }
}

fn in_words(steps: &[FeedbackStep], noun: Noun) -> String {
    steps.last().map_or_else(String::new, |last| {
        format!(
            "{} true and {} false positives among the marked {}",
            last.n_true,
            last.n_false,
            noun.many()
        )
    })
}
