//! The bar at the top: name, steps, privacy, theme.

use leptos::prelude::*;

use crate::components::cases::CaseStatus;
use crate::state::{Session, Step, StepState};
use crate::theme::{Theme, ThemeContext};

/// The bar at the top.
#[component]
pub fn TopBar(
    /// For where the analyst is and may go.
    session: RwSignal<Session>,
) -> impl IntoView {
    view! {
        <header class="ws-top">
            <a class="ws-top__name" href="#load">
                <svg class="ws-top__mark" viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M3 5h18M6 10h12M9 15h6M11 20h2" />
                </svg>
                "Wiresift"
            </a>
            <nav class="ws-steps" aria-label="Steps">
                <ol class="ws-steps__list">
                    {Step::ALL.into_iter().enumerate().map(|(i, step)| view! { <StepLink session step number=i + 1 /> }).collect_view()}
                </ol>
            </nav>
            <CaseStatus session />
            <p class="ws-top__privacy" title="The page may only talk to the site it came from and to a sidecar on this machine; its content policy forbids anything else.">
                <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9z" />
                </svg>
                <span>"Nothing leaves this tab"</span>
            </p>
            <ThemeToggle />
        </header>
    }
}

#[component]
fn StepLink(session: RwSignal<Session>, step: Step, number: usize) -> impl IntoView {
    let state = Memo::new(move |_| session.with(|session| session.step_state(step)));
    let modifier = move || match state.get() {
        StepState::Current => "ws-steps__link ws-steps__link--current",
        StepState::Done => "ws-steps__link ws-steps__link--done",
        StepState::Open => "ws-steps__link",
        StepState::Closed => "ws-steps__link ws-steps__link--closed",
    };
    // A link without an address is no link: it cannot be focused, and says so to screen readers.
    let href = move || (state.get() != StepState::Closed).then(|| format!("#{}", step.fragment()));
    view! {
        <li>
            <a
                class=modifier
                href=href
                role="link"
                aria-current=move || (state.get() == StepState::Current).then_some("step")
                aria-disabled=move || (state.get() == StepState::Closed).then_some("true")
                data-testid=format!("step-{}", step.fragment())
            >
                <span class="ws-steps__number" aria-hidden="true">
                    {move || match (step, state.get()) {
                        // No step of the four: it stands beside them.
                        (Step::Live, _) => "●".to_owned(),
                        (_, StepState::Done) => "✓".to_owned(),
                        _ => number.to_string(),
                    }}
                </span>
                {step.title()}
            </a>
        </li>
    }
}

#[component]
fn ThemeToggle() -> impl IntoView {
    let theme = expect_context::<ThemeContext>();
    let label = move || match theme.current.get() {
        Theme::Light => "Use the dark theme",
        Theme::Dark => "Use the light theme",
    };
    view! {
        <button
            type="button"
            class="ws-button ws-button--quiet ws-button--icon"
            aria-label=label
            title=label
            data-testid="theme-toggle"
            on:click=move |_| theme.choose(theme.current.get_untracked().other())
        >
            <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="5.5" />
                <path class="ws-icon__fill" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />
            </svg>
        </button>
    }
}
