//! Small marks: a severity, the detectors' votes. Shape and text carry the meaning, colour only repeats it.

use leptos::prelude::*;
use wiresift_engine::message::{DetectorKind, Judgement, Severity};

use crate::state::names;

/// A severity as one to three bars and its name.
#[component]
pub fn SeverityMark(
    /// The severity.
    severity: Severity,
) -> impl IntoView {
    let level = severity as usize;
    view! {
        <span class=format!("ws-severity ws-severity--{level}")>
            <span class="ws-severity__bars" aria-hidden="true">
                <i class="ws-severity__bar"></i>
                <i class="ws-severity__bar"></i>
                <i class="ws-severity__bar"></i>
            </span>
            {names::severity(severity)}
        </span>
    }
}

/// What the analyst says of a row, as the key that says it.
#[component]
pub fn JudgementMark(
    /// The judgement.
    judgement: Judgement,
) -> impl IntoView {
    let (letter, is_true) = match judgement {
        Judgement::TruePositive => ("T", true),
        Judgement::FalsePositive => ("F", false),
    };
    view! {
        <span class="ws-judgement" class:ws-judgement--true=is_true title=names::judgement(judgement)>
            <span class="ws-sr-only">{names::judgement(judgement)}</span>
            <span aria-hidden="true">{letter}</span>
        </span>
    }
}

/// Who voted, as two letters each, filled for a vote.
#[component]
pub fn VoteMarks(
    /// [`DetectorKind::bit`]s of the votes.
    votes: u8,
    /// [`DetectorKind::bit`]s of those who could vote.
    voters: u8,
) -> impl IntoView {
    let names: Vec<_> = DetectorKind::ALL
        .into_iter()
        .filter(|kind| votes & kind.bit() != 0)
        .map(names::detector)
        .collect();
    let words = if names.is_empty() {
        "No votes".to_owned()
    } else {
        format!("Votes: {}", names.join(", "))
    };
    let title = words.clone();
    view! {
        <span class="ws-votes" title=title>
            <span class="ws-sr-only">{words}</span>
            {DetectorKind::ALL
                .into_iter()
                .filter(|kind| voters & kind.bit() != 0)
                .map(|kind| {
                    let voted = votes & kind.bit() != 0;
                    view! {
                        <span class="ws-votes__mark" class:ws-votes__mark--yes=voted aria-hidden="true">
                            {names::detector_short(kind)}
                        </span>
                    }
                })
                .collect_view()}
        </span>
    }
}
