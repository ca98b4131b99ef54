//! A tour of five steps, offered to who is here for the first time. It can be left at any step.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::browser;

/// The key in the browser's storage under which it is kept that the tour was seen.
const KEY: &str = "wiresift-tour";

/// The steps: their headings and what they say.
const STEPS: [(&str, &str); 5] = [
    (
        "Drop in a capture or a table",
        "A packet capture (pcap, pcapng) or a table of flows (CSV, Zeek, Suricata). It is read in this tab: nothing is uploaded, and the lock at the top shows you what was requested.",
    ),
    (
        "Four detectors look for what is unusual",
        "They learn what is ordinary in your data itself, so nothing has to be labelled. Each votes on every flow; two votes or more make an anomaly.",
    ),
    (
        "Start with what ranks highest",
        "Rows are ordered by how anomalous they are. Open one to see which of its values are unusual and what is usual instead. Unusual is not malicious: a backup can rank as high as a theft.",
    ),
    (
        "Narrow down with a filter",
        "The filter speaks Wireshark's language: ip.addr == 10.0.0.5 && score > 0.9. Right-click any cell to include or exclude its value. A stretch of the timeline filters, too.",
    ),
    (
        "Say what is right and wrong",
        "Press t for a true positive and f for a false one: the ranking follows. Ctrl K (on a Mac ⌘ K) finds every action, ? shows all keys.",
    ),
];

/// Where the tour is, and whether it is still offered.
#[derive(Clone, Copy)]
pub struct TourContext {
    /// The step, from 0; `None` while nobody takes it.
    at: RwSignal<Option<usize>>,
    is_offered: RwSignal<bool>,
}

impl TourContext {
    /// Makes it available; it is offered until it was taken or refused once.
    pub fn provide() -> Self {
        let context = Self {
            at: RwSignal::new(None),
            is_offered: RwSignal::new(browser::stored(KEY).is_none()),
        };
        provide_context(context);
        context
    }

    /// Starts from the beginning.
    pub fn start(self) {
        self.at.set(Some(0));
    }

    fn end(self) {
        browser::store(KEY, "seen");
        self.is_offered.set(false);
        self.at.set(None);
    }
}

/// Offers the tour to who never took or refused it. Not a box over the page: who knows what to do is not held up.
#[component]
pub fn TourOffer() -> impl IntoView {
    let context = expect_context::<TourContext>();
    view! {
        <Show when=move || context.is_offered.get()>
            <aside class="ws-tour-offer" aria-label="First time here?" data-testid="tour-offer">
                <span>"First time here?"</span>
                <button type="button" class="ws-button" title="Five steps" data-testid="tour-start" on:click=move |_| context.start()>"Take the tour"</button>
                <button type="button" class="ws-button ws-button--quiet" data-testid="tour-refuse" on:click=move |_| context.end()>"No, thanks"</button>
            </aside>
        </Show>
    }
}

/// The tour, while it is taken.
#[component]
pub fn Tour(
    /// Where it is.
    context: TourContext,
) -> impl IntoView {
    let is_open = Memo::new(move |_| context.at.with(Option::is_some));
    view! {
        <Show when=move || is_open.get()>
            <Dialog title="A short tour" class="ws-tour" testid="tour" on_close=move |()| context.end()>
                <StepView context=context />
            </Dialog>
        </Show>
    }
}

#[component]
fn StepView(context: TourContext) -> impl IntoView {
    let at = Memo::new(move |_| context.at.get().unwrap_or_default().min(STEPS.len() - 1));
    let is_last = move || at.get() + 1 == STEPS.len();
    let next = move |_| {
        if is_last() {
            context.end();
        } else {
            context.at.set(Some(at.get_untracked() + 1));
        }
    };
    let back = move |_| context.at.set(Some(at.get_untracked().saturating_sub(1)));
    view! {
        <div aria-live="polite" data-testid="tour-step" data-step=move || (at.get() + 1).to_string()>
            <h3 class="ws-tour__title">{move || STEPS[at.get()].0}</h3>
            <p class="ws-tour__text">{move || STEPS[at.get()].1}</p>
        </div>
        <footer class="ws-tour__foot">
            <span class="ws-tour__place">{move || format!("{} of {}", at.get() + 1, STEPS.len())}</span>
            <button type="button" class="ws-button ws-button--quiet" data-testid="tour-skip" on:click=move |_| context.end()>"Skip"</button>
            <button type="button" class="ws-button" disabled=move || at.get() == 0 on:click=back>"Back"</button>
            <button type="button" class="ws-button ws-button--primary" data-testid="tour-next" on:click=next>
                {move || if is_last() { "Done" } else { "Next" }}
            </button>
        </footer>
    }
}
