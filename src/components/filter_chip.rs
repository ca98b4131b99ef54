//! What is filtered, where everybody sees it, and a way out.

use leptos::prelude::*;
use wiresift_engine::message::Noun;

use crate::format;
use crate::state::Session;

/// The stretch of time that everything on the page is limited to; nothing without one.
#[component]
pub fn FilterChip() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let time = Memo::new(move |_| session.with(|session| session.filter.time));
    let noun = Memo::new(move |_| session.with(Session::noun));
    let what = move || match noun.get() {
        Noun::Flow => "Only flows that begin in ",
        Noun::Row => "Only rows that begin in ",
    };
    view! {
        <div class="ws-filter" role="status">
            {move || {
                time.get()
                    .map(|range| {
                        view! {
                            <span class="ws-chip" data-testid="filter-chip" data-start=range.start.to_string() data-end=range.end.to_string()>
                                <span>{what} <strong>{format::time_range(range.start, range.end)}</strong></span>
                                <button
                                    type="button"
                                    class="ws-chip__remove"
                                    aria-label="Show all times"
                                    data-testid="filter-clear"
                                    on:click=move |_| session.update(|session| session.set_time(None))
                                >
                                    "×"
                                </button>
                            </span>
                        }
                    })
            }}
        </div>
    }
}
