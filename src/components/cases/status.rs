//! In the bar at the top: which case this is, and whether it is kept.

use leptos::prelude::*;

use crate::client::Client;
use crate::state::{Saving, Session};

/// The open case's name, and "saved" or why not.
#[component]
pub fn CaseStatus(
    /// For the case.
    session: RwSignal<Session>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let state = Memo::new(move |_| session.with(|session| session.case.clone()));
    let name = move || {
        state.with(|state| {
            let case = state.open.as_ref();
            case.map_or_else(String::new, |case| case.name.clone())
        })
    };
    let (word, why) = (
        move || {
            state.with(|state| match state.saving {
                Saving::Nothing => "",
                Saving::Running => "saving…",
                Saving::Done => "saved",
                Saving::Failed { .. } => "not saved",
            })
        },
        move || {
            state.with(|state| match &state.saving {
                Saving::Failed { report, .. } => report.message.clone(),
                _ => "The case is kept in this browser as you work".to_owned(),
            })
        },
    );
    let has_failed = move || state.with(|state| matches!(state.saving, Saving::Failed { .. }));
    view! {
        <Show when=move || state.with(|state| state.saving != Saving::Nothing)>
            <p class="ws-top__case" title=why data-testid="case-status">
                <span class="ws-top__case-name">{name}</span>
                <span class="ws-top__case-word" class:ws-top__case-word--failed=has_failed data-testid="case-saving">
                    {word}
                </span>
                <Show when=has_failed>
                    <button type="button" class="ws-button ws-button--quiet" data-testid="case-save-again" on:click=move |_| client.save_case()>
                        "Save again"
                    </button>
                </Show>
            </p>
        </Show>
    }
}
