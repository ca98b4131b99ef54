//! The filter: typed in Wireshark's language, coloured and completed while it is typed. The last one that was right stays
//! in force until the next one is.

mod history;
mod text;

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{FilterCheck, FilterProblem, FilterProposal, Noun, TableSlot};

use crate::client::Client;
use crate::format;
use crate::state::Session;
use history::{History, Remembered};
use text::{Coloured, bytes_before, units_before};

/// Typing that pauses for so long is taken for done.
const REST: Duration = Duration::from_millis(350);

/// Proposals in view.
const N_PROPOSALS: usize = 8;

/// A field for the filter of everything on the page.
#[component]
pub fn FilterBar(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
) -> impl IntoView {
    let bar = Bar::new(table);
    bar.follow();
    let problem = Memo::new(move |_| bar.check.with(|check| check.problem.clone()));
    view! {
        <div class="ws-filter-bar" role="search">
            <div class="ws-filter-bar__line">
                <div class="ws-filter-bar__box" class:ws-filter-bar__box--wrong=move || problem.with(Option::is_some)>
                    <Coloured text=bar.text problem=problem scroll=bar.scroll />
                    <input
                        id="filter-input"
                        class="ws-filter-bar__input"
                        type="text"
                        role="combobox"
                        aria-label=format!("Filter the {}", noun.many())
                        aria-autocomplete="list"
                        aria-expanded=move || bar.is_open().to_string()
                        aria-controls="filter-proposals"
                        aria-activedescendant=move || bar.active.get().filter(|_| bar.is_open()).map(proposal_id)
                        aria-invalid=move || problem.with(Option::is_some).to_string()
                        aria-describedby="filter-said"
                        placeholder=placeholder(noun)
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        data-testid="filter-input"
                        node_ref=bar.input
                        prop:value=bar.text
                        on:input=move |event| bar.type_text(event_target_value(&event))
                        on:keydown=move |event| bar.on_key(&event)
                        on:scroll=move |_| bar.on_scroll()
                        on:focus=move |_| bar.ask()
                        on:blur=move |_| bar.is_focused.set(false)
                    />
                    <Proposals bar=bar />
                </div>
                <button
                    type="button"
                    class="ws-button ws-button--quiet"
                    data-testid="filter-reset"
                    disabled=move || bar.text.with(String::is_empty)
                    on:click=move |_| bar.put(String::new())
                >
                    "Clear"
                </button>
                <History
                    bar_text=bar.text
                    can_save=Signal::derive(move || bar.text.with(|text| !text.trim().is_empty()) && bar.check.with(|check| check.n_passing.is_some()))
                    on_choose=move |text| bar.put(text)
                />
            </div>
            <p id="filter-said" class="ws-filter-bar__said" class:ws-filter-bar__said--wrong=move || problem.with(Option::is_some) role="status" data-testid="filter-said">
                {move || bar.said(noun)}
            </p>
        </div>
    }
}

fn placeholder(noun: Noun) -> &'static str {
    match noun {
        Noun::Flow => "Filter, as in Wireshark: ip.addr == 10.0.0.0/8 && tcp.port in {22, 80..90} && score > 0.9",
        Noun::Row => "Filter: column == value && other > 3 && score > 0.9",
    }
}

fn proposal_id(at: usize) -> String {
    format!("filter-proposal-{at}")
}

/// The words under the cursor, to choose from.
#[component]
fn Proposals(bar: Bar) -> impl IntoView {
    let shown = move || {
        let proposals = bar.check.with(|check| check.proposals.clone());
        proposals.into_iter().take(N_PROPOSALS).enumerate().collect::<Vec<_>>()
    };
    let option = move |(at, proposal): (usize, FilterProposal)| {
        let text = proposal.text.clone();
        view! {
            <li
                id=proposal_id(at)
                class="ws-filter-bar__proposal"
                class:ws-filter-bar__proposal--active=move || bar.active.get() == Some(at)
                role="option"
                aria-selected=move || (bar.active.get() == Some(at)).to_string()
                on:mousedown=move |event| {
                    // The field keeps the focus.
                    event.prevent_default();
                    bar.accept(&text);
                }
            >
                <span class="ws-filter-bar__word">{proposal.text.clone()}</span>
                <span class="ws-filter-bar__about">{proposal.about}</span>
            </li>
        }
    };
    view! {
        <ul id="filter-proposals" class="ws-filter-bar__proposals" role="listbox" aria-label="What may stand here" hidden=move || !bar.is_open()>
            {move || shown().into_iter().map(option).collect_view()}
        </ul>
    }
}

/// The field's signals.
#[derive(Clone, Copy)]
struct Bar {
    client: Client,
    session: RwSignal<Session>,
    table: TableSlot,
    text: RwSignal<String>,
    check: RwSignal<FilterCheck>,
    /// The text that `check` is about.
    checked: StoredValue<Option<String>>,
    /// The text at which typing last came to rest.
    rested: StoredValue<Option<String>>,
    active: RwSignal<Option<usize>>,
    is_focused: RwSignal<bool>,
    scroll: RwSignal<i32>,
    input: NodeRef<html::Input>,
}

impl Bar {
    fn new(table: TableSlot) -> Self {
        let session = expect_context::<RwSignal<Session>>();
        Self {
            client: expect_context::<Client>(),
            session,
            table,
            text: RwSignal::new(session.with_untracked(|session| session.filter.expression.clone())),
            check: RwSignal::new(FilterCheck::default()),
            checked: StoredValue::new(None),
            rested: StoredValue::new(None),
            active: RwSignal::new(None),
            is_focused: RwSignal::new(false),
            scroll: RwSignal::new(0),
            input: NodeRef::new(),
        }
    }

    /// Takes in filters that come from elsewhere.
    fn follow(self) {
        let session = self.session;
        let applied =
            Memo::new(move |_| session.with(|session| (session.n_expressions, session.filter.expression.clone())));
        Effect::new(move |before: Option<()>| {
            let (_, now) = applied.get();
            if before.is_some() && self.text.get_untracked() != now {
                self.text.set(now);
                self.ask();
            }
        });
        if !self.text.with_untracked(String::is_empty) {
            self.ask();
        }
    }

    fn is_open(self) -> bool {
        self.is_focused.get() && self.check.with(|check| !check.proposals.is_empty())
    }

    fn type_text(self, text: String) {
        self.text.set(text.clone());
        self.is_focused.set(true);
        self.ask();
        let rested = move || {
            if self.text.try_get_untracked().as_ref() == Some(&text) {
                self.rest();
            }
        };
        set_timeout(rested, REST);
    }

    /// Puts a whole filter into the field, and in force.
    fn put(self, text: String) {
        self.text.set(text.clone());
        self.is_focused.set(false);
        self.session.update(|session| session.set_expression(text));
        self.ask();
    }

    /// Asks the engine about what is typed.
    fn ask(self) {
        let text = self.text.get_untracked();
        let cursor = self.cursor().map_or(text.len(), |units| bytes_before(&text, units));
        spawn_local(async move {
            let cursor = u32::try_from(cursor).unwrap_or(u32::MAX);
            let check = self.client.check_filter(self.table, text.clone(), cursor).await;
            if let Ok(check) = check
                && self.text.try_get_untracked() == Some(text)
            {
                self.active.set(None);
                self.check.set(check);
                self.checked.set_value(self.text.try_get_untracked());
                self.apply_if_right();
            }
        });
    }

    fn cursor(self) -> Option<u32> {
        self.input.get_untracked()?.selection_start().ok()?
    }

    /// What is typed is meant.
    fn rest(self) {
        self.rested.set_value(self.text.try_get_untracked());
        self.apply_if_right();
    }

    /// Puts what is typed in force once it is meant and known to be right, whichever comes last.
    fn apply_if_right(self) {
        let text = self.text.get_untracked();
        let is = |place: StoredValue<Option<String>>| place.with_value(|known| known.as_ref() == Some(&text));
        if !is(self.checked) || !is(self.rested) || self.check.with_untracked(|check| check.n_passing.is_none()) {
            return;
        }
        Remembered::load().add(&text);
        self.session.update(|session| {
            if session.filter.expression != text {
                session.set_expression(text);
            }
        });
    }

    /// Takes a proposal in place of the word at the cursor.
    fn accept(self, word: &str) {
        let text = self.text.get_untracked();
        let (start, end) = self
            .check
            .with_untracked(|check| (check.start as usize, check.end as usize));
        let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
            return;
        };
        let space = if after.starts_with(' ') { "" } else { " " };
        let head = format!("{before}{word}{space}");
        let cursor = units_before(&head, head.len()) + u32::from(space.is_empty());
        let whole = format!("{head}{after}");
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&whole);
            drop(input.set_selection_range(cursor, cursor));
        }
        self.type_text(whole);
    }

    fn on_scroll(self) {
        if let Some(input) = self.input.get_untracked() {
            self.scroll.set(input.scroll_left());
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        let n = self
            .check
            .with_untracked(|check| check.proposals.len().min(N_PROPOSALS));
        let is_open = self.is_focused.get_untracked() && n > 0;
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if is_open => self.active.set(Some(active.map_or(0, |at| (at + 1) % n))),
            "ArrowUp" if is_open => self.active.set(Some(active.map_or(n - 1, |at| (at + n - 1) % n))),
            "Tab" if is_open && !event.shift_key() => self.accept_at(active.unwrap_or(0)),
            "Enter" if is_open && active.is_some() => self.accept_at(active.unwrap_or(0)),
            "Enter" => {
                self.is_focused.set(false);
                self.rest();
            }
            "Escape" if is_open => self.is_focused.set(false),
            _ => return,
        }
        event.prevent_default();
    }

    fn accept_at(self, at: usize) {
        let word = self
            .check
            .with_untracked(|check| check.proposals.get(at).map(|proposal| proposal.text.clone()));
        if let Some(word) = word {
            self.accept(&word);
        }
    }

    /// How many rows pass, or what is wrong.
    fn said(self, noun: Noun) -> String {
        if self.text.with(|text| text.trim().is_empty()) {
            return String::new();
        }
        self.check.with(|check| match (&check.problem, check.n_passing) {
            (Some(FilterProblem { message, .. }), _) => message.clone(),
            (None, Some(n)) => format!(
                "{} {}",
                format::counted(n, noun),
                if n == 1 { "passes" } else { "pass" }
            ),
            (None, None) => String::new(),
        })
    }
}
